/** The same batches whoever reads them: any number of threads, passes that are broken off, and those that go on. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Document } from '../../graph/document.ts';
import type { Pass } from '../../train/batches.ts';
import { openSource } from '../../train/source.ts';
import { unet } from '../../../templates/segmentation.ts';
import { diskFiles } from '../data/disk-files.ts';
import { Loader } from './loader.ts';

const made = unet.make({ classes: 4, size: 8, depth: 1, width: 1 / 16 });
const document: Document = {
  ...made,
  data: {
    ...made.data,
    dataset: { type: 'shapes', settings: { rows: 60, size: 8, kinds: 3 } },
    augment: [
      { type: 'rotate', settings: {} },
      { type: 'colour', settings: {} },
      { type: 'cutMix', settings: {} },
    ],
  },
  training: { ...made.training, batchSize: 7 },
};
const pass = (epoch: number, from = 0): Pass => ({ split: 'train', size: 7, shuffle: { seed: 2, epoch }, from });

const opened: Loader[] = [];
afterEach(async () => {
  for (const loader of opened.splice(0)) await loader.close();
});
async function open(threads: number, of = document): Promise<Loader> {
  const loader = await Loader.open(of, '.', { threads });
  opened.push(loader);
  return loader;
}
async function read(source: Pick<Loader, 'start' | 'next'>, wanted: Pass, most = Number.POSITIVE_INFINITY) {
  source.start(wanted);
  const batches: unknown[] = [];
  while (batches.length < most) {
    const batch = await source.next();
    if (!batch) return batches;
    batches.push(structuredClone({ rows: batch.rows, feeds: batch.feeds }));
  }
  return batches;
}

describe('a loader of several threads', () => {
  it('gives the batches of one, bit by bit, from the start, after a break and from the middle', async () => {
    const direct = await openSource(document, diskFiles('.'));
    const plain = { start: direct.start, next: async () => direct.next() };
    const epochs = [await read(plain, pass(0)), await read(plain, pass(1))];
    const validation = await read(plain, { split: 'validation', size: 5 });
    expect(epochs[0]!.length).toBeGreaterThan(5);
    for (const threads of [1, 3]) {
      const loader = await open(threads);
      expect(await read(loader, pass(0))).toEqual(epochs[0]);
      expect(await read(loader, pass(0), 4)).toEqual(epochs[0]!.slice(0, 4));
      expect(await read(loader, pass(1))).toEqual(epochs[1]);
      expect(await read(loader, { split: 'validation', size: 5 })).toEqual(validation);
      expect(await read(loader, pass(1, 3))).toEqual(epochs[1]!.slice(3));
    }
  });

  it('gives them as well where it reads the rows of several at once', async () => {
    const plain: Document = { ...document, data: { ...document.data, augment: [] } };
    const direct = await openSource(plain, diskFiles('.'));
    const source = { start: direct.start, next: async () => direct.next() };
    const epochs = [await read(source, pass(0)), await read(source, pass(1, 2))];
    for (const threads of [1, 2]) {
      const loader = await open(threads, plain);
      expect(await read(loader, pass(0), 2)).toEqual(epochs[0]!.slice(0, 2));
      expect(await read(loader, pass(0))).toEqual(epochs[0]);
      expect(await read(loader, pass(1, 2))).toEqual(epochs[1]);
    }
  });
});
