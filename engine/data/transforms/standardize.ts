import { choice } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { defineTransform } from '../define.ts';

export const standardize = defineTransform({
  id: 'standardize',
  title: 'Standardize',
  doc: 'Subtracts the mean and divides by the standard deviation of the training rows. Per channel is usual for pictures, per value for tables.',
  settings: {
    per: choice(['column', 'channel', 'value'], { label: 'Per', default: 'channel', doc: 'What has a mean and deviation of its own.', names: { column: 'Whole column', channel: 'Channel', value: 'Value' } }),
  },
  column: (before) => (before.kind === 'image' || before.kind === 'number' ? { ...before, kind: 'number', range: undefined } : { expected: 'numbers or pictures', received: before.kind }),
  fit(batches, { per }) {
    // Chan, Golub and LeVeque 1979: batches' means and squared deviations are merged, which loses no digits
    let [count, mean, squares]: [number, number[], number[]] = [0, [], []];
    for (const batch of batches) {
      const { groups, groupOf } = grouping(batch, per);
      const [n, m, s] = [new Array<number>(groups).fill(0), new Array<number>(groups).fill(0), new Array<number>(groups).fill(0)];
      for (let i = 0; i < batch.data.length; i++) {
        const g = groupOf(i);
        n[g]!++;
        m[g]! += batch.data[i]!;
      }
      for (let g = 0; g < groups; g++) m[g]! /= n[g]!;
      for (let i = 0; i < batch.data.length; i++) s[groupOf(i)]! += (batch.data[i]! - m[groupOf(i)]!) ** 2;
      const added = n[0]!;
      if (count === 0) [count, mean, squares] = [added, m, s];
      else {
        const all = count + added;
        for (let g = 0; g < groups; g++) {
          const delta = m[g]! - mean[g]!;
          squares[g]! += s[g]! + (delta * delta * count * added) / all;
          mean[g]! += (delta * added) / all;
        }
        count = all;
      }
    }
    return { mean, deviation: squares.map((s) => Math.sqrt(s / Math.max(1, count)) || 1) };
  },
  apply(batch, { per }, fit) {
    const { groupOf } = grouping(batch, per);
    const [mean, deviation] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    const out = allocate('float32', batch.data.length);
    for (let i = 0; i < out.length; i++) {
      const g = groupOf(i);
      out[i] = (batch.data[i]! - mean[g]!) / deviation[g]!;
    }
    return { dtype: 'float32', shape: batch.shape, data: out };
  },
});

/** Which mean an element belongs to. A channel is the first axis of a row that has several. */
function grouping({ shape }: Tensor, per: 'column' | 'channel' | 'value'): { groups: number; groupOf: (index: number) => number } {
  const row = shape.slice(1);
  const size = sizeOf(row);
  if (per === 'column' || row.length === 0) return { groups: 1, groupOf: () => 0 };
  if (per === 'value' || row.length === 1) return { groups: size, groupOf: (i) => i % size };
  const plane = size / row[0]!;
  return { groups: row[0]!, groupOf: (i) => Math.floor((i % size) / plane) };
}
