/** Files that a table names, one in each row, and what is to be learned of them: whatever the files hold. */
import { all, type Phrase, phrase, someNames, type Value, verbatim } from '../../../phrases.ts';
import { path, text } from '../../../settings.ts';
import type { TensorData } from '../../../types/dtype.ts';
import type { Tensor } from '../../../types/tensor.ts';
import type { Column, Files, OpenDataset, Table } from '../../define.ts';
import { columnOf, readColumn } from '../../kinds/index.ts';
import { AS_FOUND, type StoredTable, type TableColumn, type TableOptions } from '../../tables.ts';
import { isIdentifierName } from '../../kinds/identifier.ts';
import { damaged, type FileRows } from '../files.ts';
import { leftOutNotes, picturesUnder, stillIn } from '../pictureFolder.ts';
import { TABLE_FILES, TABLE_SETTINGS } from '../tableFile.ts';
import { ofKnownClasses } from '../testRows.ts';
import { calledIn, leadsOutside, placeOf, within } from './named.ts';

export const labelledSettings = {
  table: path({
    label: 'Table',
    default: '',
    doc: 'Has a row for each file, such as labels.csv.',
    extensions: TABLE_FILES,
  }),
  folder: path({
    label: 'Folder',
    default: '',
    doc: 'Where the files lie; names in the table start there.',
    blank: { value: '', text: 'beside the table' },
  }),
  file: text({
    label: 'Column of names',
    default: '',
    doc: 'The column with the names of the files, with their endings or without.',
    blank: { value: '', text: 'as found' },
  }),
  faulty: TABLE_SETTINGS.faulty,
  test: path({
    label: 'Test table',
    default: '',
    doc: 'A second table with the same columns, whose files are to test on; left empty, a share of the rows is kept for testing.',
    extensions: TABLE_FILES,
    blank: { value: '', text: 'a share of the rows' },
  }),
  testFolder: path({
    label: 'Test folder',
    default: '',
    doc: 'Where the files of the test table lie.',
    blank: { value: '', text: 'where the others lie' },
  }),
};

/** The settings of such a dataset that are no matter of what its files hold. */
export interface LabelledSettings {
  readonly table: string;
  readonly folder: string;
  readonly file: string;
  readonly faulty: TableOptions['faulty'];
  readonly test: string;
  readonly testFolder: string;
  readonly leftOut: Readonly<Record<string, string>>;
  readonly skipDamaged: boolean;
}

/** Files of one kind: what they are called, and what is said where no column names any. */
export interface NamedKind {
  readonly rows: RegExp;
  readonly unnamed: 'no-column-of-pictures' | 'no-column-of-sounds';
}

/** What such files are read as. */
export interface FileContent {
  /** The column that they become; it gets another name where the table has one of the same. */
  readonly column: Column;
  /** Why a file cannot be read, as far as that shows without decoding it. */
  fault(file: string): Value | undefined;
  /** Throws a `DamagedRow` for the first that cannot be read. */
  read(rows: FileRows, indices: ArrayLike<number>, into: TensorData | undefined): Tensor;
  /** What is to be told of these files. */
  notes?(all: readonly string[]): readonly Phrase[];
}

/** Throws a `UserError` that names the table, and where one is to blame its row and value. */
export async function openLabelled(
  files: Files,
  settings: LabelledSettings,
  kind: NamedKind,
  content: FileContent,
): Promise<OpenDataset> {
  const { table, folder, test, testFolder, faulty, skipDamaged } = settings;
  const first = await filesNamed(files, settings, kind, { ...AS_FOUND, faulty });
  const { stored, index } = first.named;
  const aside = new Map<string, Phrase>();
  const labels = stored.columns.flatMap((of, at): Label[] => {
    const label = at === index || of.kind === 'text' || of.kind === 'picture' ? undefined : columnOf(of, false);
    if (label) return [{ column: label, of, index: at }];
    if (at !== index) aside.set(of.name, phrase(of.kind === 'text' ? 'text-column' : 'ignore-column'));
    return [];
  });
  const column = { ...content.column, name: freeName(content.column.name, stored.columns) };
  const lies = { table: test, folder: testFolder || placeOf(table, folder).slice(0, -1) };
  const second = test === '' ? undefined : await testFiles(files, { ...settings, ...lies }, kind, first.named, labels);
  // with nothing but names nothing can be tested
  const tested = second && (second.labels.length > 0 || labels.length === 0) ? second : undefined;
  const lacking = labels.map(({ column: { name } }) => phrase('quoted', { name: verbatim(name) }));
  const opened = (table: string, part: Part) => tableOf(part, { ...content, name: column.name, table });
  return {
    columns: [column, ...labels.map((label) => label.column)],
    train: opened(table, { ...first, labels }),
    ...(tested && {
      test: opened(test, tested),
      tested: [column.name, ...tested.labels.map((label) => label.column.name)],
    }),
    labels: { stored, names: stored.columns[index]!.name, content: column.name },
    skipsDamaged: skipDamaged,
    aside,
    notes: [
      ...first.notes,
      ...[...aside].map(([name, reason]) => phrase('column-left-aside', { name: verbatim(name), reason })),
      ...(tested?.notes ?? (second ? [phrase('test-lacks-columns', { columns: all(lacking) })] : [])),
      ...(content.notes?.([...first.rows.paths, ...(tested?.rows.paths ?? [])]) ?? []),
    ],
  };
}

