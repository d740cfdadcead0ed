/** Where a row stands, as messages say it: in its file, where it has one. */
import { type Phrase, phrase, type Value, verbatim } from '../phrases.ts';
import type { Table } from './define.ts';

/** The file that the rows of a table are of; `places`: which of its rows each is, from 0, where some are left out. */
export interface RowOrigin {
  readonly file: string;
  readonly places?: Int32Array | undefined;
}

const baseName = (file: string): string => file.replace(/^.*[\\/]/, '');

/** Rows are counted from 1 here, as programs that show tables do; a line of column names is none. */
export const whereInFile = (origin: RowOrigin | undefined, row: number): Phrase =>
  origin
    ? phrase('row-in-file', { row: (origin.places?.[row] ?? row) + 1, file: verbatim(baseName(origin.file)) })
    : phrase('row-counted', { row: row + 1 });

export function whereIs(table: Pick<Table, 'origin' | 'fileOf'>, row: number, column: string): Value {
  const file = table.origin ? undefined : table.fileOf?.(row, column);
  return file === undefined ? whereInFile(table.origin, row) : verbatim(file);
}
