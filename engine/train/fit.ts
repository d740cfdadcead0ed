/** Weights from elsewhere for a network: what fits by name and shape is kept, the rest starts fresh. */
import type { Document } from '../graph/document.ts';
import { type CheckedGraph, checkGraph } from '../passes/check.ts';
import { weightsOf } from '../passes/compile.ts';
import type { ModelWeight } from '../passes/compiled.ts';
import { expandDocument } from '../passes/expand.ts';
import { formatShape, sameShape, type Shape, sizeOf } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import { all, type Phrase, phrase, someNames, verbatim, type Value as TextValue } from '../phrases.ts';
import { isAdapter } from '../layers/common/adapter.ts';
import { proposedNames, type OtherName } from './fitting/renames.ts';
import { unwrapped } from './unwrap.ts';
import type { Weights } from './weights.ts';

/** What a file has of a weight: a tensor, or as much of it as tells whether it fits. */
export interface FileTensor {
  readonly shape: Shape;
  readonly data?: ArrayLike<number>;
  /** The file's own type of it, where that is not float32. */
  readonly type?: string | undefined;
  /** It is of a type whose numbers are not read. */
  readonly unread?: boolean | undefined;
}

/** All that a file has, by name: tensors, and what is none that can be read. */
export const givenOf = ({
  tensors,
  types,
  unread,
}: Pick<Weights, 'tensors' | 'types' | 'unread'>): Map<string, FileTensor & Partial<Tensor>> =>
  new Map<string, FileTensor & Partial<Tensor>>([
    ...[...tensors].map(([name, tensor]) => [name, { ...tensor, type: types?.get(name) }] as const),
    ...[...(unread ?? [])].map(([name, { shape, type }]) => [name, { shape, type, unread: true }] as const),
  ]);

export interface WeightsFit {
  readonly kept: readonly string[];
  /** Weights of the network that the file has not, or has in another shape, with what it has. */
  readonly fresh: readonly Fresh[];
  /** What of the file is not used. */
  readonly left: readonly string[];
  /** Names that the file may have for weights that are new. */
  readonly proposed?: readonly OtherName[];
  /** Kept weights that the file has in another type than float32. */
  readonly converted?: readonly { readonly name: string; readonly type: string }[];
  /** What stands in the file before or within the names of what is kept, and was taken off: "_orig_mod.module.". */
  readonly taken?: readonly string[];
  /** Beginnings behind which the file has the network more than once, so that none was taken. */
  readonly rivals?: readonly string[];
}

interface Fresh {
  readonly name: string;
  readonly expected: string;
  readonly received: string | null;
  /** The type that keeps the file's tensor from being read. */
  readonly unread?: string;
}

/**
 * What PyTorch saves beside weights, which nothing here depends on: how many batches a norm has seen, the numbers of the places,
 * GPT-2's triangle of what comes later, Swin's offsets between the places of a window.
 */
const BUFFERS = [
  /num_batches_tracked$/,
  /(^|\.)(position_ids|token_type_ids|relative_position_index)$/,
  /\.attn\.masked_bias$/,
];
const isBuffer = (name: string, { shape }: FileTensor): boolean =>
  BUFFERS.some((pattern) => pattern.test(name)) ||
  (/\.attn\.bias$/.test(name) && shape.length === 4 && shape[0] === 1 && shape[1] === 1);

type Weight = Pick<ModelWeight, 'name' | 'shape' | 'aliases' | 'maps'>;
interface Source<T> {
  readonly name: string;
  readonly tensor: T;
}

type Rename = readonly [RegExp, string];
/** What published files call the same weights: BERT's norms of before 2019, and the Vision Transformer since version 5 of transformers. */
const OTHER_NAMES: readonly (readonly Rename[])[] = [
  [
    [/\.weight$/, '.gamma'],
    [/\.bias$/, '.beta'],
  ],
  [
    [/^(vit\.)?encoder\.layer\./, '$1layers.'],
    [/\.attention\.attention\.(query|key|value)\./, '.attention.$1_proj.'],
    [/query_proj/, 'q_proj'],
    [/key_proj/, 'k_proj'],
    [/value_proj/, 'v_proj'],
    [/\.attention\.output\.dense\./, '.attention.o_proj.'],
    [/\.intermediate\.dense\./, '.mlp.fc1.'],
    [/\.output\.dense\./, '.mlp.fc2.'],
  ],
];

