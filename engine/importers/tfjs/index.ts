/** TensorFlow.js models: layers as Keras has them or a graph of operators in `model.json`, the numbers in files beside it. */
import type { RawArray } from '../../data/table.ts';
import { ENDINGS } from '../endings.ts';
import { numbersOf, type ElementType } from '../../data/formats/elements.ts';
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
/** Files and weights of one model, and bytes of its `model.json`. */
const [MOST_FILES, MOST_WEIGHTS, MOST_JSON] = [10_000, 200_000, 64 << 20];

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
    model = asJson(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
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
  if (model.format === 'graph-model' || 'node' in topology) {
    const signature = asJson(model.signature ?? asJson(model.userDefinedMetadata).signature);
    return { topology, signature, training: undefined, manifests };
  }
  // whole models have the configuration within that of their training
  const config = asJson(topology.model_config ?? topology);
  const training = topology.training_config ?? model.trainingConfig;
  return { topology: config, signature: undefined, training, manifests };
}

/** The bytes of a group of weights, one file behind the other. */
async function bytesOf({ file, files }: ModelSource, { paths }: Manifest): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const name of paths) {
    const path = files.paths.join(files.paths.dirname(file), name);
    try {
      parts.push(await files.read(path));
    } catch (error) {
      const reason = reasonOf(error, { ENOENT: 'is-not-there' });
      throw new UserError(problem('file-unreadable', { file: verbatim(path), reason }));
    }
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The weights of a group by their names. Throws a `Refusal` where the bytes are not those that they need. */
function arraysOf({ weights }: Manifest, bytes: Uint8Array): [string, RawArray][] {
  let at = 0;
  return weights.map(({ name, shape, dtype, quantization }): [string, RawArray] => {
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
    if (at + length > bytes.length) throw new Refusal(phrase('numbers-missing', { name: verbatim(label) }));
    const numbers = numbersOf(element, bytes.subarray(at, at + length))!;
    at += length;
    const { scale, min } = kept;
    // what was cut to steps comes back as numbers
    const data =
      typeof scale === 'number' && typeof min === 'number'
        ? Float32Array.from(numbers as ArrayLike<number>, (step) => step * scale + min)
        : exactly(numbers, sizes);
    return [name, { shape: sizes, data }];
  });
}

/** Weights by the layer of the outermost model whose name theirs begin with; names of models around it are passed over. */
function byLayer(arrays: readonly (readonly [string, RawArray])[], layers: readonly string[]): Map<string, Variable[]> {
  const known = new Set(layers);
  const lists = new Map<string, Variable[]>();
  for (const [path, array] of arrays) {
    const layer = path.split('/').find((part) => known.has(part));
    if (layer !== undefined)
      lists.set(layer, [
        ...(lists.get(layer) ?? []),
        { path, array: { shape: array.shape, numbers: () => array.data.slice() } },
      ]);
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
      const arrays: [string, RawArray][] = [];
      for (const manifest of manifests) arrays.push(...arraysOf(manifest, await bytesOf(source, manifest)));
      if (!model) {
        const types = new Map(
          manifests.flatMap(({ weights }) => weights.map(({ name, dtype }) => [name, dtype] as const)),
        );
        return await drawGraph(
          { topology, signature: signature!, arrays: new Map(arrays), types },
          source,
          given,
          work,
        );
      }
      const store = namedStore(
        byLayer(
          arrays,
          model.layers.map(({ name }) => name),
        ),
      );
      return withTraining(await drawModel(model, { store, version: 2, given, work }), training);
    } catch (error) {
      throw sayUnreadable(file, error);
    }
  },
};
