import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RowFilter, RowView, Study } from '../../../data/study.ts';
import { AS_FOUND } from '../../../data/tables.ts';
import { openTable } from '../openTable.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'study-'));
const ROWS = 200;
let study: Study;
beforeAll(async () => {
  vi.stubEnv('LAYERLOOM_HOME', path.join(folder, 'home'));
  const line = (i: number) =>
    [
      i === 7 ? '' : i === 9 ? '?!' : i === 11 ? '1e999' : i,
      `2024-01-${String((i % 28) + 1).padStart(2, '0')}`,
      'ab'[i % 2],
      `it's "${i % 5}"`,
    ].join('|');
  const lines = Array.from({ length: ROWS }, (_, i) => line(i));
  writeFileSync(path.join(folder, 'table.csv'), `n|day|kind|note\n${lines.join('\n')}\n`);
  study = (await openTable(path.join(folder, 'table.csv'), AS_FOUND)).study;
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const all: RowView = { filters: [], sort: null };
const where = (...filters: RowFilter[]): RowView => ({ filters, sort: null });
const rows = async (view: RowView) => (await study.page(view, 0, ROWS)).rows;

test('a page has the rows as the file has them, what is unreadable as it stands there', async () => {
  const { total, rows, cells } = await study.page(all, 7, 5);
  expect([total, rows]).toEqual([ROWS, [8, 9, 10, 11, 12]]);
  expect(cells[0]).toEqual([null, 8, '?!', 10, '1e999']);
  expect(cells[2]).toEqual(['b', 'a', 'b', 'a', 'b']);
  expect((await study.page(all, 198, 60)).rows).toEqual([199, 200]);
});

test('rows are filtered by numbers, dates and texts', async () => {
  expect(await rows(where({ column: 'n', test: 'below', value: '3' }))).toEqual([1, 2, 3]);
  expect(await rows(where({ column: 'n', test: 'missing', value: '' }))).toEqual([8]);
  expect(await rows(where({ column: 'n', test: 'unreadable', value: '' }))).toEqual([10, 12]);
  expect(
    await rows(
      where({ column: 'day', test: 'above', value: '2024-01-27' }, { column: 'n', test: 'below', value: '60' }),
    ),
  ).toEqual([28, 56]);
  expect((await rows(where({ column: 'kind', test: 'isNot', value: 'a' }))).length).toBe(100);
  expect(
    await rows(where({ column: 'note', test: 'is', value: 'it\'s "1"' }, { column: 'n', test: 'below', value: '10' })),
  ).toEqual([2, 7]);
  await expect(rows(where({ column: 'n', test: 'is', value: '1 OR true' }))).rejects.toThrow(
    'The column "n" holds numbers, and "1 OR true" is none.',
  );
  expect(await rows(where({ column: 'kind', test: 'is', value: "a' OR true --" }))).toEqual([]);
});

test('rows are sorted, those without a value last', async () => {
  const { rows, cells } = await study.page({ filters: [], sort: { column: 'n', descending: true } }, 0, ROWS);
  expect(rows.slice(0, 2)).toEqual([200, 199]);
  expect(rows.slice(-3)).toEqual([8, 10, 12]);
  expect(cells[0]!.slice(-3)).toEqual([null, '?!', '1e999']);
});

test('values are counted as missing, unreadable, out of range', async () => {
  const { columns } = await study.profile('kind', { breathe: async () => {} });
  expect(columns[0]).toMatchObject({ missing: 1, unreadable: 2, outOfRange: 1 });
  expect(columns[0]!.numbers).toMatchObject({ minimum: 0, maximum: 199 });
});

test('rows that are alike are found', async () => {
  const groups = await study.alike(['kind', 'note'], 100);
  expect(groups).toHaveLength(10);
  expect(groups[0]).toEqual(Array.from({ length: 20 }, (_, i) => 10 * i));
});

test('who does not want the answer any more ends it', async () => {
  const tired = { breathe: () => Promise.reject(new Error('enough')) };
  await expect(study.profile('kind', tired)).rejects.toThrow('enough');
});
