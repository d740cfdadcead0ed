/** Columns that tell rows apart and say nothing else: no proposal reads them, and a finding tells of those that are read. */
import { isTimeName } from '../series/timeName.ts';
import type { StoredTable, TableColumn } from '../tables.ts';

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

/** Whether a column may count rows: one whole number after the other is what a time may be, too, and that says more. */
export const mayCount = ({
  name,
  kind,
  whole,
  missing,
}: Pick<Column, 'name' | 'kind' | 'whole' | 'missing'>): boolean =>
  kind === 'number' && whole && missing === 0 && !isTimeName(name);

/** Rows that are read at once. */
const CHUNK = 1 << 14;

/** Whether a column counts the rows as they stand, from 0 or 1 on, whatever it is called. */
export function countsRows(of: TableColumn, stored: Pick<StoredTable, 'columns' | 'rows' | 'read'>): boolean {
  const { rows } = stored;
  if (!mayCount(of) || rows < ROWS) return false;
  const index = stored.columns.indexOf(of);
  let first = 0;
  for (let start = 0; start < rows; start += CHUNK) {
    const places = Int32Array.from({ length: Math.min(CHUNK, rows - start) }, (_, i) => start + i);
    const values = new Float64Array(places.length);
    stored.read(index, places, values);
    if (start === 0) first = values[0]!;
    if ((first !== 0 && first !== 1) || values.some((value, i) => value !== first + start + i)) return false;
  }
  return true;
}
