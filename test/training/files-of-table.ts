/** Files that hold one table in memory, for tests. */
import type { Files } from '../../engine/data/define.ts';
import type { Study } from '../../engine/data/study.ts';
import type { StoredTable, TableColumn } from '../../engine/data/tables.ts';

const none = () => {
  throw new Error('not asked for');
};
/** A file of a table with these columns: a number, a class number, or nothing for each row. */
export function filesOfTable(columns: readonly (TableColumn & { readonly values: readonly number[] })[]): Files {
  const stored: StoredTable = {
    columns,
    rows: columns[0]!.values.length,
    tables: [],
    notes: [],
    read: (column, rows, out) => Array.from(rows, (row, i) => (out[i] = columns[column]!.values[row]!)),
    texts: (_, rows) => Array.from(rows, (row) => `note ${row}`),
  };
  return {
    read: none,
    list: none,
    packaged: none,
    shipped: none,
    picture: none,
    numbered: () => ({ height: 1, width: 1, data: Int32Array.of(0) }),
    bytes: none,
    pictureFault: none,
    table: async () => ({ ...stored, study: {} as Study }),
  };
}
