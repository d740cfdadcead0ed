import { verbatim } from '../../phrases.ts';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { documentSchema } from '../../graph/document.ts';
import { problem, UserError } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import type { Files } from '../define.ts';
import { writeNpy } from '../formats/npy.ts';
import { openDataset, Pipeline } from '../pipeline.ts';

const rows = (count: number, ...row: number[]) => {
  const shape = [count, ...row];
  return writeNpy({ shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i) });
};
const labels = (count: number) => writeNpy({ shape: [count], data: new Int32Array(count) });
/** An array of text, which is no numbers. */
const words = (count: number) => {
  const header = strToU8(`{'descr': '<U1', 'fortran_order': False, 'shape': (${count},), }\n`);
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), 1, 0, header.length, 0, ...header, ...new Uint8Array(4 * count)]);
};
const archive = (arrays: Readonly<Record<string, Uint8Array>>) =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])));

function filesOf(all: Readonly<Record<string, Uint8Array>>): Files {
  const none = () => {
    throw new Error('not asked for');
  };
  return {
    async read(path) {
      const bytes = all[path];
      if (!bytes)
        throw new UserError(problem('dataset-missing', { what: verbatim('The data file'), where: verbatim(path) }));
      return Uint8Array.from(bytes);
    },
    list: none,
    packaged: none,
    shipped: none,
    numbered: () => ({ height: 1, width: 1, data: Int32Array.of(0) }),
    bytes: none,
    pictureFault: () => undefined,
    picture: none,
    table: none,
  };
}
const numpy = (settings: Readonly<Record<string, string>>, all: Readonly<Record<string, Uint8Array>>) =>
  openDataset({ type: 'numpy', settings }, filesOf(all));
const fromArchive = (arrays: Readonly<Record<string, Uint8Array>>) =>
  numpy({ inputs: 'a.npz' }, { 'a.npz': archive(arrays) });
/** Columns for training and for testing, and what is told. */
async function opened(arrays: Readonly<Record<string, Uint8Array>>) {
  const { columns, tested = [], notes = [] } = await fromArchive(arrays);
  return [columns.map(({ name }) => name).join(), tested.join(), notes.map(word)];
}

describe('archives of arrays', () => {
  const x = rows(4, 2);
  const y = labels(4);
  it.each<[string, Record<string, Uint8Array>, string, string]>([
    ['the two parts of a column', { x_train: x, y_train: y, x_test: x, y_test: y }, 'x,y', 'x,y'],
    ['parts without an underscore', { xtrain: x, ytrain: y, xtest: x, ytest: y }, 'x,y', 'x,y'],
    ['words that end so', { strain: x, contest: y }, 'strain,contest', ''],
    ['x beside its part', { x: x, x_train: x, x_test: x, y: y }, 'x,x_train,y', 'x_train'],
    ['two ways to write one part', { x_train: x, xtrain: x }, 'x,xtrain', ''],
    ['both parts in both ways', { x_train: x, x_test: x, xtrain: x, xtest: x }, 'x_train,xtrain', 'x_train,xtrain'],
    ['names that are only a part', { train: x, test: x }, 'train,test', ''],
  ])('name columns: %s', async (_, arrays, columns, tested) =>
    expect(await opened(arrays)).toEqual([columns, tested, []]),
  );

  it('leave aside what cannot be a column, and tell it', async () => {
    const aside = async (more: Record<string, Uint8Array>, said: string) =>
      expect(await opened({ x, y, ...more })).toEqual(['x,y', '', [`In a.npz, ${said}.`]]);
    await aside({ names: words(4) }, '"names" is left aside: it holds U1, not numbers');
    await aside({ mean: rows(2) }, '"mean" is left aside: it has 2 rows, where most have 4');
    await aside(
      { epoch: writeNpy({ shape: [], data: Int32Array.of(3) }) },
      '"epoch" is left aside: it is a single number, not rows',
    );
    await aside({ none: rows(0, 3) }, '"none" is left aside: it has no rows');
    await aside({ hollow: rows(4, 0) }, '"hollow" is left aside: its rows hold no numbers');
    await aside({ z_test: x }, '"z_test" is left aside: no array for training belongs to it');
    await aside(
      { ids: writeNpy({ shape: [4, 1], data: Int32Array.of(1, 2, 16777217, 4) }) },
      '"ids" is left aside: row 3 (counted from 1) has 16777217, which float32 cannot hold exactly; save the numbers as float32 if 16777216 will do',
    );
  });

  it('are refused where it cannot be said which rows are right, or nothing is left', async () => {
    await expect(fromArchive({ x, y: labels(3) })).rejects.toThrow('different numbers of rows ("x" 4, "y" 3)');
    await expect(fromArchive({ names: words(4) })).rejects.toThrow('a.npz cannot be read: it holds U1, not numbers');
    await expect(fromArchive({ none: rows(0, 3) })).rejects.toThrow('it has no rows');
    await expect(fromArchive({ x_train: x, x_test: rows(4, 3) })).rejects.toThrow(
      '2 a row for training and 3 for testing',
    );
  });

  const documentOf = (inputs: string, targets: string) =>
    documentSchema.parse({
      format: 'loom',
      version: 1,
      name: 'd',
      graph: { nodes: [], edges: [] },
      data: {
        dataset: { type: 'numpy', settings: { inputs: 'a.npz' } },
        inputs: { i: { column: inputs } },
        targets: { t: { column: targets } },
        split: { validation: 0, test: 0 },
      },
    });
  const pipeline = (arrays: Record<string, Uint8Array>, target = 'y') =>
    Pipeline.open(documentOf('x', target), filesOf({ 'a.npz': archive(arrays) }));

  it('are tested on their own rows where these have all columns that are used, and else say what is missing', async () => {
    const whole = { x_train: x, y_train: y, x_test: rows(2, 2), ids_train: y };
    const lacking = await pipeline(whole);
    expect(lacking.dataset.test).toBe(undefined);
    expect(lacking.dataset.notes!.map(word)).toEqual([
      'The test data are left aside, as they lack "y": a share of the rows is kept for testing instead.',
    ]);
    const complete = await pipeline({ ...whole, y_test: labels(2) });
    expect([complete.splits.test.rows.length, complete.dataset.notes]).toEqual([2, []]);
  });

  it('say why a column that is asked for was left aside', async () => {
    await expect(pipeline({ x, y: words(4) })).rejects.toThrow(
      'The column "y" cannot be used: it holds U1, not numbers.',
    );
    await expect(pipeline({ x, y }, 'z')).rejects.toThrow('The data has no column "z"');
  });
});

