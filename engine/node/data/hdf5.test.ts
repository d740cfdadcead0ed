/** HDF5, held against what h5py wrote (`test/conformance/make_array_fixtures.py`). */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHdf5 as readSource, withHdf5 } from '../../data/formats/hdf5.ts';
import { openDataset } from '../../data/pipeline.ts';
import { inMemory } from '../../files/byteSource.ts';
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

/** A file as the library writes it: an array that lies as it is, and the same packed in pieces. */
async function largeFile(shape: number[], chunks: number[]): Promise<{ file: Uint8Array; data: Float32Array }> {
  const { default: h5wasm } = await import('h5wasm');
  const { FS } = await h5wasm.ready;
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i % 1000);
  const made = new h5wasm.File('/made.h5', 'w');
  made.create_dataset({ name: 'plain', data, shape });
  made.create_dataset({ name: 'packed', data, shape, chunks, compression: 'gzip' });
  made.close();
  const file = FS.readFile('/made.h5') as Uint8Array;
  FS.unlink('/made.h5');
  return { file, data };
}

describe('HDF5', () => {
  test('reads of an array when it is asked for, in parts', async () => {
    const { file, data } = await largeFile([1, 700, 3, 500], [1, 300, 2, 500]);
    let read = 0;
    const memory = inMemory(file);
    const source = {
      size: memory.size,
      read(into: Uint8Array, from: number) {
        read += into.length;
        return memory.read(into, from);
      },
    };
    await withHdf5(source, async ({ arrays }) => {
      expect([...arrays].map(([name, { shape }]) => [name, shape])).toEqual([
        ['packed', [1, 700, 3, 500]],
        ['plain', [1, 700, 3, 500]],
      ]);
      expect(read).toBeLessThan(100_000);
      for (const { numbers } of arrays.values())
        for (let i = 0; i < 2; i++)
          expect(Buffer.compare(Buffer.from(numbers().buffer), Buffer.from(data.buffer))).toBe(0);
    });
    // a file that became shorter meanwhile
    const cut = { ...source, read: (into: Uint8Array, from: number) => (from > 2e6 ? 0 : source.read(into, from)) };
    const { arrays, aside } = await readSource(cut);
    expect(arrays.size).toBe(0);
    expect([...aside].map(([name, why]) => [name, word(why)])).toEqual(
      ['packed', 'plain'].map((name) => [name, 'it is no HDF5 file, or damaged']),
    );
  });
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
