/** Weights from elsewhere for a network: what fits by name and shape is kept, the rest starts fresh. */
import type { CompiledModel } from '../passes/compiled.ts';
import { formatShape, sameShape, type Shape } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';

export interface WeightsFit {
  readonly kept: readonly string[];
  /** Weights of the network that the file has not, or has in another shape, with what it has. */
  readonly fresh: readonly { readonly name: string; readonly expected: string; readonly received: string | null }[];
  /** What of the file is not used. */
  readonly left: readonly string[];
}

/** What PyTorch saves beside weights: how many batches a norm has seen, which nothing here depends on. */
const counts = (name: string): boolean => name.endsWith('num_batches_tracked');

/**
 * What a file has for a weight. A parameter that belongs to a module itself has there the name of the layer alone, or the weight's
 * without the layer's, and often a first axis of one: `pos_embedding` for `pos_embedding.weight`, `class_token` for `token.class_token`.
 */
export function sourceOf(name: string, shape: Shape, given: ReadonlyMap<string, Tensor>): { readonly name: string; readonly tensor: Tensor | undefined } {
  const exact = given.get(name);
  const parts = name.split('.');
  if (exact || parts.length < 2) return { name, tensor: exact };
  const bare = (dims: Shape) => dims.slice(dims.findIndex((dim) => dim !== 1));
  for (const other of [parts.slice(0, -1), parts.toSpliced(-2, 1)].map((left) => left.join('.'))) {
    const tensor = given.get(other);
    if (tensor && sameShape(bare(tensor.shape), bare(shape))) return { name: other, tensor: { ...tensor, shape } };
  }
  return { name, tensor: undefined };
}

export function fitWeights({ weights }: Pick<CompiledModel, 'weights'>, given: ReadonlyMap<string, Tensor>): WeightsFit {
  const kept: string[] = [];
  const fresh: { name: string; expected: string; received: string | null }[] = [];
  for (const { name, shape } of weights) {
    const { tensor } = sourceOf(name, shape, given);
    if (tensor && sameShape(tensor.shape, shape)) kept.push(name);
    else fresh.push({ name, expected: formatShape(shape), received: tensor ? formatShape(tensor.shape) : null });
  }
  const used = new Set(weights.map(({ name, shape }) => sourceOf(name, shape, given).name));
  return { kept, fresh, left: [...given.keys()].filter((name) => !used.has(name) && !counts(name)) };
}

const SHOWN = 8;
const some = (names: readonly string[]): string => (names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', '));

/** In one line: what was kept, what is new, what was left over. */
export function fitText({ kept, fresh, left }: WeightsFit): string {
  const parts = [`${kept.length} of ${kept.length + fresh.length} weights kept`];
  if (fresh.length > 0) parts.push(`new: ${some(fresh.map(({ name, expected, received }) => (received === null ? name : `${name} (${expected}, the file has ${received})`)))}`);
  if (left.length > 0) parts.push(`left over in the file: ${some(left)}`);
  return `${parts.join('; ')}.`;
}
