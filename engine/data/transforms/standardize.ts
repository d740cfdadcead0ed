import { choice } from '../../settings.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import { defineTransform } from '../define.ts';

export const standardize = defineTransform({
  id: 'standardize',
  title: 'Standardize',
  doc: 'Subtracts the mean and divides by the standard deviation of the training rows. Per channel is usual for pictures, per value for tables.',
  settings: {
    per: choice(['column', 'channel', 'value'], { label: 'Per', default: 'channel', doc: 'What has a mean and deviation of its own.', names: { column: 'Whole column', channel: 'Channel', value: 'Value' } }),
  },
  column: (before) => (before.kind === 'image' || before.kind === 'number' ? { ...before, kind: 'number', range: undefined } : { expected: 'numbers or pictures', received: before.kind }),
  pointwise: ({ per }) => per === 'column',
  fit(batches, { per }) {
    // Chan, Golub and LeVeque 1979: batches' means and squared deviations are merged, which loses no digits
    let [count, mean, squares]: [number, number[], number[]] = [0, [], []];
    for (const { shape, data } of batches) {
      const { groups, of } = grouping(shape, per);
      const [m, s] = [new Array<number>(groups).fill(0), new Array<number>(groups).fill(0)];
      const added = data.length / groups;
      for (let at = 0; at < data.length; at += of.length) for (let i = 0; i < of.length; i++) m[of[i]!]! += data[at + i]!;
      for (let g = 0; g < groups; g++) m[g]! /= added;
      for (let at = 0; at < data.length; at += of.length) for (let i = 0; i < of.length; i++) s[of[i]!]! += (data[at + i]! - m[of[i]!]!) ** 2;
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
    const { of } = grouping(batch.shape, per);
    const [means, deviations] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    const mean = Float64Array.from(of, (g) => means[g]!);
    const deviation = Float64Array.from(of, (g) => deviations[g]!);
    const { data } = batch;
    for (let at = 0; at < data.length; at += of.length) for (let i = 0; i < of.length; i++) data[at + i] = (data[at + i]! - mean[i]!) / deviation[i]!;
    return batch;
  },
});

/** Which mean each element of a row belongs to. A channel is the first axis of a row that has several. */
function grouping(shape: Shape, per: 'column' | 'channel' | 'value'): { groups: number; of: Int32Array } {
  const row = shape.slice(1);
  const size = sizeOf(row);
  const groups = per === 'column' || row.length === 0 ? 1 : per === 'value' || row.length === 1 ? size : row[0]!;
  return { groups, of: Int32Array.from({ length: size }, (_, i) => Math.floor((i * groups) / size)) };
}
