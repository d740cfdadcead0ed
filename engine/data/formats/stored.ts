/** Tensors as files of weights have them. */
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import type { Shape } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { exactly, roundedTensor, type StoredNumbers } from './numbers.ts';

export interface StoredTensor {
  /** The type of its elements, by the name that safetensors has for it, or else the file's own. */
  readonly type: string;
  readonly shape: Shape;
  /** Undefined where the type is none whose numbers are read. */
  readonly numbers: StoredNumbers | undefined;
}

/** A tensor whose numbers may be rounded; undefined where they are not read. */
export function roundedTensorOf({ type, shape, numbers }: StoredTensor): Tensor | undefined {
  if (!numbers) return undefined;
  return type === 'BOOL'
    ? { dtype: 'bool', shape, data: Uint8Array.from(numbers as Int8Array) }
    : roundedTensor(numbers, shape);
}

/** A tensor of just the numbers that the file has. Throws a `Refusal` where they are not read, or no type here holds one of them. */
export function exactTensorOf(name: string, { type, shape, numbers }: StoredTensor): Tensor {
  if (!numbers) throw new Refusal(phrase('tensor-of-type', { name: verbatim(name), type: verbatim(type) }));
  return roundedTensorOf({ type, shape, numbers: exactly(numbers, shape) })!;
}
