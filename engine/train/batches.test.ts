import { expect, it } from 'vitest';
import { batchesIn, batchRows } from './batches.ts';

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
