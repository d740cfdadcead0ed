/** Layers that change the size of an axis by a constant table: one idea, written as few primitives as possible. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { phrase } from '../../phrases.ts';
import { formatShape } from '../../types/shape.ts';
import { type Rejection, tooLarge } from '../define.ts';
import { product } from './windows.ts';

/** What one place of the result is: the sum of some places of the axis, each with its weight. */
type Taps = readonly (readonly [place: number, weight: number])[];
/** The taps of every place of the result. */
export type Table = readonly Taps[];

/** Numbers of a matrix that is kept in a program: 64 MB. */
const LARGEST_MATRIX = 2 ** 24;
/** Sums of more terms are only written as a product with a matrix. */
const MOST_TAPS = 256;

/** Refuses a resampling whose table would be too large, before it is made: `taps` is how many places a place of the result reads at most. */
export function expectTable(length: number, size: number, taps: number): Rejection | undefined {
  if (length === size || length * size <= LARGEST_MATRIX) return undefined;
  if (taps <= MOST_TAPS && Math.max(length, size) <= LARGEST_MATRIX) return undefined;
  return tooLarge(phrase('table-of', { shape: formatShape([size, length]) }), 4 * length * size);
}

/** The first refusal among those of some axes. */
export function firstRefusal(
  lengths: readonly number[],
  expect: (length: number, axis: number) => Rejection | undefined,
): Rejection | undefined {
  for (const [axis, length] of lengths.entries()) {
    const refused = expect(length, axis);
    if (refused) return refused;
  }
  return undefined;
}

/** Each place along the axis as the weighted sum of places that the table says. */
export function mixAlong(b: Builder, x: Value, axis: number, table: Table): Value {
  const [size, length] = [table.length, x.shape[axis]!];
  if (size * length > LARGEST_MATRIX) return mixByTaps(b, x, axis, table);
  const matrix = table.map((taps) => {
    const weights = Array<number>(length).fill(0);
    for (const [place, weight] of taps) weights[place]! += weight;
    return weights;
  });
  if (axis === x.shape.length - 1)
    return b.matmul(
      x,
      b.constant(
        matrix[0]!.flatMap((_, from) => matrix.map((row) => row[from]!)),
        [length, size],
      ),
    );
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const mixed = b.matmul(b.constant(matrix.flat(), [size, length]), b.reshape(x, [...before, length, product(after)]));
  return b.reshape(mixed, [...before, size, ...after]);
}

/** Term after term, where a matrix would be mostly zeros and too large. */
function mixByTaps(b: Builder, x: Value, axis: number, table: Table): Value {
  const most = table.reduce((top, taps) => Math.max(top, taps.length), 0);
  const along = x.shape.map((_, i) => (i === axis ? table.length : 1));
  return Array.from({ length: most }, (_, k) => {
    const seen = b.gather(
      x,
      b.constant(
        table.map((taps) => (taps[k] ?? taps[0]!)[0]),
        [table.length],
        'int32',
      ),
      axis,
    );
    return b.mul(
      seen,
      b.constant(
        table.map((taps) => taps[k]?.[1] ?? 0),
        along,
      ),
    );
  }).reduce((sum, term) => b.add(sum, term));
}

/** Each place along the axis `times` times in a row. */
export function repeatAlong(b: Builder, x: Value, axis: number, times: number): Value {
  if (times === 1) return x;
  const rows = product(x.shape.slice(0, axis + 1));
  const after = product(x.shape.slice(axis + 1));
  const repeated = b.broadcast(b.reshape(x, [rows, 1, after]), [rows, times, after]);
  return b.reshape(repeated, x.shape.with(axis, x.shape[axis]! * times));
}

/** The places around `centre` with their weights; what lies outside the axis counts for its first or last place. */
function around(length: number, centre: number, reach: number, weight: (distance: number) => number): Taps {
  const taps: (readonly [number, number])[] = [];
  for (let place = Math.ceil(centre - reach); place <= centre + reach; place++)
    taps.push([Math.min(Math.max(place, 0), length - 1), weight(Math.abs(place - centre))]);
  return taps;
}

/** Where place `i` of the result lies on the axis. With aligned corners the outermost places meet, else the outermost edges. */
const source = (i: number, length: number, size: number, alignCorners: boolean): number =>
  alignCorners ? (size === 1 ? 0 : (i * (length - 1)) / (size - 1)) : ((i + 0.5) * length) / size - 0.5;

const rows = (size: number, make: (i: number) => Taps): Table => Array.from({ length: size }, (_, i) => make(i));

const triangle = (t: number): number => Math.max(1 - t, 0);

/** Keys' cubic convolution; `a` is its slope at 1. */
const cubic =
  (a: number) =>
  (t: number): number =>
    t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : t < 2 ? ((t - 5) * t + 8) * t * a - 4 * a : 0;

/** Each new place lies between two old ones. */
export const linearTable = (length: number, size: number, alignCorners: boolean): Table =>
  rows(size, (i) => around(length, Math.max(source(i, length, size, alignCorners), 0), 1, triangle));

/** Each new place follows the curve through four old ones. */
export const cubicTable = (length: number, size: number, alignCorners: boolean): Table =>
  rows(size, (i) => around(length, source(i, length, size, alignCorners), 2, cubic(-0.75)));

/** Linear or cubic with a filter as wide as a new place, so that nothing is skipped where the axis gets shorter (as Pillow does). */
export function smoothTable(length: number, size: number, mode: 'linear' | 'cubic'): Table {
  const wide = Math.max(length / size, 1);
  const [reach, weight] = mode === 'linear' ? [1, triangle] : [2, cubic(-0.5)];
  return rows(size, (i) => {
    const centre = source(i, length, size, false);
    const taps: (readonly [number, number])[] = [];
    const [first, last] = [Math.ceil(centre - reach * wide), Math.floor(centre + reach * wide)];
    for (let place = Math.max(first, 0); place <= Math.min(last, length - 1); place++)
      if (Math.abs(place - centre) < reach * wide) taps.push([place, weight(Math.abs(place - centre) / wide)]);
    const sum = taps.reduce((total, [, w]) => total + w, 0);
    return taps.map(([place, w]) => [place, w / sum] as const);
  });
}

/** How many places a place of `smoothTable`'s result reads at most. */
export const smoothTaps = (length: number, size: number, mode: 'linear' | 'cubic'): number =>
  Math.ceil(2 * (mode === 'linear' ? 1 : 2) * Math.max(length / size, 1)) + 1;