/** What a table names and how it is read, with what is to be told of it. */
interface FilesNamed {
  readonly named: Named;
  readonly rows: Rows;
  readonly notes: readonly Phrase[];
}

async function filesNamed(
  files: Files,
  { table, folder, file, leftOut }: Pick<LabelledSettings, 'table' | 'folder' | 'file' | 'leftOut'>,
  kind: NamedKind,
  options: TableOptions,
): Promise<FilesNamed> {
  const place = placeOf(table, folder);
  const bare = onceAsked(() => bareNamesIn(files, place, kind));
  const { named, columns: there } = await namesIn(files, table, file, options, { ...kind, bare });
  if (!named)
    throw damaged(
      table,
      phrase(kind.unnamed, {
        columns: someNames(there.map(({ name }) => phrase('quoted', { name: verbatim(name) }))),
      }),
    );
  const { stored, index, names } = named;
  const isWhole = names.every((name) => name === '' || kind.rows.test(name));
  const found = rowsOf(named, table, place, isWhole ? undefined : await bare());
  const rows = withoutFiles(found, place, leftOut);
  const unnamed = stored.rows - found.places.length;
  const count = { count: unnamed, column: verbatim(stored.columns[index]!.name) };
  return {
    named,
    rows,
    notes: [
      ...stored.notes,
      ...(unnamed > 0 ? [phrase('rows-without-target', count)] : []),
      ...leftOutNotes(found.places.length - rows.places.length),
    ],
  };
}

/** A table as it is learned from or tested on: its own columns of what is known of each file. */
interface Part extends Pick<FilesNamed, 'named' | 'rows'> {
  readonly labels: readonly Label[];
  /** Of a category the table's own class numbers as those of the column. */
  readonly numberOf?: ReadonlyMap<string, Int32Array>;
}

/** The files of a second table, understood as the first; undefined where nothing is known of them that could be tested on. */
async function testFiles(
  files: Files,
  settings: LabelledSettings,
  kind: NamedKind,
  first: Named,
  labels: readonly Label[],
): Promise<(Part & Pick<FilesNamed, 'notes'>) | undefined> {
  const { columns } = first.stored;
  const kinds = Object.fromEntries(columns.map(({ name, kind }) => [name, kind]));
  const file = columns[first.index]!.name;
  const options = { ...AS_FOUND, faulty: settings.faulty, kinds };
  const { named, rows, notes } = await filesNamed(files, { ...settings, file }, kind, options);
  const found = labels.flatMap((one) => {
    const index = named.stored.columns.findIndex(({ name }) => name === one.column.name);
    return index < 0 ? [] : [{ ...one, index }];
  });
  const known = ofKnownClasses(named.stored, found, rows.places);
  const kept = new Set(known.rows);
  const whole = rows.places.length === known.rows.length;
  return {
    named,
    labels: found,
    numberOf: known.numberOf,
    rows: whole ? rows : { places: known.rows, paths: rows.paths.filter((_, at) => kept.has(rows.places[at]!)) },
    notes: [...notes, ...known.notes],
  };
}

const freeName = (name: string, taken: readonly TableColumn[]): string =>
  taken.some((one) => one.name === name) ? freeName(`${name} file`, taken) : name;

export interface Named {
  /** Read with the names as texts. */
  readonly stored: StoredTable;
  /** The column of the names. */
  readonly index: number;
  /** What stands in it, row by row; '' where nothing does. */
  readonly names: readonly string[];
}

/** Files of a folder by their names without endings, as tables of identifiers have them: both as paths below the folder. */
export type BareNames = ReadonlyMap<string, string>;

/** Of several that differ in their endings, the first by code points. What still has one is no such name. */
export const bareNames = (paths: readonly string[], folder: string, rows: RegExp): BareNames =>
  new Map(
    paths
      .map((path) => path.slice(folder.length + 1))
      .reverse()
      .map((name) => [name.replace(rows, ''), name] as const)
      .filter(([name]) => !rows.test(name)),
  );

/** `place`: the folder with the slash behind it. Throws a `UserError` where there is none. */
async function bareNamesIn(files: Files, place: string, { rows }: Pick<NamedKind, 'rows'>): Promise<BareNames> {
  const folder = place.replace(/[/\\]$/, '') || '.';
  return bareNames((await picturesUnder(files, folder, { rows })).pictures, folder, rows);
}

function onceAsked<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** What tells names of files from other texts: their endings, or that there are such files. */
interface Naming extends Pick<NamedKind, 'rows'> {
  readonly bare: () => Promise<BareNames>;
}

/**
 * A table, and its column of names: the one that was chosen, or the first most of whose values name such files, with their endings or
 * else without. Throws a `UserError`.
 */
