import { phrase } from '../../phrases.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import type { TableColumn } from '../tables.ts';
import type { ColumnKind } from './define.ts';
import { NOTHING, NOTHING_AMONG_NUMBERS, numberOf } from './written.ts';

/** A number for each row, or the days of a date. */
export const numberColumn = (of: TableColumn, filled: boolean): Column => {
  const { name, kind, missing, unreadable, whole, reading = 'point', sign } = of;
  const gaps = filled ? 0 : missing + (unreadable?.count ?? 0);
  return {
    ...{ name, kind: 'number', shape: [], dtype: 'float32' },
    ...(whole && { whole }),
    ...(gaps > 0 && { gaps }),
    ...(kind === 'number' &&
      (sign || reading !== 'point') && { written: { reading, ...(sign && { sign: sign.sign }) } }),
  };
};

/** A number that is typed for a column, plain or as its file writes it; NaN for nothing. Undefined where it is none that the column has. */
export function typedNumber(text: string, { written, gaps }: Pick<Column, 'written' | 'gaps'>): number | undefined {
  const said = text.trim();
  if (NOTHING.has(said) || NOTHING_AMONG_NUMBERS.has(said)) return gaps ? Number.NaN : undefined;
  const plain = Number(said);
  const number = Number.isNaN(plain) ? numberOf(said, written?.reading ?? 'point', written?.sign) : plain;
  return Number.isFinite(Math.fround(number)) ? number : undefined;
}

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
