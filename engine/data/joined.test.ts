import { expect, test } from 'vitest';
import type { Choice } from '../graph/document.ts';
import type { Column, Table } from './define.ts';
import { joinedColumns, joinedTable } from './joined.ts';
import { resolveFeeds } from './feeds.ts';

const COLUMNS: readonly Column[] = [
  { name: 'mass', kind: 'number', shape: [], dtype: 'float32', gaps: 1 },
  { name: 'sex', kind: 'category', shape: [], dtype: 'int32', classes: ['f', 'm', 'missing'] },
  { name: 'kind', kind: 'category', shape: [], dtype: 'int32', classes: ['a', 'b'] },
];
const VALUES: Readonly<Record<string, readonly number[]>> = {
  mass: [1, Number.NaN, 3],
  sex: [0, 2, 1],
  kind: [0, 1, 1],
};
const table: Table = {
  rows: 3,
  read: (name, rows) => {
    const data = Array.from(rows, (row) => VALUES[name]![row]!);
    return name === 'mass'
      ? { dtype: 'float32', shape: [rows.length], data: Float32Array.from(data) }
      : { dtype: 'int32', shape: [rows.length], data: Int32Array.from(data) };
  },
};
const impute = { type: 'impute', settings: { flag: true } };
const oneHot = { type: 'oneHot', settings: { classes: 3 } };
const joined = (mass: readonly Choice[], sex: readonly Choice[]) => ({
  features: [
    { column: 'mass', transforms: mass },
    { column: 'sex', transforms: sex },
  ],
});
const data = (parts: ReturnType<typeof joined>) => ({
  joined: parts,
  inputs: { input: { column: 'features', transforms: [] } },
  targets: {},
});

test('values of several columns become one vector, each after its own transforms', () => {
  const made = joinedColumns(COLUMNS, joined([impute], [oneHot]));
  expect(made.problems).toEqual([]);
  expect(made.joined[0]!.column).toEqual({ name: 'features', kind: 'number', shape: [5], dtype: 'float32' });
  const fits = { 'column:features/0': [{ fill: [2] }], 'column:features/1': [{}] };
  const { shape, data } = joinedTable(table, made.joined, () => fits).read('features', [0, 1, 2]);
  expect(shape).toEqual([3, 5]);
  expect([...data]).toEqual([1, 0, 1, 0, 0, 2, 1, 0, 0, 1, 3, 0, 0, 1, 0]);
});

test('gaps that are left are told, with the transform that fills them', () => {
  const { problems } = resolveFeeds(COLUMNS, data(joined([], [oneHot])));
  expect(problems).toMatchObject([
    {
      code: 'column-gaps',
      values: { column: 'mass', count: 1 },
      repairs: [
        {
          actions: [
            { path: ['data', 'joined', 'features', 0, 'transforms'], value: [{ type: 'impute', settings: {} }] },
          ],
        },
      ],
    },
  ]);
});

test('class numbers are no part of a vector, but their one-hot rows are; what cannot be joined is told once', () => {
  const { problems } = resolveFeeds(COLUMNS, data(joined([impute], [])));
  expect(problems).toMatchObject([
    {
      code: 'column-not-joined',
      values: { column: 'sex' },
      repairs: [{ actions: [{ path: ['data', 'joined', 'features', 1, 'transforms'], value: [{ ...oneHot }] }] }],
    },
  ]);
  const missing = {
    joined: { features: [{ column: 'gone', transforms: [] }] },
    ...{ inputs: data(joined([], [])).inputs, targets: {} },
  };
  expect(resolveFeeds(COLUMNS, missing).problems.map(({ code }) => code)).toEqual(['column-missing']);
});
