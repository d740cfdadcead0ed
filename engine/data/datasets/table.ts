import { phrase, verbatim } from '../../phrases.ts';
import { text } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Table } from '../define.ts';
import { textsTensor } from '../language/ragged.ts';
import { MISSING, type StoredTable, type TableColumn } from '../tables.ts';
import { TABLE_SETTINGS } from './tableFile.ts';

export const table = defineDataset({
  id: 'table',
  title: 'Table',
  doc:
    'A table with a column for each quantity: CSV and its relatives, Parquet, JSON, JSON lines, a sheet of a spreadsheet, or a table ' +
    'of a DuckDB or SQLite database. Separator, header, decimal comma, dates and what each column holds are found in the file, and can ' +
    'be changed. It is read once into a file of numbers among Layerloom’s own data; the original is never changed.',
  settings: {
    ...TABLE_SETTINGS,
    target: text({
      label: 'Target',
      default: '',
      doc: 'The column to predict: rows that have nothing in it are left out, and counted.',
      blank: { value: '', text: 'none' },
    }),
  },
  required: ['file'],
  async open(files, { file, target, ...options }) {
    const stored = await files.table(file, options);
    const described: Described[] = [];
    stored.columns.forEach((of, index) => {
      // of the target only rows that have it are left
      described.push({ column: columnOf(of, of.name === target), of, index });
    });
    const rows = rowsWith(stored, target);
    const columns = withRoles(described, stored, target);
    const left = stored.rows - (rows?.length ?? stored.rows);
    const notes = [
      ...stored.notes,
      ...(left > 0 ? [phrase('rows-without-target', { count: left, column: verbatim(target) })] : []),
    ];
    const train: Table = {
      rows: rows?.length ?? stored.rows,
      read(name, indices, into) {
        const { column, of, index } = columns.find(({ column }) => column.name === name)!;
        const places = rows ? Int32Array.from(indices, (i) => rows[i]!) : indices;
        if (column.kind === 'text') return textsTensor(stored.texts(index, places));
        const out = into ?? allocate(column.dtype, indices.length);
        if (column.kind !== 'category') stored.read(index, places, out as Float32Array);
        else {
          const numbers = new Float32Array(indices.length);
          stored.read(index, places, numbers);
          // what is missing is the class behind the others
          for (let i = 0; i < numbers.length; i++) out[i] = Number.isNaN(numbers[i]) ? of.classes!.length : numbers[i]!;
        }
        return { dtype: column.dtype, shape: [indices.length], data: out };
      },
    };
    return { columns: columns.map(({ column }) => column), train, notes, stored };
  },
});

function columnOf({ name, kind, classes, missing, unreadable, whole }: TableColumn, isTarget: boolean): Column {
  const gaps = isTarget ? 0 : missing + (unreadable?.count ?? 0);
  if (kind === 'text') return { name, kind, shape: [], dtype: 'int32' };
  if (kind === 'category')
    return { name, kind, shape: [], dtype: 'int32', classes: gaps > 0 ? [...classes!, MISSING] : classes! };
  return {
    ...{ name, kind: 'number', shape: [], dtype: 'float32' },
    ...(kind === 'date' && { days: true }),
    ...(whole && { whole }),
    ...(gaps > 0 && { gaps }),
  };
}

/** The rows that have something in the column, where some have not. */
function rowsWith(stored: StoredTable, name: string): Int32Array | undefined {
  const index = stored.columns.findIndex((column) => column.name === name);
  const column = stored.columns[index];
  if (!column || column.kind === 'text' || (column.missing === 0 && !column.unreadable)) return undefined;
  const all = Int32Array.from({ length: stored.rows }, (_, i) => i);
  const values = new Float32Array(stored.rows);
  stored.read(index, all, values);
  return all.filter((row) => !Number.isNaN(values[row]));
}

interface Described {
  readonly column: Column;
  readonly of: TableColumn;
  readonly index: number;
}

/** Names of what several rows may be of. */
const WHO =
  'patient|person|subject|participant|individual|user|customer|client|speaker|writer|author|player|household|session';
const WHOSE = new RegExp(`(^|[ _-])(${WHO})s?([ _-]?(id|no|nr|num|number|name|code))?$`, 'i');
/** Rows whose order is looked at. */
const MOST_ORDERED = 5_000_000;

/** With what the first column that says whose rows are, or when they were, means for a split. */
function withRoles(columns: readonly Described[], stored: StoredTable, target: string): readonly Described[] {
  const repeats = ({ name, distinct, kind, whole }: TableColumn) =>
    name !== target && WHOSE.test(name) && distinct > 1 && distinct < stored.rows / 2 && (kind === 'category' || whole);
  const group = columns.find(({ of }) => repeats(of));
  const time = columns.find(({ of, index }) => of.kind === 'date' && of.name !== target && isInOrder(stored, index));
  return columns.map((one) => {
    const role = one === group ? 'group' : one === time ? 'time' : undefined;
    return role ? { ...one, column: { ...one.column, role } } : one;
  });
}

/** Whether a column has a value in every row, none smaller than the one before, and not one alone. */
function isInOrder(stored: StoredTable, index: number): boolean {
  const { missing, unreadable, distinct } = stored.columns[index]!;
  if (missing > 0 || unreadable || distinct < 2 || stored.rows > MOST_ORDERED) return false;
  const values = new Float64Array(stored.rows);
  stored.read(
    index,
    Int32Array.from({ length: stored.rows }, (_, i) => i),
    values,
  );
  return values.every((value, i) => i === 0 || value >= values[i - 1]!);
}
