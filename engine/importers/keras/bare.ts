/** Weights of Keras that come without a network: what class a layer has is told by its group or by the names of its variables. */
import type { Hdf5, StoredArray } from '../../data/formats/hdf5.ts';
import type { ByteSource } from '../../files/fileSystem.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { floats, turnedInPlace } from '../common/flow.ts';
import type { Drawn } from './draw.ts';
import { type KerasArchive, withArchive } from './archive.ts';
import { drawModel } from './draw.ts';
import { eachChannel, kernelOrder } from './layers/windows.ts';
import { directionWeights, KINDS } from './layers/recurrent.ts';
import { readModel } from './model.ts';
import { olderLists, snakeCase, type Variable } from './store.ts';

export interface KerasWeights {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Rows of numbers that were maps may have the channels of each place together: only the network tells which do. */
  readonly channelsLast: boolean;
}

/** What a file of Keras has, under the names and in the layouts that the same layers have here. */
export const kerasWeights = (source: ByteSource): Promise<KerasWeights> =>
  withArchive(source, async (archive) =>
    archive.config === undefined
      ? { tensors: bareWeights(archive), channelsLast: true }
      : { tensors: (await drawn(archive)).weights, channelsLast: false },
  );

const drawn = ({ config, store, version }: KerasArchive): Promise<Drawn> =>
  drawModel(readModel(config), { store, version, given: {}, work: { breathe: async () => {} } });

interface Layer {
  readonly name: string;
  /** In snake case, where the file tells: `conv2d`. */
  readonly kind: string;
  readonly variables: readonly Variable[];
}

function bareWeights({ hdf5, version }: KerasArchive): Map<string, Tensor> {
  const layers = version >= 3 && !hdf5.notes.get('')?.layer_names ? groupedLayers(hdf5) : olderLayers(hdf5);
  const all = new Map<string, Tensor>();
  for (const layer of layers)
    for (const [name, tensor] of Object.entries(convertedOf(layer))) all.set(`${layer.name}.${name}`, tensor);
  return all;
}

