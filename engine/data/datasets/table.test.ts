import { expect, test } from 'vitest';
import { openDataset } from '../pipeline.ts';
import { filesOfTable } from '../../../test/training/files-of-table.ts';

const column = { distinct: 3, missing: 0, whole: false };
const FILES = filesOfTable([
  { ...column, name: 'mass', kind: 'number', missing: 1, values: [1.5, Number.NaN, 2, 4] },
  { ...column, name: 'note', kind: 'text', values: [0, 0, 0, 0] },
  { ...column, name: 'sex', kind: 'category', missing: 1, classes: ['f', 'm'], values: [1, 0, Number.NaN, 1] },
  { ...column, name: 'kind', kind: 'category', classes: ['a', 'b'], values: [0, 1, 1, 0] },
]);
const opened = (settings: Readonly<Record<string, string>>) =>
  openDataset({ type: 'table', settings: { file: 'a.csv', ...settings } }, FILES);

test('numbers keep their gaps, what is missing of a category is a class of its own, and text is text', async () => {
  const { columns, train } = await opened({});
  expect(columns).toEqual([
    { name: 'mass', kind: 'number', shape: [], dtype: 'float32', gaps: 1 },
    { name: 'note', kind: 'text', shape: [], dtype: 'int32' },
    { name: 'sex', kind: 'category', shape: [], dtype: 'int32', classes: ['f', 'm', 'missing'] },
    { name: 'kind', kind: 'category', shape: [], dtype: 'int32', classes: ['a', 'b'] },
  ]);
  expect([...train.read('mass', [0, 1, 3]).data]).toEqual([1.5, Number.NaN, 4]);
  expect([...train.read('sex', [2, 1, 0]).data]).toEqual([2, 0, 1]);
  expect(train.read('note', [2, 0])).toMatchObject({
    shape: [2],
    data: Int32Array.of(6, 6),
    texts: ['note 2', 'note 0'],
  });
});

test('rows without a target are left out and counted', async () => {
  const { train, notes } = await opened({ target: 'mass' });
  expect(train.rows).toBe(3);
  expect([...train.read('mass', [0, 1, 2]).data]).toEqual([1.5, 2, 4]);
  expect([...train.read('kind', [1]).data]).toEqual([1]);
  expect(notes).toContainEqual(
    expect.objectContaining({ text: 'phrases.rows-without-target', values: { count: 1, column: 'mass' } }),
  );
});
