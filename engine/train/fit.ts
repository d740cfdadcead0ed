/** Weights from elsewhere for a network: what fits by name and shape is kept, the rest starts fresh. */
import type { CompiledModel } from '../passes/compiled.ts';
import { formatShape, sameShape } from '../types/shape.ts';
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

export function fitWeights({ weights }: Pick<CompiledModel, 'weights'>, given: ReadonlyMap<string, Tensor>): WeightsFit {
  const kept: string[] = [];
  const fresh: { name: string; expected: string; received: string | null }[] = [];
  for (const { name, shape } of weights) {
    const tensor = given.get(name);
    if (tensor && sameShape(tensor.shape, shape)) kept.push(name);
    else fresh.push({ name, expected: formatShape(shape), received: tensor ? formatShape(tensor.shape) : null });
  }
  const used = new Set(weights.map(({ name }) => name));
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
