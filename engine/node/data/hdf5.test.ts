/** HDF5, held against what h5py wrote (`test/conformance/make_array_fixtures.py`). */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDataset } from '../../data/pipeline.ts';
import { randomStream } from '../../ir/random.ts';
import { Refusal } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import { diskFiles } from './disk-files.ts';
import { readHdf5 } from './hdf5.ts';

const saved = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../test/conformance/fixtures/arrays.json'), 'utf8'),
) as { hdf5: string; v73: string; hdf5Read: Record<string, unknown>; read: Record<string, unknown> };
const folder = mkdtempSync(path.join(tmpdir(), 'hdf5-'));
const written = (name: string, bytes: Uint8Array): string => {
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
};
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
async function read(file: string) {
  const { arrays, aside } = await readHdf5(file);
  return {
    arrays: Object.fromEntries([...arrays].map(([name, { shape, data }]) => [name, { shape, values: [...data] }])),
    aside: Object.fromEntries([...aside].map(([name, reason]) => [name, word(reason)])),
  };
}

describe('HDF5', () => {
  test('gives arrays by their paths, packed or not, and leaves aside what it would read wrongly', async () => {
    expect(await read(written('a.h5', bytesOf(saved.hdf5)))).toEqual({
      arrays: saved.hdf5Read,
      aside: {
        lzf: 'it is packed by "lzf", which is not read here; save it with gzip',
        half: 'it holds floats of 16 bits; save them as float32',
        words: 'it holds no numbers',
      },
    });
  });
  test('of MATLAB has its axes as MATLAB has them', async () => {
    const { x, cube } = saved.read;
    expect(await read(written('b.mat', bytesOf(saved.v73)))).toEqual({
      arrays: { x, cube, 's/a': x },
      aside: { text: 'it holds text, not numbers' },
    });
  });
  test('becomes columns', async () => {
    const file = written('c.mat', bytesOf(saved.v73));
    const { columns, aside } = await openDataset({ type: 'numpy', settings: { inputs: file } }, diskFiles(''));
    expect(columns.map(({ name, shape }) => [name, shape])).toEqual([
      ['s/a', [4]],
      ['x', [4]],
    ]);
    expect([...aside!.keys()]).toEqual(['text', 'cube']);
    await expect(readHdf5(written('d.h5', new Uint8Array(9)))).rejects.toThrow('it is no HDF5 file, or damaged');
  });
  test('that is damaged anywhere is read or refused in words', async () => {
    const whole = bytesOf(saved.hdf5);
    const next = randomStream(5, 'damage');
    for (let i = 0; i < 150; i++) {
      const bytes = whole.slice(0, i % 5 === 0 ? Math.floor(next() * whole.length) : whole.length);
      for (let k = 0; k < 6; k++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
      await readHdf5(written('e.h5', bytes)).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
  });
});