export async function namesIn(
  files: Files,
  table: string,
  wanted: string,
  options: TableOptions,
  { rows, bare }: Naming,
): Promise<{ readonly named: Named | undefined; readonly columns: readonly TableColumn[] }> {
  const first = await files.table(table, options);
  const { columns } = first;
  // a table may be too short to tell
  const several = Object.fromEntries(
    columns.flatMap(({ name, kind, classes = [] }) =>
      kind === 'category' && classes.some((one) => /[|;]/.test(one)) ? [[name, 'categories']] : [],
    ),
  );
  const read = async (name: string): Promise<Named> => {
    const stored = await files.table(table, { ...options, kinds: { ...several, ...options.kinds, [name]: 'text' } });
    const index = stored.columns.findIndex((column) => column.name === name);
    return { stored, index, names: stored.texts(index, everyRow(stored)) };
  };
  if (wanted !== '') {
    const isThere = columns.some(({ name }) => name === wanted);
    return { named: isThere ? await read(wanted) : undefined, columns };
  }
  const mostly = (are: (value: string) => boolean) =>
    columns.find((_, index) => areMost(textsIn(first, index) ?? [], are))?.name;
  const ended = mostly((value) => rows.test(value));
  if (ended !== undefined) return { named: await read(ended), columns };
  const known = await bare();
  const isKnown = (value: string) => known.has(within(value));
  const called = mostly(isKnown);
  if (called !== undefined) return { named: await read(called), columns };
  // 0007 is read as 7
  for (const { name } of known.size > 0 ? columns.filter((column) => mayCount(column, first.rows)) : []) {
    const named = await read(name);
    if (areMost(named.names, isKnown)) return { named, columns };
  }
  return { named: undefined, columns };
}

const everyRow = ({ rows }: StoredTable): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);

/** Rows of a column of texts that are looked at. */
const LOOKED = 10_000;

/** The first texts of a column, of a category each once; undefined of one that is none of texts. */
function textsIn(stored: StoredTable, index: number): readonly string[] | undefined {
  const { kind, classes } = stored.columns[index]!;
  if (kind === 'category') return classes;
  return kind === 'text' || kind === 'picture' ? stored.texts(index, everyRow(stored).subarray(0, LOOKED)) : undefined;
}

/** Whether a column of numbers may be one of names: it hardly repeats, or is called so. */
const mayCount = ({ name, kind, whole, distinct }: TableColumn, rows: number): boolean =>
  kind === 'number' && whole && (distinct * 2 > rows || isIdentifierName(name));

/** Of different ones; what is empty does not count. */
function areMost(values: readonly string[], are: (value: string) => boolean): boolean {
  const different = new Set(values);
  different.delete('');
  return [...different].filter(are).length * 2 > different.size;
}

interface Rows {
  /** Rows of the table that name a file. */
  readonly places: Int32Array;
  /** The file of each. */
  readonly paths: readonly string[];
}

/** Names lead nowhere else than into the folder: a table may come from anywhere. Throws a `UserError` that names row and value. */
function rowsOf({ stored, names }: Named, table: string, folder: string, bare: BareNames | undefined): Rows {
  const places = everyRow(stored).filter((row) => names[row] !== '');
  const paths = Array.from(places, (row) => {
    const name = names[row]!;
    if (leadsOutside(name)) throw damaged(table, phrase('file-outside', { row: row + 1, name: verbatim(name) }));
    return folder + (bare?.get(within(name)) ?? within(name));
  });
  return { places, paths };
}

function withoutFiles({ places, paths }: Rows, folder: string, leftOut: Readonly<Record<string, string>>): Rows {
  const whole = folder.replace(/\/$/, '');
  const kept = stillIn([...places.keys()], whole, leftOut, (at) => paths[at]!);
  return { places: Int32Array.from(kept, (at) => places[at]!), paths: kept.map((at) => paths[at]!) };
}

interface Label {
  readonly column: Column;
  /** As the first table has it. */
  readonly of: TableColumn;
  readonly index: number;
}

function tableOf(
  { named: { stored }, rows: { places, paths }, labels, numberOf }: Part,
  content: Pick<FileContent, 'fault' | 'read'> & { readonly name: string; readonly table: string },
): Table {
  const rows = {
    rows: places.length,
    fileOf: (row: number) => paths[row]!,
    called: (row: number) => calledIn(places[row]! + 1, paths[row]!),
  };
  return {
    rows: rows.rows,
    origin: { file: content.table, places },
    damage(row) {
      const reason = content.fault(paths[row]!);
      return reason === undefined ? undefined : { file: rows.called(row), reason };
    },
    fileOf: rows.fileOf,
    read(name, indices, into) {
      if (name === content.name) return content.read(rows, indices, into);
      const { column, index } = labels.find((one) => one.column.name === name)!;
      return readColumn(
        stored,
        index,
        column,
        Int32Array.from(indices, (row) => places[row]!),
        { into, numberOf: numberOf?.get(name) },
      );
    },
  };
}
