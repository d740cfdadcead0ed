/** Cells that hold several values. */
import { expect, test } from 'vitest';
import { columnOf, readColumn } from './index.ts';
import { classesInCell } from './categories.ts';
import { numbersInCell } from './sequence.ts';
import type { StoredTable, TableColumn } from '../tables.ts';

const plain = { name: 'x', distinct: 2, missing: 0, whole: false };
const tableOf = (column: TableColumn, texts: readonly string[]): StoredTable => ({
  columns: [column],
  rows: texts.length,
  tables: [],
  notes: [],
  read: () => {},
  texts: (_, rows) => Array.from(rows, (row) => texts[row]!),
});

test.each([
  ['cat|dog', 'bars', ['cat', 'dog']],
  [' cat ; dog;', 'bars', ['cat', 'dog']],
  ['["cat", "big dog"]', 'commas', ['cat', 'big dog']],
  ["['a']", 'commas', ['a']],
  ['', 'bars', []],
] as const)('classes of %s', (cell, between, classes) => {
  expect(classesInCell(cell, between)).toEqual(classes);
});

test.each([
  ['1 2 3', [1, 2, 3]],
  ['[1.5, -2e3,.25]', [1.5, -2000, 0.25]],
  ['7', [7]],
  ['1;2 | 3', [1, 2, 3]],
  ['1 two 3', undefined],
  ['1-2', undefined],
  ['', undefined],
] as const)('numbers of %s', (cell, numbers) => {
  expect(numbersInCell(cell)).toEqual(numbers);
});

test('several classes are 1 where they are there; rows of numbers have zeros behind them', () => {
  const labels: TableColumn = { ...plain, kind: 'categories', classes: ['a', 'b', 'c'], between: 'bars' };
  const column = columnOf(labels, false)!;
  expect(column).toMatchObject({ kind: 'categories', shape: [3], dtype: 'float32' });
  const read = readColumn(tableOf(labels, ['a|c', '', 'b|z']), 0, column, [2, 0, 1]);
  expect([read.shape, [...read.data]]).toEqual([
    [3, 3],
    [0, 1, 0, 1, 0, 1, 0, 0, 0],
  ]);
  const steps: TableColumn = { ...plain, kind: 'sequence', longest: 3 };
  const row = columnOf(steps, false)!;
  const into = new Float32Array(6).fill(9);
  const numbers = readColumn(tableOf(steps, ['4 5', '1,2,3', 'none']), 0, row, [0, 2], { into });
  expect(numbers.data).toBe(into);
  expect([numbers.shape, [...into]]).toEqual([
    [2, 3, 1],
    [4, 5, 0, 0, 0, 0],
  ]);
});
