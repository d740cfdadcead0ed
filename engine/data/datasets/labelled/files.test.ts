import { expect, test } from 'vitest';
import type { Files } from '../../define.ts';
import { openDataset } from '../../pipeline.ts';
import { word } from '../../../texts/index.ts';
import type { TableColumn, TableOptions } from '../../tables.ts';

const IDS = ['0001', '0002', '7', '0003'];

/** A table of numbers with leading zeros, and a folder of pictures beside it. */
const filesOf = (names: readonly string[]) =>
  ({
    list: async () => names.map((name) => ({ name, isFolder: false })),
    table: async (_: string, { kinds }: TableOptions) => ({
      columns: [
        { ...COLUMN, name: 'id', kind: kinds.id === 'text' ? 'text' : 'number', whole: true },
        { ...COLUMN, name: 'breed', kind: 'category', distinct: 2, classes: ['beagle', 'pug'] },
      ] as TableColumn[],
      rows: IDS.length,
      tables: [],
      notes: [],
      texts: (_column: number, rows: ArrayLike<number>) => Array.from(rows, (row) => IDS[row]),
      read: (_column: number, rows: ArrayLike<number>, out: Float32Array) =>
        Array.from(rows, (row, i) => (out[i] = row % 2)),
    }),
    pictureFault: (file: string) => (names.includes(file.slice('set/'.length)) ? undefined : 'no such file'),
  }) as unknown as Files;
const COLUMN = { distinct: IDS.length, missing: 0, whole: false };
const open = (names: readonly string[], settings: object) =>
  openDataset({ type: 'labelled-pictures', settings: { table: 'set/labels.csv', ...settings } }, filesOf(names));

test.each([{}, { file: 'id' }])('names without endings are those of the files that have one: %j', async (settings) => {
  const { train } = await open(['0001.jpg', '0002.png', '0002.jpg', '0003.txt', '0003.JPEG', 'labels.csv'], settings);
  expect([0, 1, 2, 3].map((row) => train.fileOf!(row, 'image'))).toEqual([
    ...['set/0001.jpg', 'set/0002.jpg', 'set/7', 'set/0003.JPEG'],
  ]);
  expect([0, 1, 2, 3].map((row) => train.damage!(row) === undefined)).toEqual([true, true, false, true]);
  expect([...train.read('breed', [0, 1]).data]).toEqual([0, 1]);
});

test('numbers that are no names of files are refused', async () => {
  await expect(open(['a.jpg', '7.jpg'], {})).rejects.toThrow('"id"');
});

/** Two tables of pictures; the second has its classes in another order, and one of its own. */
const twoTables = (columns: readonly string[]) => {
  const classes = { 'train.csv': ['beagle', 'pug'], 'test.csv': ['corgi', 'pug', 'beagle'] };
  const names = ['a.jpg', 'b.jpg', 'c.jpg'];
  return {
    list: async () => names.map((name) => ({ name, isFolder: false })),
    table: async (file: string) => ({
      columns: [
        { ...COLUMN, name: 'file', kind: 'text' },
        ...(file === 'train.csv' ? ['breed'] : columns).map((name) => ({
          ...{ ...COLUMN, name, kind: 'category', classes: classes[file as keyof typeof classes] },
        })),
      ],
      rows: names.length,
      notes: [],
      texts: (_: number, rows: ArrayLike<number>) => Array.from(rows, (row) => names[row]),
      read: (_: number, rows: ArrayLike<number>, out: Float32Array) =>
        Array.from(rows, (row, i) => (out[i] = file === 'train.csv' ? row % 2 : row)),
    }),
    pictureFault: () => undefined,
  } as unknown as Files;
};
const tested = { type: 'labelled-pictures', settings: { table: 'train.csv', test: 'test.csv', testFolder: 'held' } };

test('a second table is tested on, by the classes of the first', async () => {
  const { test: held, tested: columns, notes } = await openDataset(tested, twoTables(['breed']));
  expect([held!.rows, columns]).toEqual([2, ['image', 'breed']]);
  expect([...held!.read('breed', [0, 1]).data]).toEqual([1, 0]);
  expect([0, 1].map((row) => held!.fileOf!(row, 'image'))).toEqual(['held/b.jpg', 'held/c.jpg']);
  expect(notes!.map(word).join()).toMatch(/1 row of the test file is left out: its class of "breed" is in no row/);
});

test('a second table that only names files is left aside, and told', async () => {
  const { test: held, notes } = await openDataset(tested, twoTables([]));
  expect(held).toBeUndefined();
  expect(notes!.map(word)).toEqual([expect.stringContaining('they lack "breed": a share of the rows is kept')]);
});
