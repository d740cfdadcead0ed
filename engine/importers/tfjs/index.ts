/** TensorFlow.js models: layers as Keras has them or a graph of operators in `model.json`, the numbers in files beside it. */
import { ENDINGS } from '../endings.ts';
import type { StoredArray } from '../../data/formats/hdf5.ts';
import { bytesOf, inMemory, joined } from '../../files/byteSource.ts';
import type { ByteSource, OpenFile } from '../../files/fileSystem.ts';
import { numbersOf, type ElementType } from '../../data/formats/elements.ts';
import { jsonOf } from '../../data/formats/json.ts';
import { exactly } from '../../data/formats/numbers.ts';
import { stopAtMistaken } from '../../data/formats/mistaken.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, reasonOf, Refusal, UserError } from '../../problems.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Importer, type ModelSource, sayUnreadable } from '../define.ts';
import { drawModel } from '../keras/draw.ts';
import { readModel } from '../keras/model.ts';
import { namedStore, type Variable } from '../keras/store.ts';
import { withTraining } from '../keras/training.ts';
import { drawGraph } from './graph/index.ts';
import { asItems, asJson, type Json } from './graph/nodes.ts';

const TYPES: Readonly<Record<string, ElementType>> = { float32: 'F32', int32: 'I32', bool: 'BOOL', uint8: 'U8' };
/** Files and weights of one model, bytes of all files that are held together, and of its `model.json`. */
const [MOST_FILES, MOST_WEIGHTS, MOST_BYTES, MOST_JSON] = [10_000, 200_000, 2 ** 33, 64 << 20];

interface Manifest {
  readonly paths: readonly string[];
  readonly weights: readonly Json[];
}

