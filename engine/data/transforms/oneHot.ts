import { int } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { defineTransform } from '../define.ts';
import { named, phrase } from '../../phrases.ts';

export const oneHot = defineTransform({
  id: 'oneHot',
  title: 'One-hot',
  doc: 'Turns a class number into a vector with a 1 at its place.',
  settings: { classes: int({ label: 'Classes', default: 10, min: 1, doc: 'Length of the vector.' }) },
  column: (before, { classes }) =>
    before.kind !== 'category'
      ? { expected: phrase('class-numbers'), received: named(`columns.${before.kind}`, before.kind) }
      : (before.classes?.length ?? 0) > classes
        ? { expected: phrase('at-most-classes', { count: classes }), received: before.classes!.length }
        : { ...before, kind: 'number', shape: [...before.shape, classes], dtype: 'float32' },
  start: ({ classes }) => (classes ? { classes: classes.length } : {}),
  range: ({ classes }) => ({ least: 0, most: classes - 1 }),
  apply({ shape, data }, { classes }) {
    const out = allocate('float32', data.length * classes);
    for (let i = 0; i < data.length; i++) if (data[i]! >= 0 && data[i]! < classes) out[i * classes + data[i]!] = 1;
    return { dtype: 'float32', shape: [...shape, classes], data: out };
  },
  lower: (b, rows, { classes }) => b.oneHot(rows, classes),
});
