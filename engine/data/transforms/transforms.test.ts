import { expect, test } from 'vitest';
import { Builder } from '../../ir/builder.ts';
import { interpret } from '../../ir/interpret.ts';
import { resolveSettings } from '../../settings.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import { TRANSFORMS, transformOf } from '../index.ts';
import { transformed as columnOf } from '../transformed.ts';
import { classOfUnknown } from './common/hashing.ts';

const tensor = (rows: readonly (readonly number[])[]): Tensor => ({
  dtype: 'float32',
  shape: [rows.length, rows[0]!.length],
  data: Float32Array.from(rows.flat()),
});
/** What comes of rows, after the transform learned from them. */
function transformed(type: string, settings: Readonly<Record<string, unknown>>, rows: readonly (readonly number[])[]) {
  const transform = transformOf(type)!;
  const resolved = resolveSettings(transform.settings, settings).settings;
  const fit = transform.fit?.([tensor(rows.slice(0, 2)), tensor(rows.slice(2))], resolved, NUMBERS) ?? {};
  // what is learned is kept as JSON
  return [...transform.apply(tensor(rows), resolved, JSON.parse(JSON.stringify(fit))).data];
}
const GAP = Number.NaN;
const NUMBERS: Column = { name: 'x', kind: 'number', shape: [], dtype: 'float32' };

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
  ['standardize', { per: 'feature' }],
  ['minMax', { from: -1, to: 1 }],
  ['log', {}],
  ['robust', { from: 0.1, to: 0.9 }],
  ['power', {}],
])('%s is undone for what a network answers', (type, settings) => {
  const rows = [
    [1, -20],
    [5, 30],
    [3, 0],
  ];
  const transform = transformOf(type)!;
  const resolved = resolveSettings(transform.settings, settings).settings;
  const fit = transform.fit?.([tensor(rows)], resolved, NUMBERS) ?? {};
  const back = transform.undo!(transform.apply(tensor(rows), resolved, fit), resolved, fit);
  [...back.data].forEach((value, i) => expect(value).toBeCloseTo(rows.flat()[i]!, 4));
});

const RAW = [
  [1, -20],
  [5, 30],
  [3, 0],
];
test.each([
  ['scale', { divisor: 4, subtract: 0.5, divide: 2 }, [2]],
  ['standardize', { per: 'column' }, [2]],
  ['standardize', { per: 'value' }, [2]],
  ['standardize', { per: 'feature' }, [1, 2]],
  ['standardize', { per: 'channel' }, [2, 1, 1]],
  ['normalize', { mean: [0.5, -1], deviation: [2, 0.3] }, [2, 1, 1]],
  ['minMax', { from: -1, to: 1 }, [2]],
  ['minMax', { from: 3, to: 3 }, [2]],
  ['log', {}, [2]],
  ['robust', { from: 0.1, to: 0.9 }, [2]],
  ['power', {}, [2]],
  ['clip', { least: -1, greatest: 2 }, [2]],
  ['impute', {}, [2]],
  ['impute', { flag: true }, [2]],
])('%s is undone within a program as outside', (type, settings, row) => {
  const transform = transformOf(type)!;
  const resolved = resolveSettings(transform.settings, settings as Readonly<Record<string, unknown>>).settings;
  const rows = (): Tensor => ({ dtype: 'float32', shape: [3, ...row], data: Float32Array.from(RAW.flat()) });
  const fit = transform.fit?.([rows()], resolved, NUMBERS) ?? {};
  const made = transform.apply(rows(), resolved, fit);
  const b = new Builder();
  b.output('own', transform.lowerUndo!(b, b.input('rows', 'float32', made.shape), resolved, fit));
  const { own } = interpret(b.finish(), { rows: { ...made, data: made.data.slice() } as Tensor });
  const outside = transform.undo!(made, resolved, fit);
  expect(own!.shape).toEqual(outside.shape);
  for (const [i, value] of outside.data.entries()) expect(own!.data[i]).toBeCloseTo(value, 4);
});

