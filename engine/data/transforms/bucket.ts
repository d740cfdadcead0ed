import { choice, int } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { isGap, notBelow } from '../units/lowered.ts';
import { named, phrase } from '../../phrases.ts';
import { MISSING } from '../tables.ts';
import { quantileOf, valuesByPlace } from './common/values.ts';

export const bucket = defineTransform({
  id: 'bucket',
  title: 'Buckets',
  doc:
    'The number of the range that a value lies in, as a class: ranges with as many training rows each, or of the same width. What lies ' +
    'beyond the training rows belongs to the first or the last. Where there are gaps they are a class of their own, the last.',
  settings: {
    buckets: int({ label: 'Ranges', default: 5, min: 2, max: 1000, doc: 'How many there are at most.' }),
    by: choice(['quantile', 'uniform'], {
      label: 'Ranges of',
      default: 'quantile',
      doc: 'What the ranges have in common.',
      names: { quantile: 'As many rows', uniform: 'The same width' },
    }),
  },
  column(before, { buckets }) {
    if (before.kind !== 'number' || before.dtype !== 'float32' || before.shape.length > 0)
      return { expected: phrase('numbers'), received: named(`columns.${before.kind}`, before.kind) };
    const classes = [...Array.from({ length: buckets }, (_, i) => String(i)), ...(before.gaps ? [MISSING] : [])];
    return { name: before.name, kind: 'category', shape: [], dtype: 'int32', classes };
  },
  fit(batches, { buckets, by }) {
    const sorted = (valuesByPlace(batches)[0] ?? new Float32Array()).sort();
    const [least, greatest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    const edges = Array.from({ length: buckets + 1 }, (_, i) =>
      by === 'quantile' ? quantileOf(sorted, i / buckets) : least + ((greatest - least) * i) / buckets,
    );
    // ranges without width are none; the outer edges bound nothing
    return { edges: edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > 1e-8).slice(1, -1) };
  },
  apply({ shape, data }, { buckets }, fit) {
    const edges = fit.edges as readonly number[];
    const numbers = Int32Array.from(data as ArrayLike<number>, (value) => {
      if (Number.isNaN(value)) return buckets;
      let [low, high] = [0, edges.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (edges[middle]! <= value) low = middle + 1;
        else high = middle;
      }
      return low;
    });
    return { dtype: 'int32', shape, data: numbers };
  },
  lower(b, rows, { buckets }, fit) {
    // no number reaches the last one, so that there is always an edge
    const edges = [...(fit.edges as readonly number[]).map(notBelow), Number.NaN];
    const reached = b.le(b.constant(edges), b.reshape(rows, [...rows.shape, 1]));
    return b.select(isGap(b, rows), buckets, b.cast(b.sum(b.cast(reached, 'float32'), [-1]), 'int32'));
  },
});
