import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { choices, ints, path, text } from '../../settings.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import type { TensorData } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { DamagedRow } from '../damaged.ts';
import { calledIn, damageOf, leadsOutside, placeOf, within } from './labelled/named.ts';
import { pictureSettings, pictureShape, readPicture } from './pictures/read.ts';
import type { Fit } from '../transforms/pictures/resample.ts';
import { columnOf, keptOf, readColumn } from '../kinds/index.ts';
import type { StoredTable, TableColumn, TableOptions } from '../tables.ts';
import { TABLE_FILES, TABLE_SETTINGS } from './tableFile.ts';
import { ofKnownClasses } from './testRows.ts';

export const table = defineDataset({
  id: 'table',
  title: 'Table',
  doc:
    'A table with a column for each quantity: CSV and its relatives, Parquet, JSON, JSON lines, a sheet of a ' +
    'spreadsheet, or a table of a DuckDB or SQLite database.',
  more:
    'Separator, header, decimal comma, dates and what each column holds are found in the file, and can be changed. ' +
    'One sign beside all numbers of a column, as of a currency or per cent, is taken off: 13 % is 13. ' +
    'It is read once into a file of numbers among Layerloom’s own data; the original is never changed.',
  settings: {
    ...TABLE_SETTINGS,
    folder: path({
      label: 'Folder of pictures',
      default: '',
      doc: 'Where the pictures lie that a column names; names start there.',
      blank: { value: '', text: 'beside the table' },
    }),
    ...pictureSettings,
    test: path({
      label: 'Test file',
      default: '',
      doc: 'A second file with the same columns, whose rows are to test on; left empty, a share of the rows is kept for testing.',
      extensions: TABLE_FILES,
      blank: { value: '', text: 'a share of the rows' },
    }),
    target: text({
      label: 'Target',
      default: '',
      doc: 'The column to predict: rows that have nothing in it are left out, and counted.',
      blank: { value: '', text: 'none' },
    }),
    gaps: choices(['leaveOut'], {
      label: 'Rows without a value',
      default: {},
      doc: 'Columns whose rows without a value are left out, and counted; others keep them as gaps.',
    }),
    leftOut: ints({
      label: 'Rows left out',
      default: [],
      min: 1,
      doc: 'Rows of the file that are not used, counted from 1 without the line of the names.',
    }),
  },
  required: ['file'],
  ofPictures: ['folder', ...(Object.keys(pictureSettings) as (keyof typeof pictureSettings)[])],
  async open(files, { file, test, target, gaps, leftOut, folder, ...given }) {
    const { width, height, colours, fit, skipDamaged, ...options } = given;
    const shape = pictureShape({ width, height, colours });
    const filled = [target, ...Object.keys(gaps)];
    const stored = await files.table(file, options);
    const aside = new Map<string, Phrase>();
    const described: Described[] = [];
    stored.columns.forEach((of, index) => {
      // of the target, and where a person says so, only rows that have a value are left
      const column = columnOf(of, filled.includes(of.name), shape);
      if (column) described.push({ column, of, index });
      else aside.set(of.name, phrase('ignore-column'));
    });
    const { rows, told } = rowsLeft(stored, filled, leftOut);
    const columns = withRoles(described, stored, target);
    const notes = [...stored.notes, ...told];
    const named = (table: string) => ({ files, fit, folder: placeOf(table, folder) });
    const first = { columns, stored, filled, named: named(test) };
    const tested = test === '' ? undefined : await testRows(files, test, options, first);
    return {
      columns: columns.map(({ column }) => column),
      train: tableOf(stored, columns, rows, { file, named: named(file) }),
      skipsDamaged: skipDamaged,
      ...(tested && { test: tested.table, tested: tested.names }),
      aside,
      notes: [...notes, ...(tested?.notes ?? [])],
      stored,
      fileColumns: stored.columns.map(({ name, kind }) => ({ name, kind })),
      ...(rows && { places: rows }),
    };
  },
});

/** How the pictures are read that columns name, and the folder in which they lie. */
interface Named {
  readonly files: Files;
  readonly fit: Fit;
  readonly folder: string;
}

/** Rows of a table: how many, which of the file each is, and the text of a cell. */
interface Cells {
  readonly count: number;
  placeOf(row: number): number;
  nameOf(of: Described, row: number): string;
}

/** Which files the rows name, and why one cannot be read. */
function lookedAt(
  pictures: readonly Described[],
  { files, folder }: Named,
  { placeOf: place, nameOf }: Cells,
): Pick<Table, 'damage' | 'fileOf'> {
  return {
    damage(row, wanted) {
      for (const one of pictures) {
        if (wanted && !wanted.has(one.column.name)) continue;
        const damage = damageOf(files, folder, nameOf(one, row), place(row) + 1);
        if (damage) return damage;
      }
      return undefined;
    },
    fileOf(row, name) {
      const one = pictures.find(({ column }) => column.name === name);
      return one && folder + within(nameOf(one, row));
    },
  };
}