test.each([-0.7, 0, 2e-4, 0.5, 1, 2, 2.0004, 2.5])('the power %s is undone within a program', (power) => {
  const { undo, lowerUndo } = transformOf('power')!;
  const fit = { power: [power], mean: [0.3], deviation: [1.5] };
  const bent = tensor([-0.9, -0.3, 0, 0.1, 0.6].map((value) => [value]));
  const b = new Builder();
  b.output('own', lowerUndo!(b, b.input('rows', 'float32', [5, 1]), {}, fit));
  const { own } = interpret(b.finish(), { rows: { ...bent, data: bent.data.slice() } as Tensor });
  for (const [i, value] of undo!(bent, {}, fit).data.entries()) expect(own!.data[i]! / value).toBeCloseTo(1, 4);
});

test('what is turned back outside a program is so within it', () => {
  for (const { id, undo, lowerUndo } of TRANSFORMS)
    expect([id, lowerUndo !== undefined]).toEqual([id, undo !== undefined]);
});

test('gaps of a category become its most frequent class, and so does what was never seen', () => {
  const { fit, apply, column, settings } = transformOf('impute')!;
  const before: Column = { name: 'sex', kind: 'category', shape: [], dtype: 'int32', classes: ['f', 'm', 'missing'] };
  const chosen = resolveSettings(settings, {}).settings;
  expect(column(before, chosen)).toEqual({ ...before, classes: ['f', 'm'] });
  expect(column({ ...before, classes: ['f', 'm'] }, chosen)).toHaveProperty('received');
  const sexes = (...data: number[]): Tensor => ({ dtype: 'int32', shape: [data.length], data: Int32Array.from(data) });
  const learned = fit!([sexes(0, 1, 2), sexes(1, 2, 2, 2)], chosen, before);
  expect([...apply(sexes(0, 2, 1, -1), chosen, learned).data]).toEqual([0, 1, 1, 1]);
});

test('what no class is called has a place of its own where it is hashed, and none where it is one-hot', () => {
  const before: Column = { name: 'x', kind: 'category', shape: [], dtype: 'int32', classes: ['a', 'b'] };
  const rows: Tensor = { dtype: 'int32', shape: [3], data: Int32Array.of(1, classOfUnknown('b'), classOfUnknown('c')) };
  const made = (type: string, given: object) => {
    const transform = transformOf(type)!;
    const chosen = resolveSettings(transform.settings, given as Readonly<Record<string, unknown>>).settings;
    return [...transform.apply(rows, chosen, transform.fit?.([], chosen, before) ?? {}).data];
  };
  const hashed = made('hash', { buckets: 5 });
  expect(hashed.slice(0, 5)).toEqual(hashed.slice(5, 10));
  expect(hashed.slice(10).reduce((a, b) => a + b)).toBe(1);
  expect(made('oneHot', { classes: 2 })).toEqual([0, 1, 0, 0, 0, 0]);
  expect(made('ordinal', { unknown: -1 })).toEqual([1, -1, -1]);
});

test('gaps of a number are a class of their own behind its ranges; a date is one only while it is in days', () => {
  const { column, apply, settings } = transformOf('bucket')!;
  const chosen = resolveSettings(settings, { buckets: 3 }).settings;
  expect(column({ ...NUMBERS, gaps: 2 }, chosen)).toMatchObject({
    kind: 'category',
    classes: ['0', '1', '2', 'missing'],
  });
  expect([...apply(tensor([[GAP], [1], [2], [9]]), chosen, { edges: [2, 5] }).data]).toEqual([3, 0, 1, 2]);
  const dates: Column = { ...NUMBERS, days: true };
  const after = (...types: string[]) =>
    columnOf(dates, { column: 'x', transforms: types.map((type) => ({ type, settings: {} })) }, [])?.shape;
  expect(after('impute', 'dateParts')).toEqual([3]);
  expect(after('standardize', 'dateParts')).toBeUndefined();
  expect(after('dateParts', 'cyclic')).toEqual([3, 2]);
});
