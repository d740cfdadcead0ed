/** What transforms share that are turned back within a program: numbers of a fit at the places of the rows that they are for. */
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