/** A shape without the axes of one around it. */
const bare = (shape: Shape): Shape =>
  shape.slice(
    shape.findIndex((dim) => dim !== 1),
    shape.findLastIndex((dim) => dim !== 1) + 1,
  );

/**
 * What a file has under a name. A parameter that belongs to a module itself has there the name of the layer alone, or the weight's
 * without the layer's, and often axes of one around it: `pos_embedding` for `pos_embedding.weight`, `class_token` for `token.class_token`.
 * A file of the network without its head leaves out what its names begin with.
 */
function find<T extends FileTensor>(name: string, shape: Shape, given: ReadonlyMap<string, T>): Source<T> | undefined {
  const exact = given.get(name);
  if (exact) return { name, tensor: exact };
  const parts = name.split('.');
  // an adapter beside a weight has another name than that alone
  if (parts.length < 2 || isAdapter(name)) return undefined;
  for (const other of [parts.slice(0, -1), parts.toSpliced(-2, 1)].map((left) => left.join('.'))) {
    const tensor = given.get(other);
    if (tensor && sameShape(bare(tensor.shape), bare(shape))) return { name: other, tensor: { ...tensor, shape } };
  }
  for (const renames of OTHER_NAMES) {
    const other = renames.reduce((known, [from, to]) => known.replace(from, to), name);
    const tensor = given.get(other);
    if (tensor && sameShape(tensor.shape, shape)) return { name: other, tensor };
  }
  const headless = parts.length > 2 && ![...given.keys()].some((known) => known.startsWith(`${parts[0]}.`));
  return headless ? find(parts.slice(1).join('.'), shape, given) : undefined;
}

/** What a file has for a weight, under its own name or that of a layer which shares it. */
function sourceOf<T extends FileTensor>(
  { name, shape, aliases = [] }: Weight,
  given: ReadonlyMap<string, T>,
): Source<T> | undefined {
  for (const one of [name, ...aliases]) {
    const found = find(one, shape, given);
    if (found) return found;
  }
  return undefined;
}

interface Model {
  readonly weights: readonly Weight[];
}

export function fitWeights({ weights }: Model, file: ReadonlyMap<string, FileTensor>): WeightsFit {
  const { given, ...names } = unwrapped(weights, file);
  const [kept, fresh, converted]: [string[], Fresh[], { name: string; type: string }[]] = [[], [], []];
  const used = new Set<string>();
  for (const weight of weights) {
    const { name, shape, aliases = [] } = weight;
    const source = sourceOf(weight, given);
    const { type = '', unread = false } = source?.tensor ?? {};
    if (source && !unread && sameShape(source.tensor.shape, shape)) {
      kept.push(name);
      if (type !== '') converted.push({ name, type });
    } else
      fresh.push({
        name,
        expected: formatShape(shape),
        received: source ? `${unread ? `${type} ` : ''}${formatShape(source.tensor.shape)}` : null,
        ...(unread && { unread: type }),
      });
    if (!source) continue;
    used.add(source.name);
    // shared here, and in the file twice: the second is left over only where it says something else
    for (const alias of aliases) {
      const other = find(alias, shape, given);
      if (other && sameNumbers(other.tensor, source.tensor)) used.add(other.name);
    }
  }
  // a checkpoint has the optimizer's slots of each weight too
  const isSlot = (name: string): boolean => used.has(name.slice(0, name.lastIndexOf('/')));
  const taken = new Set([...used].flatMap((name) => given.get(name)?.taken ?? []));
  const unused = [...given].flatMap(([name, tensor]) =>
    used.has(name) || isSlot(name) || isBuffer(name, tensor) ? [] : [tensor],
  );
  const missing = new Set(fresh.flatMap(({ name, received }) => (received === null ? [name] : [])));
  const proposed = proposedNames(
    weights.filter(({ name }) => missing.has(name) && !isAdapter(name)),
    unused.flatMap((tensor) => (tensor.unread ? [] : [{ name: tensor.original, shape: tensor.shape }])),
  );
  return {
    kept,
    fresh,
    left: unused.map(({ original }) => original),
    ...(proposed.length > 0 && { proposed }),
    ...(converted.length > 0 && { converted }),
    ...(taken.size > 0 && { taken: [...taken] }),
    ...(names.rivals.length > 0 && { rivals: names.rivals }),
  };
}

