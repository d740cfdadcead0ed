/** What transforms share within a program, there and back: numbers of a fit at the places of the rows that they are for, and arithmetic. */
import type { Builder, Operand } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';

type Each = (numbers: readonly number[]) => Operand;

/**
 * Rows with the numbers that belong to their places. `lie` says of `count` numbers whether they follow each other from value to value
 * of a row, again and again, or each has as many values of a row that follow each other.
 */
export function atPlaces(
  b: Builder,
  rows: Value,
  count: number,
  lie: 'inTurn' | 'inBlocks',
  of: (rows: Value, each: Each) => Value,
): Value {
  if (count === 1) return of(rows, ([only]) => only!);
  const size = b.size(rows);
  const batch = rows.shape[0]!;
  const shape = lie === 'inTurn' ? [size / count, count] : [batch, count, size / batch / count];
  const each: Each = (numbers) => b.constant(numbers, lie === 'inTurn' ? [count] : [1, count, 1]);
  return b.reshape(of(b.reshape(rows, shape), each), rows.shape);
}

/** Where there is no number. */
export const isGap = (b: Builder, x: Value): Value => b.not(b.eq(x, x));

/** Two values each, one behind the other along a last axis of their own. */
export const sideBySide = (b: Builder, first: Value, second: Value): Value =>
  b.concat(
    [first, second].map((one) => b.reshape(one, [...one.shape, 1])),
    first.shape.length,
  );

/** `values - numbers`. What single precision has no place for in the numbers is subtracted by itself, so that large ones lose nothing. */
export function less(b: Builder, values: Value, numbers: readonly number[], each: Each): Value {
  const rests = numbers.map((one) => one - Math.fround(one));
  const near = b.sub(values, each(numbers.map(Math.fround)));
  return rests.every((rest) => rest === 0) ? near : b.sub(near, each(rests));
}

/** The least number of single precision that is not below this: what single precision has reaches the one where it reaches the other. */
export function notBelow(edge: number): number {
  const near = Math.fround(edge);
  if (near >= edge) return near;
  const bits = new Int32Array(Float32Array.of(near).buffer);
  // of a number below zero larger bits are a smaller one, and the one after zero has the first bit alone
  bits[0] = near === 0 ? 1 : bits[0]! + (near > 0 ? 1 : -1);
  return new Float32Array(bits.buffer)[0]!;
}

/** A number with its first twelve binary digits: its products with whole numbers up to 4096 are exact in single precision. */
export function shortened(of: number): number {
  const bits = new Int32Array(Float32Array.of(of).buffer);
  bits[0] = bits[0]! & ~0xfff;
  return new Float32Array(bits.buffer)[0]!;
}

/** ln(1 + x) of numbers from 0 on, of small ones with all their digits (Kahan). */
export function logOnePlus(b: Builder, x: Value): Value {
  const whole = b.add(x, 1);
  return b.sub(b.log(whole), b.div(b.sub(b.sub(whole, 1), x), whole));
}

/** (eᵘ − 1) / u = 1 + u/2 (1 + u/3 (1 + …)) where |u| is below this: so many terms are as exact as single precision. */
const [SHORT, TERMS] = [0.5, 8];

/** Values bent by their powers (Yeo and Johnson 2000). A gap stays one. */
export function bentWithin(b: Builder, x: Value, powers: readonly number[], each: Each): Value {
  const isBelow = b.lt(x, 0);
  /** Of numbers from 0 on. */
  const half = (of: Value, to: readonly number[]) => {
    const logarithm = logOnePlus(b, of);
    const bend = b.mul(logarithm, each(to));
    let series: Value | undefined;
    for (let term = TERMS; term > 1; term--) {
      const next = b.div(bend, term);
      series = b.add(series ? b.mul(next, series) : next, 1);
    }
    // a power of 0 bends nothing far
    const whole = b.div(b.sub(b.exp(bend), 1), each(to.map((power) => power || 1)));
    return b.select(b.lt(b.abs(bend), SHORT), b.mul(logarithm, series!), whole);
  };
  const below = half(
    b.select(isBelow, b.neg(x), 0),
    powers.map((power) => 2 - power),
  );
  return b.select(isBelow, b.neg(below), half(b.select(isBelow, 0, x), powers));
}

/** A power this near to 0, or to 2 below zero, is a logarithm for single precision, which has no digits left there. */
const NEAR_LOGARITHM = 1e-3;

/** Bent values (Yeo and Johnson 2000) straight again, each by its power; NaN where no value is bent so far. */
export function straightened(b: Builder, y: Value, powers: readonly number[], each: Each): Value {
  /** Of numbers from 0 on. */
  const half = (of: Value, to: readonly number[]) => {
    const near = to.map((power) => Math.abs(power) < NEAR_LOGARITHM);
    const apart = each(to.map((power, i) => (near[i] ? 1 : power)));
    const bend = b.mul(of, each(to));
    const series = b.mul(of, b.sub(1, b.mul(bend, b.sub(0.5, b.mul(bend, 1 / 3)))));
    const whole = b.div(b.log(b.add(b.mul(of, apart), 1)), apart);
    const isNear = each(near.map(Number));
    return b.sub(b.exp(b.select(b.lt(0, b.add(b.mul(of, 0), isNear)), series, whole)), 1);
  };
  const below = half(
    b.max(b.neg(y), 0),
    powers.map((power) => 2 - power),
  );
  return b.select(b.lt(y, 0), b.neg(below), half(b.max(y, 0), powers));
}
