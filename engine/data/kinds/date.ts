import { phrase } from '../../phrases.ts';
import type { ColumnKind } from './define.ts';
import { numberColumn, numberRows, standardized } from './number.ts';

/** Days since 1970, with a fraction for the time of day. */
export const date: ColumnKind = {
  kept: 'numbers',
  column: (of, filled) => ({ ...numberColumn(of, filled), days: true }),
  ofNumbers: numberRows,
  part: standardized,
  against: () => phrase('date-column'),
};
