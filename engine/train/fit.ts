/** Weights from elsewhere for a network: what fits by name and shape is kept, the rest starts fresh. */
import type { Document } from '../graph/document.ts';
import { type CheckedGraph, checkGraph } from '../passes/check.ts';
import { weightsOf } from '../passes/compile.ts';
import type { ModelWeight } from '../passes/compiled.ts';
import { expandDocument } from '../passes/expand.ts';
import { formatShape, sameShape, type Shape } from '../types/shape.ts';
import { type Phrase, phrase, verbatim, type Value as TextValue } from '../phrases.ts';

/** What a file has of a weight: a tensor, or as much of it as tells whether it fits. */
interface StoredTensor {
  readonly shape: Shape;
  readonly data?: ArrayLike<number>;
}

export interface WeightsFit {
  readonly kept: readonly string[];
  /** Weights of the network that the file has not, or has in another shape, with what it has. */
  readonly fresh: readonly { readonly name: string; readonly expected: string; readonly received: string | null }[];
  /** What of the file is not used. */
  readonly left: readonly string[];
}

/**
 * What PyTorch saves beside weights, which nothing here depends on: how many batches a norm has seen, the numbers of the places,
 * GPT-2's triangle of what comes later.
 */
const BUFFERS = [/num_batches_tracked$/, /(^|\.)(position_ids|token_type_ids)$/, /\.attn\.masked_bias$/];
const isBuffer = (name: string, { shape }: StoredTensor): boolean =>
  BUFFERS.some((pattern) => pattern.test(name)) ||
  (/\.attn\.bias$/.test(name) && shape.length === 4 && shape[0] === 1 && shape[1] === 1);

type Weight = Pick<ModelWeight, 'name' | 'shape' | 'aliases'>;
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

/** What wrappers put before every name: PyTorch's for several devices and for compiled modules, Lightning's usual one. */
const WRAPPERS = ['module.', '_orig_mod.', 'model.'];

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
function find<T extends StoredTensor>(
  name: string,
  shape: Shape,
  given: ReadonlyMap<string, T>,
): Source<T> | undefined {
  for (const one of ['', ...WRAPPERS].map((wrapper) => wrapper + name)) {
    const exact = given.get(one);
    if (exact) return { name: one, tensor: exact };
  }
  const parts = name.split('.');
  if (parts.length < 2) return undefined;
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
export function sourceOf<T extends StoredTensor>(
  { name, shape, aliases = [] }: Weight,
  given: ReadonlyMap<string, T>,
): Source<T> | undefined {
  for (const one of [name, ...aliases]) {
    const found = find(one, shape, given);
    if (found) return found;
  }
  return undefined;
}

export function fitWeights(
  { weights }: { readonly weights: readonly Weight[] },
  given: ReadonlyMap<string, StoredTensor>,
): WeightsFit {
  const kept: string[] = [];
  const fresh: { name: string; expected: string; received: string | null }[] = [];
  const used = new Set<string>();
  for (const weight of weights) {
    const { name, shape, aliases = [] } = weight;
    const source = sourceOf(weight, given);
    if (source && sameShape(source.tensor.shape, shape)) kept.push(name);
    else fresh.push({ name, expected: formatShape(shape), received: source ? formatShape(source.tensor.shape) : null });
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
  return {
    kept,
    fresh,
    left: [...given].flatMap(([name, tensor]) =>
      used.has(name) || isSlot(name) || isBuffer(name, tensor) ? [] : [name],
    ),
  };
}

export interface DocumentFit extends WeightsFit {
  /** The nodes of the graph all of whose weights are kept; an instance of a block stands for what lies within. */
  readonly keptNodes: readonly string[];
}

/** What a document can keep, as it is now. */
export function fitDocument(
  document: Document,
  given: ReadonlyMap<string, StoredTensor>,
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
function sameNumbers({ data: a }: StoredTensor, { data: b }: StoredTensor): boolean {
  if (!a || !b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const SHOWN = 8;
const some = (names: readonly TextValue[]): TextValue =>
  names.length > SHOWN ? phrase('and-more', { names: names.slice(0, SHOWN), count: names.length - SHOWN }) : names;

/** In one line: what was kept, what is new, what was left over. */
export function fitPhrase({ kept, fresh, left }: WeightsFit): Phrase {
  const counts = { kept: kept.length, all: kept.length + fresh.length };
  const isNew = { fresh: some(fresh.map(freshName)) };
  const isLeft = { left: some(left.map(verbatim)) };
  if (fresh.length > 0 && left.length > 0) return phrase('weights-kept-new-left', { ...counts, ...isNew, ...isLeft });
  if (fresh.length > 0) return phrase('weights-kept-new', { ...counts, ...isNew });
  return left.length > 0 ? phrase('weights-kept-left', { ...counts, ...isLeft }) : phrase('weights-kept', counts);
}

const freshName = ({ name, expected, received }: WeightsFit['fresh'][number]): TextValue =>
  received === null
    ? verbatim(name)
    : phrase('weight-of-other-shape', {
        name: verbatim(name),
        expected: verbatim(expected),
        received: verbatim(received),
      });
