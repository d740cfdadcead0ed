import { expect, test } from 'vitest';
import { resolveSettings } from '../../settings.ts';
import type { Tensor } from '../../types/tensor.ts';
import { transformOf } from '../index.ts';

const tensor = (rows: readonly (readonly number[])[]): Tensor => ({
  dtype: 'float32',
  shape: [rows.length, rows[0]!.length],
  data: Float32Array.from(rows.flat()),
});
/** What comes of rows, after the transform learned from them. */
function transformed(type: string, settings: Readonly<Record<string, unknown>>, rows: readonly (readonly number[])[]) {
  const transform = transformOf(type)!;
  const resolved = resolveSettings(transform.settings, settings).settings;
  const fit = transform.fit?.([tensor(rows.slice(0, 2)), tensor(rows.slice(2))], resolved) ?? {};
  // what is learned is kept as JSON
  return [...transform.apply(tensor(rows), resolved, JSON.parse(JSON.stringify(fit))).data];
}
const GAP = Number.NaN;

test.each([
  ['mean', 3.5],
  ['median', 4],
  ['frequent', 5],
])('gaps are filled by the %s of the other rows', (by, filled) => {
  expect(transformed('impute', { by }, [[1], [5], [GAP], [5], [3]])).toEqual([1, 5, filled, 5, 3]);
});

test('numbers that all are large lose nothing to their mean', () => {
  expect(transformed('impute', { by: 'mean' }, [[16_777_215], [16_777_216], [GAP], [16_777_214]])[2]).toBe(16_777_215);
});

test('a flag says where a number was put in, and a number can be given', () => {
  expect(
    transformed('impute', { by: 'constant', value: -1, flag: true }, [
      [1, GAP],
      [GAP, 4],
      [5, 6],
    ]),
  ).toEqual([1, 0, -1, 1, -1, 1, 4, 0, 5, 0, 6, 0]);
});

test('a column of gaps alone becomes zeros', () => {
  expect(transformed('impute', {}, [[GAP], [GAP], [GAP]])).toEqual([0, 0, 0]);
});

test('each value is scaled to the range of its own training rows; what never varies becomes the lower end', () => {
  expect(
    transformed('minMax', { from: -1, to: 1 }, [
      [0, 7],
      [5, 7],
      [10, 7],
    ]),
  ).toEqual([-1, -1, 0, -1, 1, -1]);
});

test('the logarithm keeps signs and zero, and clipping leaves gaps', () => {
  expect(transformed('log', {}, [[0], [Math.E - 1], [1 - Math.E]])).toEqual([0, 1, -1]);
  expect(transformed('clip', { least: 0, greatest: 2 }, [[-1], [GAP], [3], [1]])).toEqual([0, GAP, 2, 1]);
});

test.each([
  ['scale', { divisor: 4, subtract: 0.5, divide: 2 }],
  ['standardize', { per: 'value' }],
  ['minMax', { from: -1, to: 1 }],
  ['log', {}],
])('%s is undone for what a network answers', (type, settings) => {
  const rows = [
    [1, -20],
    [5, 30],
    [3, 0],
  ];
  const transform = transformOf(type)!;
  const resolved = resolveSettings(transform.settings, settings).settings;
  const fit = transform.fit?.([tensor(rows)], resolved) ?? {};
  const back = transform.undo!(transform.apply(tensor(rows), resolved, fit), resolved, fit);
  [...back.data].forEach((value, i) => expect(value).toBeCloseTo(rows.flat()[i]!, 4));
});