describe('single arrays', () => {
  it('may be tested on others, of which both are needed', async () => {
    const all = { x: rows(4, 2), y: labels(4), v: rows(2, 2), w: labels(2), z: labels(3) };
    const given = { inputs: 'x', targets: 'y' };
    expect((await numpy({ ...given, testInputs: 'v', testTargets: 'w' }, all)).tested).toEqual(['input', 'target']);
    expect((await numpy({ ...given, testInputs: 'v' }, all)).tested).toEqual(['input']);
    await expect(numpy({ ...given, testInputs: 'v', testTargets: 'z' }, all)).rejects.toThrow(
      'v cannot be read: its arrays have different numbers of rows ("input" 2, "target" 3)',
    );
    await expect(numpy({ inputs: 'none' }, { none: rows(0, 3) })).rejects.toThrow(
      'none cannot be read: it has no rows',
    );
    await expect(numpy({ inputs: 'page' }, { page: strToU8('<html>') })).rejects.toThrow('it is a web page');
  });

  it('keep whole numbers beyond int32 where float32 holds them', async () => {
    const header = strToU8("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }\n");
    const long = (value: bigint) =>
      Uint8Array.from([
        0x93,
        ...strToU8('NUMPY'),
        1,
        0,
        header.length,
        0,
        ...header,
        ...new Uint8Array(BigInt64Array.of(1n, value).buffer),
      ]);
    const { columns, train } = await numpy({ inputs: 'x' }, { x: long(3_000_000_000n) });
    expect([columns[0]!.dtype, ...train.read('input', [0, 1]).data]).toEqual(['float32', 1, 3e9]);
    await expect(numpy({ inputs: 'x' }, { x: long(3_000_000_001n) })).rejects.toThrow(
      'row 2 (counted from 1) has 3000000001',
    );
  });
});

/** An IDX file of bytes. */
const idxFile = (...shape: number[]) =>
  Uint8Array.from([
    ...[0, 0, 8, shape.length],
    ...shape.flatMap((size) => [0, 0, size >> 8, size & 255]),
    ...new Uint8Array(shape.reduce((a, b) => a * b, 1)),
  ]);

describe('IDX files', () => {
  const all = {
    images: idxFile(4, 3, 3),
    labels: idxFile(4),
    packed: gzipSync(idxFile(4, 3, 3)),
    page: strToU8('\n<!DOCTYPE html>\n<html>'),
    fewer: idxFile(3),
  };
  const open = (settings: Readonly<Record<string, string>>) => openDataset({ type: 'idx', settings }, filesOf(all));
  const pair = { images: 'images', labels: 'labels' };

  it('may be packed by gzip', async () => {
    const { columns, train } = await open({ ...pair, images: 'packed' });
    expect([columns.map(({ shape }) => shape), train.rows]).toEqual([[[1, 3, 3], []], 4]);
  });

  it('say what is wrong with them', async () => {
    const fails = (settings: Readonly<Record<string, string>>, said: string) =>
      expect(open({ ...pair, ...settings })).rejects.toThrow(said);
    await fails({ images: 'page' }, 'page cannot be read: it is a web page, not data');
    await fails(
      { images: 'labels', labels: 'images' },
      'it has one number a row, and images has 3×3 a row; are pictures and labels swapped?',
    );
    await fails({ labels: 'images' }, 'images cannot be read: it has 3×3 a row, and a label is one number');
    await fails({ labels: 'nowhere' }, 'was not found at nowhere');
    await fails(
      { testImages: 'images', testLabels: 'fewer' },
      'images cannot be read: its arrays have different numbers',
    );
    await fails({ testImages: 'labels', testLabels: 'images' }, 'swapped?');
  });

  it('tell of half a test pair', async () => {
    const { test, notes } = await open({ ...pair, testImages: 'images' });
    expect(test).toBe(undefined);
    expect(notes!.map(word)).toEqual(['images is left aside: no file of the other half of the test data is chosen.']);
  });
});
