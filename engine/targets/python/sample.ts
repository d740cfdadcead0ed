/** Rows that go along with an exported Python project, for a first prediction. */
import type { ExportInput } from '../define.ts';
import { FileNames } from '../names.ts';
import type { DataSource } from './data/data.ts';
import { rowsFile } from './data/readers.ts';

export interface Sample {
  /** In the order of the columns that they are of; of a table one alone. None where there are no rows. */
  readonly names: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

const NONE: Sample = { names: [], files: {} };

export function sampleOf({ table, columns }: DataSource, { sample = {}, table: described }: ExportInput): Sample {
  if (table) {
    const file = 'sample/rows.csv';
    return described?.sample === undefined ? NONE : { names: [file], files: { [file]: described.sample } };
  }
  const names = new FileNames();
  const files = columns.flatMap(({ name, node }) => {
    const key = node ?? name;
    const rows = Object.hasOwn(sample, key) ? sample[key] : undefined;
    return rows && !('texts' in rows) ? [[`sample/${names.make(name)}.npy`, rowsFile(rows)] as const] : [];
  });
  if (files.length < columns.length) return NONE;
  return { names: files.map(([file]) => file), files: Object.fromEntries(files) };
}

/** What `predict.py` takes from `data.py`, and what it is told of its rows. */
export function predictValues(
  { table, columns, rows }: DataSource,
  { names }: Sample,
  turns: boolean,
): {
  readonly imports: string;
  readonly given: string;
  readonly rows: string;
  readonly files: string;
  readonly columns: readonly string[];
} {
  const imports = [...(turns ? ['in_own_units'] : []), 'inputs_of', ...(table || rows ? ['read_rows'] : [])];
  return {
    imports: imports.join(', '),
    given: names.length > 0 ? `nargs="?", default="${names[0]}", ` : '',
    files: rows?.files ?? '',
    rows: rows
      ? rows.named
      : table
        ? 'ROWS.csv'
        : columns.map((_, i) => `INPUT${columns.length > 1 ? i + 1 : ''}.npy`).join(' '),
    columns: columns.map(({ name }) => name),
  };
}
