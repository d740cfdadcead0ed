/** Layers that change the size of an axis by a constant table: one idea, written as few primitives as possible. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { product } from './windows.ts';

/** Rows are places of the result, columns places of the axis. */
export type Table = readonly (readonly number[])[];

/** Each place along the axis as the weighted sum of places that its row of the table says. */
export function mixAlong(b: Builder, x: Value, axis: number, table: Table): Value {
  const [size, length] = [table.length, x.shape[axis]!];
  if (axis === x.shape.length - 1)
    return b.matmul(
      x,
      b.constant(
        table[0]!.flatMap((_, from) => table.map((row) => row[from]!)),
        [length, size],
      ),
    );
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const mixed = b.matmul(b.constant(table.flat(), [size, length]), b.reshape(x, [...before, length, product(after)]));
  return b.reshape(mixed, [...before, size, ...after]);
}

/** Each place along the axis `times` times in a row. */
export function repeatAlong(b: Builder, x: Value, axis: number, times: number): Value {
  if (times === 1) return x;
  const rows = product(x.shape.slice(0, axis + 1));
  const after = product(x.shape.slice(axis + 1));
  const repeated = b.broadcast(b.reshape(x, [rows, 1, after]), [rows, times, after]);
  return b.reshape(repeated, x.shape.with(axis, x.shape[axis]! * times));
}

/** The weights of places around `centre`; what lies outside the axis counts for its first or last place. */
function row(length: number, centre: number, reach: number, weight: (distance: number) => number): number[] {
  const weights = Array<number>(length).fill(0);
  for (let place = Math.ceil(centre - reach); place <= centre + reach; place++)
    weights[Math.min(Math.max(place, 0), length - 1)]! += weight(Math.abs(place - centre));
  return weights;
}

/** Where place `i` of the result lies on the axis. With aligned corners the outermost places meet, else the outermost edges. */
const source = (i: number, length: number, size: number, alignCorners: boolean): number =>
  alignCorners ? (size === 1 ? 0 : (i * (length - 1)) / (size - 1)) : ((i + 0.5) * length) / size - 0.5;

const rows = (size: number, make: (i: number) => readonly number[]): Table =>
  Array.from({ length: size }, (_, i) => make(i));

const triangle = (t: number): number => Math.max(1 - t, 0);

/** Keys' cubic convolution; `a` is its slope at 1. */
const cubic =
  (a: number) =>
  (t: number): number =>
    t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : t < 2 ? ((t - 5) * t + 8) * t * a - 4 * a : 0;

/** Each new place lies between two old ones. */
export const linearTable = (length: number, size: number, alignCorners: boolean): Table =>
  rows(size, (i) => row(length, Math.max(source(i, length, size, alignCorners), 0), 1, triangle));

/** Each new place follows the curve through four old ones. */
export const cubicTable = (length: number, size: number, alignCorners: boolean): Table =>
  rows(size, (i) => row(length, source(i, length, size, alignCorners), 2, cubic(-0.75)));

/** Linear or cubic with a filter as wide as a new place, so that nothing is skipped where the axis gets shorter (as Pillow does). */
export function smoothTable(length: number, size: number, mode: 'linear' | 'cubic'): Table {
  const wide = Math.max(length / size, 1);
  const [reach, weight] = mode === 'linear' ? [1, triangle] : [2, cubic(-0.5)];
  return rows(size, (i) => {
    const centre = source(i, length, size, false);
    const weights = Array.from({ length }, (_, place) =>
      Math.abs(place - centre) < reach * wide ? weight(Math.abs(place - centre) / wide) : 0,
    );
    const sum = weights.reduce((a, c) => a + c, 0);
    return weights.map((w) => w / sum);
  });
}
