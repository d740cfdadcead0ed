import { phrase } from '../../phrases.ts';
import { allocate } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { MISSING } from '../tables.ts';
import type { ColumnKind } from './define.ts';

/** One-hot rows that are wider are left to a person. */
export const MOST_ONE_HOT = 100;

export const category: ColumnKind = {
  kept: 'numbers',
  column({ name, classes = [], missing }, filled) {
    const all = !filled && missing > 0 ? [...classes, MISSING] : classes;
    return { name, kind: 'category', shape: [], dtype: 'int32', classes: all };
  },
  ofNumbers(numbers, { classes = [] }, into) {
    const data = into ?? allocate('int32', numbers.length);
    // what is missing is the class behind the others
    for (let i = 0; i < numbers.length; i++) data[i] = Number.isNaN(numbers[i]) ? classes.length - 1 : numbers[i]!;
    return { dtype: 'int32', shape: [numbers.length], data } as Tensor;
  },
  part: ({ name, classes = [] }) => ({
    column: name,
    transforms: [{ type: 'oneHot', settings: { classes: classes.length } }],
  }),
  against({ classes = [], distinct, missing }) {
    if (distinct <= 1 && missing === 0) return phrase('constant-column');
    return classes.length > MOST_ONE_HOT ? phrase('too-many-classes-column', { count: classes.length }) : undefined;
  },
};
