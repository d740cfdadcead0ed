import { choice } from '../../settings.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import { defineTransform } from '../define.ts';
import { atPlaces, less } from '../units/lowered.ts';
import { MomentsOf } from '../moments.ts';
import { named, phrase } from '../../phrases.ts';

export const standardize = defineTransform({
  id: 'standardize',
  title: 'Standardize',
  doc: 'Subtracts the mean and divides by the standard deviation of the training rows. Per channel is usual for pictures, per value for tables.',
  settings: {
    per: choice(['column', 'channel', 'value', 'feature'], {
      label: 'Per',
      default: 'channel',
      doc: 'What has a mean and deviation of its own.',
      names: { column: 'Whole column', channel: 'Channel', value: 'Value', feature: 'Feature of a step' },
    }),
  },
  column: (before) =>
    before.kind === 'image' || before.kind === 'number'
      ? { ...before, kind: 'number', range: undefined }
      : { expected: phrase('numbers-or-pictures'), received: named(`columns.${before.kind}`, before.kind) },
  pointwise: ({ per }) => per === 'column',
  fit(batches, { per }) {
    let moments: MomentsOf | undefined;
    for (const { shape, data } of batches) {
      if (!moments) {
        const { groups, of } = grouping(shape, per);
        moments = new MomentsOf(of, groups);
      }
      moments.add(data);
    }
    const groups = moments?.groups() ?? [];
    // what never varies is left as wide as it is; what is never there stays missing
    return { mean: groups.map(({ mean }) => mean || 0), deviation: groups.map(({ deviation }) => deviation || 1) };
  },
  apply(batch, { per }, fit) {
    const [means, deviations] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    const { data } = batch;
    if (means.length === 1) {
      const [mean, deviation] = [means[0]!, deviations[0]!];
      for (let at = 0; at < data.length; at++) data[at] = (data[at]! - mean) / deviation;
      return batch;
    }
    const { of } = grouping(batch.shape, per);
    const mean = Float64Array.from(of, (g) => means[g]!);
    const deviation = Float64Array.from(of, (g) => deviations[g]!);
    for (let at = 0; at < data.length; at += of.length)
      for (let i = 0; i < of.length; i++) data[at + i] = (data[at + i]! - mean[i]!) / deviation[i]!;
    return batch;
  },
  undo(batch, { per }, fit) {
    const [means, deviations] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    const { data, shape } = batch;
    const size = data.length / shape[0]!;
    for (let at = 0; at < data.length; at++) {
      const group = per === 'feature' ? at % means.length : Math.floor(((at % size) * means.length) / size);
      data[at] = data[at]! * deviations[group]! + means[group]!;
    }
    return batch;
  },
  lower(b, rows, { per }, fit) {
    const [means, deviations] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    return atPlaces(b, rows, means.length, per === 'feature' ? 'inTurn' : 'inBlocks', (values, each) =>
      b.div(less(b, values, means, each), each(deviations)),
    );
  },
  lowerUndo(b, rows, { per }, fit) {
    const [means, deviations] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    return atPlaces(b, rows, means.length, per === 'feature' ? 'inTurn' : 'inBlocks', (values, each) =>
      b.add(b.mul(values, each(deviations)), each(means)),
    );
  },
});

/** Which mean each element of a row belongs to. A channel is the first axis of a row that has several, a feature the last. */
function grouping(shape: Shape, per: 'column' | 'channel' | 'value' | 'feature'): { groups: number; of: Int32Array } {
  const row = shape.slice(1);
  const size = sizeOf(row);
  if (per === 'feature' && row.length > 1)
    return { groups: row.at(-1)!, of: Int32Array.from({ length: size }, (_, i) => i % row.at(-1)!) };
  const groups = per === 'column' || row.length === 0 ? 1 : per !== 'channel' || row.length === 1 ? size : row[0]!;
  return { groups, of: Int32Array.from({ length: size }, (_, i) => Math.floor((i * groups) / size)) };
}
