import { number } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { named, phrase } from '../../phrases.ts';

export const ordinal = defineTransform({
  id: 'ordinal',
  title: 'Class as a number',
  doc: 'The class number itself as one number: for classes that have an order, such as small, medium, large. Classes stand by size, else by their letters.',
  settings: {
    unknown: number({ label: 'Never seen', default: -1, doc: 'Stands for a value that no training row has.' }),
  },
  column: (before) =>
    before.kind === 'category'
      ? { name: before.name, kind: 'number', shape: before.shape, dtype: 'float32', whole: true }
      : { expected: phrase('class-numbers'), received: named(`columns.${before.kind}`, before.kind) },
  apply({ shape, data }, { unknown }) {
    return {
      dtype: 'float32',
      shape,
      data: Float32Array.from(data as ArrayLike<number>, (value) => (value < 0 ? unknown : value)),
    };
  },
  lower: (b, rows, { unknown }) => b.select(b.lt(rows, 0), unknown, b.cast(rows, 'float32')),
  // the numbers of classes are all the units that they have
  undo: (batch) => batch,
  lowerUndo: (_, rows) => rows,
});