/** Throws a `Refusal` where the text is none of a model. */
function parsed(bytes: Uint8Array): {
  readonly topology: Json;
  /** What goes into a graph of operators and comes out of it; undefined for a model of layers. */
  readonly signature: Json | undefined;
  readonly training: unknown;
  readonly manifests: readonly Manifest[];
} {
  stopAtMistaken(bytes);
  let model: Json;
  try {
    model = asJson(jsonOf(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw new Refusal(phrase('tfjs-not-json'));
  }
  const topology = asJson(model.modelTopology);
  const manifests = asItems(model.weightsManifest).map((group): Manifest => {
    const { paths, weights } = asJson(group);
    const names = asItems(paths);
    // a plain name lies beside the model; anything else leads out of its folder
    if (!names.every((name): name is string => typeof name === 'string' && /^[^/\\:]+$/.test(name) && name !== '..'))
      throw new Refusal(phrase('index-no-parts'));
    return { paths: names, weights: asItems(weights).map(asJson) };
  });
  const [files, weights] = [manifests.flatMap(({ paths }) => paths), manifests.flatMap((one) => one.weights)];
  if (files.length > MOST_FILES || weights.length > MOST_WEIGHTS) throw new Refusal(phrase('tfjs-not-json'));
  // one file again and again would be many times what is there
  const [twice] = files.filter((name, i) => files.indexOf(name) < i);
  if (twice !== undefined) throw new Refusal(phrase('members-of-one-name', { name: verbatim(twice.slice(0, 200)) }));
  if (model.format === 'graph-model' || 'node' in topology) {
    const signature = asJson(model.signature ?? asJson(model.userDefinedMetadata).signature);
    return { topology, signature, training: undefined, manifests };
  }
  // whole models have the configuration within that of their training
  const config = asJson(topology.model_config ?? topology);
  const training = topology.training_config ?? model.trainingConfig;
  return { topology: config, signature: undefined, training, manifests };
}

/** So many files are open at a time; where a model has more, they are in memory. */
const MOST_OPEN = 100;

/** Gives the bytes of each group of weights, one file behind the other, to `use`, which reads what it needs while it lasts. */
async function withWeights<T>(
  { file, files }: ModelSource,
  manifests: readonly Manifest[],
  use: (groups: readonly ByteSource[]) => Promise<T>,
): Promise<T> {
  const isMany = manifests.flatMap(({ paths }) => paths).length > MOST_OPEN;
  const opened: OpenFile[] = [];
  let left = MOST_BYTES;
  const open = async (name: string): Promise<ByteSource> => {
    const path = files.paths.join(files.paths.dirname(file), name);
    try {
      if (isMany) {
        const bytes = await files.read(path, left);
        left -= bytes.length;
        return inMemory(bytes);
      }
      const one = await files.open(path);
      opened.push(one);
      return one;
    } catch (error) {
      const reason = reasonOf(error, { ENOENT: 'is-not-there' });
      throw new UserError(problem('file-unreadable', { file: verbatim(path), reason }));
    }
  };
  try {
    const groups: ByteSource[] = [];
    for (const { paths } of manifests) {
      const parts: ByteSource[] = [];
      for (const name of paths) parts.push(await open(name));
      groups.push(joined(parts));
    }
    return await use(groups);
  } finally {
    for (const one of opened) one.close();
  }
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The weights of a group by their names. Throws a `Refusal` where there are fewer bytes than they need. */
function arraysOf({ weights }: Manifest, bytes: ByteSource): [string, StoredArray][] {
  let end = 0;
  return weights.map(({ name, shape, dtype, quantization }): [string, StoredArray] => {
    const sizes = asItems(shape);
    const kept = asJson(quantization);
    const label = String(name).slice(0, 200);
    const type = TYPES[String(quantization === undefined ? dtype : kept.dtype)];
    const half = kept.dtype === 'float16' || kept.dtype === 'uint16';
    if (typeof name !== 'string' || !sizes.every(isSize) || (!type && !half))
      throw new Refusal(
        phrase('tensor-of-type', { name: verbatim(label), type: verbatim(String(dtype).slice(0, 40)) }),
      );
    const element: ElementType = kept.dtype === 'float16' ? 'F16' : kept.dtype === 'uint16' ? 'U16' : type!;
    const length = sizeOf(sizes) * (half ? 2 : element === 'F32' || element === 'I32' ? 4 : 1);
    const [from, to] = [end, end + length];
    if (to > bytes.size) throw new Refusal(phrase('numbers-missing', { name: verbatim(label) }));
    end = to;
    const { scale, min } = kept;
    const numbers = () => {
      const own = bytesOf(bytes, from, to);
      if (own.length < length) throw new Refusal(phrase('numbers-missing', { name: verbatim(label) }));
      const stored = numbersOf(element, own)!;
      // what was cut to steps comes back as numbers
      return typeof scale === 'number' && typeof min === 'number'
        ? Float32Array.from(stored as ArrayLike<number>, (step) => step * scale + min)
        : exactly(stored, sizes);
    };
    return [name, { shape: sizes, numbers }];
  });
}

/** Weights by the layer of the outermost model whose name theirs begin with; names of models around it are passed over. */
function byLayer(
  arrays: readonly (readonly [string, StoredArray])[],
  layers: readonly string[],
): Map<string, Variable[]> {
  const known = new Set(layers);
  const lists = new Map<string, Variable[]>();
  for (const [path, array] of arrays) {
    const layer = path.split('/').find((part) => known.has(part));
    if (layer !== undefined) lists.set(layer, [...(lists.get(layer) ?? []), { path, array }]);
  }
  return lists;
}

/** What such a file begins with where it is called otherwise than `model.json`. */
const OTHERWISE_NAMED = /^\s*\{[\s\S]*?("format"\s*:\s*"(graph|layers)-model"|"modelTopology"\s*:)/;

export const tfjs: Importer = {
  id: 'tfjs',
  title: 'TensorFlow.js',
  endings: ENDINGS.tfjs,
  recognizes: (head) => OTHERWISE_NAMED.test(new TextDecoder().decode(head)),
  async read(source, given, work) {
    const { file, files } = source;
    try {
      const { topology, signature, training, manifests } = parsed(await files.read(file, MOST_JSON));
      const model = signature ? undefined : readModel(topology);
      return await withWeights(source, manifests, async (groups) => {
        const arrays = manifests.flatMap((manifest, i) => arraysOf(manifest, groups[i]!));
        if (!model) {
          const types = new Map(
            manifests.flatMap(({ weights }) => weights.map(({ name, dtype }) => [name, dtype] as const)),
          );
          const graph = { topology, signature: signature!, arrays: new Map(arrays), types };
          return drawGraph(graph, source, given, work);
        }
        const layers = model.layers.map(({ name }) => name);
        const store = namedStore(byLayer(arrays, layers));
        return withTraining(await drawModel(model, { store, version: 2, given, work }), training);
      });
    } catch (error) {
      throw sayUnreadable(file, error);
    }
  },
};
