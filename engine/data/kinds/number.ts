import { phrase } from '../../phrases.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import type { TableColumn } from '../tables.ts';
import type { ColumnKind } from './define.ts';

/** Names of what tells rows apart, and says nothing else. */
const IDENTIFIERS = /^(id|uuid|guid|key|index|row|nr|no|column0|unnamed.*|rownames|.*[ _-]id|.*Id)$/;
export const isIdentifierName = (name: string): boolean => IDENTIFIERS.test(name);
/** Values that are counted approximately differ in nearly all rows. */
const DIFFERENT = 0.9;

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
  against({ name, distinct, missing, whole }, rows) {
    if (distinct <= 1 && missing === 0) return phrase('constant-column');
    return whole && IDENTIFIERS.test(name) && distinct > rows * DIFFERENT ? phrase('identifier-column') : undefined;
  },
};
