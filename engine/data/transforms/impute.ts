import { boolean, choice, number } from '../../settings.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { defineTransform } from '../define.ts';
import { MomentsOf } from '../moments.ts';
import { named, phrase } from '../../phrases.ts';

export const impute = defineTransform({
  id: 'impute',
  title: 'Fill gaps',
  doc:
    'Puts a number where there is none: the mean, the median or the most frequent number of the training rows, or one that is given. ' +
    'With a flag, a second number behind it says 1 where it was put in and else 0.',
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
  column: (before, { flag }) => {
    const { gaps: _, ...column } = before;
    if (column.kind !== 'number' || column.dtype !== 'float32')
      return { expected: phrase('numbers'), received: named(`columns.${before.kind}`, before.kind) };
    return flag ? { ...column, shape: [...column.shape, 2] } : column;
  },
  fit(batches, { by, value }) {
    if (by === 'constant') return { fill: [value] };
    if (by === 'mean') return { fill: means(batches) };
    const values: number[][] = [];
    for (const { shape, data } of batches) {
      const size = sizeOf(shape.slice(1));
      if (values.length === 0) for (let i = 0; i < size; i++) values.push([]);
      for (let i = 0; i < data.length; i++) if (!Number.isNaN(data[i])) values[i % size]!.push(data[i]!);
    }
    const of = by === 'median' ? median : frequent;
    return { fill: values.map((numbers) => (numbers.length === 0 ? 0 : of(numbers))) };
  },
  apply(batch, { flag }, fit) {
    const fill = fit.fill as readonly number[];
    const { data, shape } = batch;
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
});

function means(batches: Iterable<Tensor>): number[] {
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

const median = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

function frequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].sort(([a, p], [b, q]) => q - p || a - b);
  return most![0];
}
