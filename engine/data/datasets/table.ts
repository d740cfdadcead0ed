import { phrase, verbatim } from '../../phrases.ts';
import { choice, choices, path, text } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Table } from '../define.ts';
import { textsTensor } from '../language/ragged.ts';
import { MISSING, type StoredTable, TABLE_KINDS, type TableColumn } from '../tables.ts';

export const TABLE_FILES = [
  ...['csv', 'tsv', 'txt', 'parquet', 'json', 'jsonl', 'ndjson'],
  ...['xlsx', 'xls', 'ods', 'duckdb', 'db', 'sqlite', 'sqlite3'],
];

export const table = defineDataset({
  id: 'table',
  title: 'Table',
  doc:
    'A table with a column for each quantity: CSV and its relatives, Parquet, JSON, JSON lines, a sheet of a spreadsheet, or a table ' +
    'of a DuckDB or SQLite database. Separator, header, decimal comma, dates and what each column holds are found in the file, and can ' +
    'be changed. It is read once into a file of numbers among Layerloom’s own data; the original is never changed.',
  settings: {
    file: path({ label: 'File', default: '', doc: 'The file of the table.', extensions: TABLE_FILES }),
    table: text({
      label: 'Table',
      default: '',
      doc: 'In a file of several tables the one to read; left empty, the first.',
      blank: { value: '', text: 'the first' },
    }),
    target: text({
      label: 'Target',
      default: '',
      doc: 'The column to predict: rows that have nothing in it are left out, and counted.',
      blank: { value: '', text: 'none' },
    }),
    separator: choice(['auto', 'comma', 'semicolon', 'tab', 'bar'], {
      label: 'Separator',
      default: 'auto',
      doc: 'What stands between the values of a line.',
      names: { auto: 'As found', comma: 'Comma', semicolon: 'Semicolon', tab: 'Tab', bar: 'Bar |' },
    }),
    header: choice(['auto', 'yes', 'no'], {
      label: 'First line names the columns',
      default: 'auto',
      doc: 'Whether the first line is no row but the names of the columns.',
      names: { auto: 'As found', yes: 'Yes', no: 'No' },
    }),
    decimal: choice(['auto', 'point', 'comma'], {
      label: 'Decimal sign',
      default: 'auto',
      doc: 'Of the numbers: 1.5 or 1,5.',
      names: { auto: 'As found', point: 'Point', comma: 'Comma' },
    }),
    dates: choice(['auto', 'dayFirst', 'monthFirst'], {
      label: 'Dates',
      default: 'auto',
      doc: 'How 03/04/2025 is read. Dates that begin with the year are always understood.',
      names: { auto: 'As found', dayFirst: 'Day first', monthFirst: 'Month first' },
    }),
    faulty: choice(['stop', 'skip'], {
      label: 'Faulty lines',
      default: 'stop',
      doc: 'Lines with more or fewer values than the others: say so and stop, or leave them out and count them.',
      names: { stop: 'Stop', skip: 'Leave out' },
    }),
    kinds: choices(TABLE_KINDS, {
      label: 'Kinds of columns',
      default: {},
      doc: 'What columns hold, where it is not what was found: number, category, date or text.',
    }),
  },
  required: ['file'],
  async open(files, { file, target, ...options }) {
    const stored = await files.table(file, options);
    const columns: { readonly column: Column; readonly of: TableColumn; readonly index: number }[] = [];
    stored.columns.forEach((of, index) => {
      // of the target only rows that have it are left
      columns.push({ column: columnOf(of, of.name === target), of, index });
    });
    const rows = rowsWith(stored, target);
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
    return { columns: columns.map(({ column }) => column), train, notes };
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
