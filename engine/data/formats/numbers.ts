/** Numbers as files store them, and what becomes of them here: nothing is wrapped or cut, and what is rounded is known. */
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';

export type Numbers =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;
export type StoredNumbers = Numbers | BigInt64Array | BigUint64Array;

type Long = BigInt64Array | BigUint64Array;
const isLong = (numbers: StoredNumbers): numbers is Long =>
  numbers instanceof BigInt64Array || numbers instanceof BigUint64Array;
const isFloating = (numbers: StoredNumbers): numbers is Float32Array | Float64Array =>
  numbers instanceof Float32Array || numbers instanceof Float64Array;

/** Whether whole numbers of more than 31 bits are all among those of int32. */
function fitInt32(numbers: Long | Uint32Array): boolean {
  if (numbers instanceof Uint32Array) return numbers.every((value) => value <= 0x7fffffff);
  // the upper half of a small number repeats the sign of the lower one
  const signed = numbers instanceof BigInt64Array;
  const halves = new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  for (let i = 0; i < halves.length; i += 2) {
    const sign = halves[i]! >> 31;
    if (halves[i + 1] !== sign || (!signed && sign !== 0)) return false;
  }
  return true;
}

/** Counted from 1. */
const rowOf = (place: number, shape: Shape): number => Math.floor(place / Math.max(1, sizeOf(shape.slice(1)))) + 1;

/**
 * The same numbers in arrays of at most 32 bits, or float64 as it is: int32 where it holds all of them, else float32. Throws a
 * `Refusal` with row and value of a number that neither holds exactly, or that is beyond float32.
 */
export function exactly(numbers: StoredNumbers, shape: Shape): Numbers {
  if (isLong(numbers) || numbers instanceof Uint32Array) {
    if (fitInt32(numbers)) return Int32Array.from<number | bigint>(numbers, Number);
    const floats = Float32Array.from<number | bigint>(numbers, Number);
    floats.forEach((value, i) => {
      if (BigInt(value) !== BigInt(numbers[i]!)) throw inexact(numbers[i]!, value, rowOf(i, shape));
    });
    return floats;
  }
  if (numbers instanceof Float64Array) {
    const at = numbers.findIndex((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)));
    if (at >= 0) throw new Refusal(phrase('number-too-large', { row: rowOf(at, shape), value: numbers[at]! }));
  }
  return numbers;
}

/** Throws a `Refusal` with row and value of the first whole number that float32 would round. */
export function assertFloatsHold(numbers: Numbers, shape: Shape): void {
  if (!(numbers instanceof Int32Array)) return;
  const at = numbers.findIndex((value) => Math.fround(value) !== value);
  if (at >= 0) throw inexact(numbers[at]!, Math.fround(numbers[at]!), rowOf(at, shape));
}

const inexact = (value: number | bigint, rounded: number, row: number): Refusal =>
  new Refusal(phrase('number-not-exact', { row, value: verbatim(String(value)), rounded: verbatim(String(rounded)) }));

/** Numbers that may be rounded, as those of weights are, as a tensor: whole ones int32 where that holds all of them, all others float32. */
export function roundedTensor(numbers: StoredNumbers, shape: Shape): Tensor {
  if (numbers instanceof Float32Array) return { dtype: 'float32', shape, data: numbers };
  if (numbers instanceof Int32Array) return { dtype: 'int32', shape, data: numbers };
  const whole = !isFloating(numbers) && (!(isLong(numbers) || numbers instanceof Uint32Array) || fitInt32(numbers));
  return whole
    ? { dtype: 'int32', shape, data: Int32Array.from<number | bigint>(numbers, Number) }
    : { dtype: 'float32', shape, data: Float32Array.from<number | bigint>(numbers, Number) };
}