/** The tensors of a file that a network's weights begin with, as float32, by the weights' names. Those that do not fit are left out. */
export function fittedWeights(
  { weights }: Model,
  file: Pick<Weights, 'tensors' | 'types' | 'unread' | 'channelsLast'>,
): Map<string, Tensor> {
  const { given } = unwrapped(weights, givenOf(file));
  const fitted = new Map<string, Tensor>();
  for (const weight of weights) {
    const { data, shape, unread } = sourceOf(weight, given)?.tensor ?? {};
    if (data && !unread && sameShape(shape!, weight.shape))
      fitted.set(weight.name, {
        dtype: 'float32',
        shape: weight.shape,
        data: inRow(
          data instanceof Float32Array ? data : Float32Array.from(data),
          file.channelsLast ? weight.maps : undefined,
        ),
      });
  }
  return fitted;
}

/** Rows of numbers that have the channels of each place together, as rows that have each channel's places together. */
function inRow(data: Float32Array, maps: Shape | undefined): Float32Array {
  if (!maps) return data;
  const [channels = 1, ...sizes] = maps;
  const places = sizeOf(sizes);
  return Float32Array.from(data, (_, i) => {
    const at = i % (channels * places);
    return data[i - at + (at % places) * channels + Math.floor(at / places)]!;
  });
}

export interface DocumentFit extends WeightsFit {
  /** The nodes of the graph all of whose weights are kept; an instance of a block stands for what lies within. */
  readonly keptNodes: readonly string[];
}

/** What a document can keep, as it is now. */
export function fitDocument(
  document: Document,
  given: ReadonlyMap<string, FileTensor>,
  checked: CheckedGraph = checkGraph(document.graph),
): DocumentFit {
  const weights = weightsOf(expandDocument(document), checked);
  const fit = fitWeights({ weights }, given);
  const kept = new Set(fit.kept);
  const outermost = (flat: string): string => checked.expanded.origins.get(flat)?.path[0] ?? flat;
  const fresh = new Set(weights.filter(({ name }) => !kept.has(name)).map(({ node }) => outermost(node)));
  return {
    ...fit,
    keptNodes: [...new Set(weights.map(({ node }) => outermost(node)))].filter((node) => !fresh.has(node)),
  };
}

/** As far as is known. */
function sameNumbers({ data: a }: FileTensor, { data: b }: FileTensor): boolean {
  if (!a || !b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** In one line: what was kept, what is new, what was left over. */
export function fitPhrase({ kept, fresh, left }: WeightsFit): Phrase {
  const counts = { kept: kept.length, all: kept.length + fresh.length };
  const isNew = { fresh: someNames(fresh.map(freshName)) };
  const isLeft = { left: someNames(left.map(verbatim)) };
  if (fresh.length > 0 && left.length > 0) return phrase('weights-kept-new-left', { ...counts, ...isNew, ...isLeft });
  if (fresh.length > 0) return phrase('weights-kept-new', { ...counts, ...isNew });
  return left.length > 0 ? phrase('weights-kept-left', { ...counts, ...isLeft }) : phrase('weights-kept', counts);
}

/** What else is to be told of a fit, a sentence each. */
export function fitNotes({ converted = [], taken = [], rivals = [] }: WeightsFit): Phrase[] {
  const types = new Map<string, string[]>();
  for (const { name, type } of converted) types.set(type, [...(types.get(type) ?? []), name]);
  const quoted = (pieces: readonly string[]) => pieces.map((name) => phrase('quoted', { name: verbatim(name) }));
  return [
    ...(taken.length > 0 ? [phrase('names-taken-off', { pieces: quoted(taken) })] : []),
    ...(rivals.length > 0 ? [phrase('names-fit-behind', { prefixes: all(quoted(rivals)) })] : []),
    ...[...types].map(([type, names]) =>
      phrase('weights-converted', { type: verbatim(type), names: someNames(names.map(verbatim)) }),
    ),
  ];
}

const freshName = ({ name, expected, received }: WeightsFit['fresh'][number]): TextValue =>
  received === null
    ? verbatim(name)
    : phrase('weight-of-other-shape', {
        name: verbatim(name),
        expected: verbatim(expected),
        received: verbatim(received),
      });