/** Rows of a column that names pictures. Throws a `DamagedRow` for the first that cannot be read. */
function readNamed(
  of: Described,
  { files, fit, folder }: Named,
  { count, placeOf: place, nameOf }: Cells,
  indices: ArrayLike<number>,
  into: TensorData | undefined,
): Tensor {
  const fileOf = (row: number) => {
    const name = nameOf(of, row);
    if (name.trim() !== '' && !leadsOutside(name)) return folder + within(name);
    throw new DamagedRow(row, count, damageOf(files, folder, name, place(row) + 1)!);
  };
  const called = (row: number) => calledIn(place(row) + 1, nameOf(of, row));
  return readPicture(files, of.column, { fit }, { rows: count, fileOf, called }, indices, into);
}

/** `rows`: those of the file that count, all where left out. `numberOf`: of a category the file's own class numbers as those of the column. */
function tableOf(
  stored: StoredTable,
  columns: readonly Described[],
  rows: Int32Array | undefined,
  {
    file,
    named,
    numberOf,
  }: { readonly file: string; readonly named: Named; readonly numberOf?: ReadonlyMap<string, Int32Array> },
): Table {
  const pictures = columns.filter(({ column }) => column.kind === 'image');
  const cells: Cells = {
    count: rows?.length ?? stored.rows,
    placeOf: (row) => rows?.[row] ?? row,
    nameOf: ({ index }, row) => stored.texts(index, [cells.placeOf(row)])[0]!,
  };
  return {
    rows: cells.count,
    origin: { file, places: rows },
    ...(pictures.length > 0 && lookedAt(pictures, named, cells)),
    read(name, indices, into) {
      const found = columns.find(({ column }) => column.name === name)!;
      const { column, index } = found;
      if (column.kind === 'image') return readNamed(found, named, cells, indices, into);
      const places = rows ? Int32Array.from(indices, (i) => rows[i]!) : indices;
      return readColumn(stored, index, column, places, { into, numberOf: numberOf?.get(name) });
    },
  };
}

interface First {
  readonly columns: readonly Described[];
  readonly stored: StoredTable;
  readonly filled: readonly string[];
  readonly named: Named;
}

/** The rows of a second file, understood as the first: classes that only it has are no classes, and their rows are left out and told. */
async function testRows(
  files: Files,
  file: string,
  options: Omit<TableOptions, 'kinds'>,
  { columns, stored: first, filled, named }: First,
): Promise<{ table: Table; names: readonly string[]; notes: readonly Phrase[] }> {
  const kinds = Object.fromEntries(first.columns.map(({ name, kind }) => [name, kind]));
  const stored = await files.table(file, { ...options, kinds });
  const found = columns.flatMap((one) => {
    const index = stored.columns.findIndex(({ name }) => name === one.column.name);
    return index < 0 ? [] : [{ ...one, index }];
  });
  const { rows, told } = rowsLeft(stored, filled, []);
  const all = rows ?? Int32Array.from({ length: stored.rows }, (_, i) => i);
  const known = ofKnownClasses(stored, found, all);
  return {
    table: tableOf(stored, found, known.rows, { file, named, numberOf: known.numberOf }),
    names: found.map(({ column }) => column.name),
    notes: [...stored.notes, ...told, ...known.notes],
  };
}

/** The rows that have something in all these columns and are not left out, and how many are left out by what; no list where all are left. */
function rowsLeft(
  stored: StoredTable,
  names: readonly string[],
  leftOut: readonly number[],
): { rows: Int32Array | undefined; told: Phrase[] } {
  let rows: Int32Array | undefined;
  const told: Phrase[] = [];
  const keep = (test: (row: number, place: number) => boolean, say: (count: number) => Phrase) => {
    const before = rows ?? Int32Array.from({ length: stored.rows }, (_, i) => i);
    rows = before.filter(test);
    if (rows.length < before.length) told.push(say(before.length - rows.length));
  };
  const out = new Set(leftOut);
  if (out.size > 0)
    keep(
      (row) => !out.has(row + 1),
      (count) => phrase('rows-left-out', { count }),
    );
  for (const name of new Set(names)) {
    const index = stored.columns.findIndex((column) => column.name === name);
    const column = stored.columns[index];
    if (!column || keptOf(column.kind) !== 'numbers' || (column.missing === 0 && !column.unreadable)) continue;
    const values = new Float32Array(rows?.length ?? stored.rows);
    stored.read(index, rows ?? Int32Array.from({ length: stored.rows }, (_, i) => i), values);
    keep(
      (_, place) => !Number.isNaN(values[place]),
      (count) => phrase('rows-without-target', { count, column: verbatim(name) }),
    );
  }
  return { rows, told };
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