/** `layers/conv2d_1/vars/0`, whose group says what the layer is called; models within the model have layers of their own. */
function groupedLayers({ arrays, notes }: Hdf5): Layer[] {
  const found = new Map<string, Variable[]>();
  for (const [path, array] of arrays) {
    const match = /^((?:layers\/[^/]+\/)+)(.*)$/.exec(path);
    if (!match) continue;
    const inner = match[2]!.replace(/(^|\/)vars\//, '$1');
    found.set(match[1]!, [...(found.get(match[1]!) ?? []), { path: inner, array }]);
  }
  const called = (group: string, otherwise: string) => {
    const name = notes.get(`${group}vars`)?.name;
    return typeof name === 'string' ? name : otherwise;
  };
  return [...found].map(([place, variables]) => {
    const groups = place.split('/').filter((_, i) => i % 2 === 1);
    const names = groups.map((group, i) =>
      called(
        groups
          .slice(0, i + 1)
          .map((one) => `layers/${one}/`)
          .join(''),
        group,
      ),
    );
    const kind = groups.at(-1)!.replace(/_\d+$/, '');
    return { name: names.join('.'), kind, variables };
  });
}

/** By the names of variables: `conv/kernel:0`, `features/conv/kernel`. */
function olderLayers(hdf5: Hdf5): Layer[] {
  const found = new Map<string, Variable[]>();
  for (const [group, variables] of olderLists(hdf5))
    for (const { path, array } of variables) {
      const parts = path.replace(/:\d+$/, '').split('/');
      const own = parts.slice(0, -1).filter((part) => !/_cell(_\d+)?$/.test(part));
      const name = own.length === 0 ? group : own.at(-1)! === group || own[0] !== group ? own.at(-1)! : own.join('.');
      found.set(name, [...(found.get(name) ?? []), { path: parts.at(-1)!, array }]);
    }
  return [...found].map(([name, variables]) => ({ name, kind: '', variables }));
}

type Convert = (arrays: readonly StoredArray[]) => Readonly<Record<string, Tensor>>;
const plain = (array: StoredArray): Tensor<'float32'> => floats(array.shape, array.numbers());
const flat = (array: StoredArray): Tensor<'float32'> => floats([sizeOf(array.shape)], array.numbers());
const biased = (weight: Tensor, bias: StoredArray | undefined) => ({ weight, ...(bias && { bias: plain(bias) }) });
const norm: Convert = ([weight, bias]) => (weight ? biased(plain(weight), bias) : {});

const CONVERTERS: Readonly<Record<string, Convert>> = {
  dense: ([kernel, bias]) => (kernel?.shape.length === 2 ? biased(turnedInPlace(plain(kernel), [1, 0]), bias) : {}),
  conv: ([kernel, bias]) =>
    kernel && kernel.shape.length > 2
      ? biased(turnedInPlace(plain(kernel), kernelOrder(kernel.shape.length - 2)), bias)
      : {},
  depthwise: ([kernel, bias]) =>
    kernel && kernel.shape.length > 2 ? biased(eachChannel(plain(kernel), kernel.shape.length - 2), bias) : {},
  separable: ([depthwise, pointwise, bias]) =>
    depthwise && pointwise && depthwise.shape.length > 2
      ? {
          depthwise_weight: eachChannel(plain(depthwise), depthwise.shape.length - 2),
          pointwise_weight: turnedInPlace(plain(pointwise), kernelOrder(depthwise.shape.length - 2)),
          ...(bias && { bias: plain(bias) }),
        }
      : {},
  embedding: ([rows]): ReturnType<Convert> => (rows ? { weight: plain(rows) } : {}),
  // scale and offset may both be missing, and with one of them it is not told which
  batch(arrays) {
    const names =
      arrays.length === 4 ? ['weight', 'bias', 'running_mean', 'running_var'] : ['running_mean', 'running_var'];
    return arrays.length === 4 || arrays.length === 2
      ? Object.fromEntries(arrays.map((array, i) => [names[i]!, plain(array)]))
      : {};
  },
  norm,
  slopes: ([alpha]): ReturnType<Convert> => (alpha ? { weight: flat(alpha) } : {}),
};

/** Which conversion a group's class, or the name of a layer's first variable, asks for. */
const CLASSES: readonly (readonly [RegExp, keyof typeof CONVERTERS])[] = [
  [/^separable_conv\d?d$/, 'separable'],
  [/^depthwise_conv\d?d$/, 'depthwise'],
  [/^conv\d?d(_transpose)?$/, 'conv'],
  [/^dense$/, 'dense'],
  [/^embedding$/, 'embedding'],
  [/^(sync_)?batch_normalization$/, 'batch'],
  [/^(layer|group|rms)_normalization$/, 'norm'],
  [/^p_re_lu$/, 'slopes'],
];
const RECURRENT = new Map(Object.entries(KINDS).map(([name, kind]) => [snakeCase(name), kind]));

function convertedOf({ kind, variables }: Layer): Readonly<Record<string, Tensor>> {
  const recurrent = RECURRENT.get(kind);
  const cell = variables.filter(({ path }) => path.startsWith('cell/'));
  if (recurrent && cell.length > 1) {
    const arrays = cell.map(({ array }) => plain(array));
    const units = arrays[1]!.shape[0]!;
    return arrays[1]!.shape[1] === recurrent.gates.length * units ? directionWeights(arrays, recurrent, '_l0') : {};
  }
  const named = (name: string) => variables.find(({ path }) => path === name)?.array;
  const known = CLASSES.find(([pattern]) => pattern.test(kind))?.[1] ?? classByNames(variables);
  if (!known) return {};
  const order: Readonly<Record<string, readonly string[]>> = {
    separable: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
    depthwise: ['depthwise_kernel', 'bias'],
    batch: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
    norm: ['gamma', 'beta'],
    embedding: ['embeddings'],
    slopes: ['alpha'],
  };
  const arrays =
    kind === ''
      ? (order[known] ?? ['kernel', 'bias']).flatMap((name) => named(name) ?? [])
      : variables.map(({ array }) => array);
  return CONVERTERS[known]!(arrays);
}

function classByNames(variables: readonly Variable[]): string | undefined {
  const has = (name: string) => variables.some(({ path }) => path === name);
  if (has('recurrent_kernel')) return undefined;
  if (has('pointwise_kernel')) return 'separable';
  if (has('depthwise_kernel')) return 'depthwise';
  if (has('embeddings')) return 'embedding';
  if (has('moving_mean')) return 'batch';
  if (has('gamma')) return 'norm';
  if (has('alpha')) return 'slopes';
  const kernel = variables.find(({ path }) => path === 'kernel')?.array;
  return kernel ? (kernel.shape.length === 2 ? 'dense' : 'conv') : undefined;
}
