/** Rows of a second table, which are to test on: understood as the first table has its columns. */
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import type { Column } from '../define.ts';
import type { StoredTable, TableColumn } from '../tables.ts';

/** A column of the first table, as the data has it and as its file does, and its place in the second. */
interface Found {
  readonly column: Column;
  readonly of: TableColumn;
  readonly index: number;
}

/**
 * The rows, of those places, whose classes the first table has, too: what only the second has is no class, and is told. `numberOf`: of
 * each category the second table's class numbers as those of the column.
 */
export function ofKnownClasses(
  stored: StoredTable,
  columns: readonly Found[],
  places: Int32Array,
): {
  readonly rows: Int32Array;
  readonly numberOf: ReadonlyMap<string, Int32Array>;
  readonly notes: readonly Phrase[];
} {
  let rows = places;
  const notes: Phrase[] = [];
  const numberOf = new Map<string, Int32Array>();
  for (const { column, of, index } of columns) {
    if (column.kind !== 'category') continue;
    const known = new Map(of.classes!.map((name, i) => [name, i]));
    const numbers = Int32Array.from(stored.columns[index]!.classes ?? [], (name) => known.get(name) ?? -1);
    numberOf.set(column.name, numbers);
    const values = new Float32Array(rows.length);
    stored.read(index, rows, values);
    // where the first file has no gaps, nothing stands for one
    const isKnown = (value: number) =>
      Number.isNaN(value) ? column.classes!.length > of.classes!.length : numbers[value]! >= 0;
    const left = rows.filter((_, i) => isKnown(values[i]!));
    if (left.length < rows.length)
      notes.push(phrase('test-rows-of-no-class', { count: rows.length - left.length, column: verbatim(column.name) }));
    rows = left;
  }
  return { rows, numberOf, notes };
}
