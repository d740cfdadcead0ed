import { phrase } from '../../phrases.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import type { TableColumn } from '../tables.ts';
import type { ColumnKind } from './define.ts';

/** A number for each row, or the days of a date. */
export const numberColumn = ({ name, missing, unreadable, whole }: TableColumn, filled: boolean): Column => {
  const gaps = filled ? 0 : missing + (unreadable?.count ?? 0);
  return {
    ...{ name, kind: 'number', shape: [], dtype: 'float32' },
    ...(whole && { whole }),
    ...(gaps > 0 && { gaps }),
  };
};

export const numberRows: NonNullable<ColumnKind['ofNumbers']> = (numbers, { dtype }, into): Tensor => {
  if (!into) return { dtype: 'float32', shape: [numbers.length], data: numbers };
  into.set(numbers as never);
  return { dtype, shape: [numbers.length], data: into } as Tensor;
};

export const standardized: NonNullable<ColumnKind['part']> = ({ name, gaps }) => {
  const fill = gaps ? [{ type: 'impute', settings: {} }] : [];
  return { column: name, transforms: [...fill, { type: 'standardize', settings: {} }] };
};

export const number: ColumnKind = {
  kept: 'numbers',
  column: numberColumn,
  ofNumbers: numberRows,
  part: standardized,
  against: ({ distinct, missing }) => (distinct <= 1 && missing === 0 ? phrase('constant-column') : undefined),
};
