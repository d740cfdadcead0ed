import { expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { Pipeline } from '../data/pipeline.ts';
import { parseDocument } from '../graph/file.ts';
import { diskFiles } from '../node/data/disk-files.ts';
import type { UserError } from '../problems.ts';
import { type Batch, batchesIn, batchRows, directBatches } from './batches.ts';
import { openData } from './openData.ts';

const rows = Int32Array.from({ length: 7 }, (_, i) => 10 * i);
const passOf = (size: number, lastBatch: 'keep' | 'drop', from = 0) =>
  [...batchRows(rows, { split: 'train', size, lastBatch, from })].map((batch) => [...batch]);

it('leaves a short last batch out where that is asked for, unless it is the only one', () => {
  expect(passOf(3, 'keep')).toEqual([[0, 10, 20], [30, 40, 50], [60]]);
  expect(passOf(3, 'drop')).toEqual([
    [0, 10, 20],
    [30, 40, 50],
  ]);
  expect(passOf(3, 'drop', 1)).toEqual([[30, 40, 50]]);
  expect(passOf(7, 'drop')).toEqual([[...rows]]);
  expect(passOf(8, 'drop')).toEqual([[...rows]]);
  expect([batchesIn(0, 4, 'drop'), batchesIn(8, 4, 'drop'), batchesIn(9, 4, 'drop'), batchesIn(9, 4)]).toEqual([
    0, 2, 2, 3,
  ]);
});

it('leaves out other rows in each epoch', () => {
  const left = [0, 1, 2, 3].map((epoch) => {
    const seen = [
      ...batchRows(rows, { split: 'train', size: 3, lastBatch: 'drop', shuffle: { seed: 1, epoch } }),
    ].flatMap((batch) => [...batch]);
    return [...rows].filter((row) => !seen.includes(row)).join();
  });
  expect(new Set(left).size).toBeGreaterThan(1);
});

const augmented = (settings: Record<string, unknown>) =>
  Pipeline.open(
    parseDocument(
      JSON.stringify({
        format: 'loom',
        version: 1,
        graph: { nodes: [], edges: [] },
        data: {
          dataset: { type: 'shapes', settings: { rows: 20, size: 12, kinds: 3 } },
          augment: [
            { type: 'rotate', settings: {} },
            { type: 'colour', settings },
            { type: 'cutMix', settings: {} },
          ],
          inputs: { x: { column: 'image', transforms: [{ type: 'scale', settings: {} }] } },
          targets: { y: { column: 'mask', transforms: [] } },
        },
        training: { batchSize: 4 },
      }),
      'a test',
    ),
    diskFiles('.'),
  );

it('augments the rows of a shuffled pass, alike in every source and wherever it goes on, and no others', async () => {
  const data = await augmented({});
  const read = (shuffle: { seed: number; epoch: number } | undefined, from = 0) => {
    const source = directBatches(data);
    source.start({ split: 'train', size: 4, ...(shuffle && { shuffle }), from });
    const found: unknown[] = [];
    for (let batch = source.next() as Batch | null; batch; batch = source.next() as Batch | null)
      found.push(structuredClone({ rows: batch.rows, feeds: batch.feeds }));
    return found;
  };
  const first = read({ seed: 3, epoch: 0 });
  expect(read({ seed: 3, epoch: 0 })).toEqual(first);
  expect(read({ seed: 3, epoch: 0 }, 2)).toEqual(first.slice(2));
  expect(read({ seed: 3, epoch: 1 })).not.toEqual(first);
  expect(read({ seed: 4, epoch: 0 })).not.toEqual(first);
  // as they are: what evaluation sees
  const { table, rows } = data.splits.train;
  const plain = read(undefined).flatMap((batch) => Array.from((batch as Batch).feeds['input:x']!.data));
  expect(plain).toEqual(Array.from(table.read('image', rows).data, (value) => Math.fround(value / 255)));
});

it('says where rows cannot be augmented as they are asked to be', async () => {
  await expect(augmented({ brightness: 7 })).rejects.toThrow('Colour: Brightness');
  const labels = mnistCnn();
  const data = { ...labels.data, augment: [{ type: 'mixup', settings: {} }] };
  const failure = await openData({ ...labels, data }, diskFiles('.')).catch((error: UserError) => error.problems[0]);
  expect(failure).toMatchObject({ code: 'mix-of-classes', repairs: [{ title: {} }] });
});
