import { boolean, choice, number } from '../../settings.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { defineTransform, type TransformFit } from '../define.ts';
import { MomentsOf } from '../moments.ts';
import { atPlaces, isGap, sideBySide } from '../units/lowered.ts';
import { named, phrase } from '../../phrases.ts';
import { MISSING } from '../tables.ts';
import { quantileOf, valuesByPlace } from './common/values.ts';

export const impute = defineTransform({
  id: 'impute',
  title: 'Fill gaps',
  doc:
    'Puts a number where there is none: the mean, the median or the most frequent number of the training rows, or one that is given. ' +
    'With a flag, a second number behind it says 1 where it was put in and else 0. Of a category it is the most frequent class.',
  settings: {
    by: choice(['mean', 'median', 'frequent', 'constant'], {
      label: 'Fill with',
      default: 'mean',
      doc: 'What stands in; of numbers that are as frequent the smallest.',
      names: { mean: 'Mean', median: 'Median', frequent: 'Most frequent', constant: 'A number' },
    }),
    value: number({ label: 'Number', default: 0, doc: 'What stands in.', when: { by: ['constant'] } }),
    flag: boolean({ label: 'Flag', default: false, doc: 'Whether a second number says where one was put in.' }),
  },
  keepsUnit: true,
  column: (before, { flag }) => {
    const { gaps: _, ...column } = before;
    if (column.kind === 'category' && column.classes?.at(-1) === MISSING && !flag)
      return { ...column, classes: column.classes.slice(0, -1) };
    if (column.kind !== 'number' || column.dtype !== 'float32')
      return { expected: phrase('numbers-or-gaps'), received: named(`columns.${before.kind}`, before.kind) };
    const { days, ...flagged } = column;
    return flag ? { ...flagged, shape: [...column.shape, 2] } : column;
  },
  fit(batches, { by, value }, { kind, classes = [] }): TransformFit {
    if (kind === 'category') return { fill: [frequentClass(batches, classes.length - 1)], missing: classes.length - 1 };
    if (by === 'constant') return { fill: [value] };
    if (by === 'mean') return { fill: meansByPlace(batches) };
    const of = by === 'median' ? (sorted: Float32Array) => quantileOf(sorted, 0.5) : frequent;
    return { fill: valuesByPlace(batches).map((values) => of(values.sort())) };
  },
  apply(batch, { flag }, fit) {
    const fill = fit.fill as readonly number[];
    const { data, shape } = batch;
    if (batch.dtype === 'int32') {
      for (let i = 0; i < data.length; i++) if (data[i]! < 0 || data[i] === fit.missing) data[i] = fill[0]!;
      return batch;
    }
    const into = flag ? new Float32Array(data.length * 2) : (data as Float32Array);
    const step = flag ? 2 : 1;
    for (let i = 0; i < data.length; i++) {
      const isGap = Number.isNaN(data[i]);
      into[i * step] = isGap ? fill[i % fill.length]! : data[i]!;
      if (flag) into[i * 2 + 1] = isGap ? 1 : 0;
    }
    const after: Shape = flag ? [...shape, 2] : shape;
    return { dtype: 'float32', shape: after, data: into };
  },
  lower(b, rows, { flag }, fit) {
    const fill = fit.fill as readonly number[];
    if (rows.dtype === 'int32') return b.select(b.or(b.lt(rows, 0), b.eq(rows, fit.missing as number)), fill[0]!, rows);
    const filled = atPlaces(b, rows, fill.length, 'inTurn', (values, each) =>
      b.select(isGap(b, values), each(fill), values),
    );
    return flag ? sideBySide(b, filled, b.cast(isGap(b, rows), 'float32')) : filled;
  },
  // what was put in stays; flags are left out
  undo(batch, { flag }) {
    const { dtype, shape, data } = batch;
    return flag ? ({ dtype, shape: shape.slice(0, -1), data: data.filter((_, i) => i % 2 === 0) } as Tensor) : batch;
  },
  lowerUndo(b, rows, { flag }) {
    const { shape } = rows;
    const starts = shape.map(() => 0);
    return flag ? b.reshape(b.slice(rows, starts, [...shape.slice(0, -1), 1]), shape.slice(0, -1)) : rows;
  },
});

function meansByPlace(batches: Iterable<Tensor>): number[] {
  let moments: MomentsOf | undefined;
  for (const { shape, data } of batches) {
    const size = sizeOf(shape.slice(1));
    moments ??= new MomentsOf(
      Int32Array.from({ length: size }, (_, i) => i),
      size,
    );
    moments.add(data);
  }
  return (moments?.groups() ?? []).map(({ mean }) => mean || 0);
}

/** The first of the longest stretches of equal numbers; 0 of none. */
function frequent(sorted: Float32Array): number {
  let [most, longest] = [0, 0];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > longest) [most, longest] = [sorted[start]!, end - start];
  }
  return most;
}

function frequentClass(batches: Iterable<Tensor>, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const { data } of batches) for (const value of data) if (counts[value] !== undefined) counts[value]++;
  return counts.indexOf(Math.max(...counts));
}
