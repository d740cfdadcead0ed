/** Columns that tell rows apart and say nothing else: no proposal reads them, and a finding tells of those that are read. */
import type { TableColumn } from '../tables.ts';

/** Whole names, in capitals or not; the first column of a table that pandas wrote has none, or is `Unnamed: 0`. */
const NAMES = /^(id|uuid|guid|key|index|row|rownames|nr\.?|no\.?|#|column0|unnamed.*|序号|编号|行号|.*[ _-]id)$/i;
/** `PassengerId`, `userID`, and not `humid` */
const IN_CAMEL_CASE = /[a-z0-9]I[dD]$/;
export const isIdentifierName = (name: string): boolean => NAMES.test(name) || IN_CAMEL_CASE.test(name);

/** Values that are counted approximately differ in nearly all rows. */
const DIFFERENT = 0.9;
/** Classes of fewer rows differ by chance. */
const ROWS = 20;

type Column = Pick<TableColumn, 'name' | 'kind' | 'whole' | 'distinct' | 'missing' | 'prose'>;

/** Whether a column has another value in nearly each of the rows, and these are called so, or are classes. */
export function isIdentifier({ name, kind, whole, distinct, missing, prose }: Column, rows: number): boolean {
  const filled = rows - missing;
  if (filled === 0 || distinct < DIFFERENT * filled) return false;
  if (kind === 'category') return filled >= ROWS || isIdentifierName(name);
  return isIdentifierName(name) && ((kind === 'number' && whole) || (kind === 'text' && !prose));
}
