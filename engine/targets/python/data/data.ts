/** `data.py` of an exported project: the dataset, its splits and its transforms, as the document has them. */
import { type Document, isFolded, type Node } from '../../../graph/document.ts';
import { partsNamed } from '../../../graph/partNames.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { phrase } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import type { ExportInput } from '../../define.ts';
import { spansOf } from '../../spans.ts';
import type { Dialect } from '../dialect.ts';
import { type ReadTable, readTableOf } from '../../tables.ts';
import { tableReader, writeTable } from '../tables/reader.ts';
import { COLUMNS_PY } from '../tables/columns.ts';
import { augmentSource, isAugmented } from '../augment/source.ts';
import { filled } from '../../filled.ts';
import { FEEDS, JOINED_FEEDS, READING } from './files.ts';
import { docstring, literal, numberText, PythonWriter } from '../text.ts';
import { feedCall, type Feeds, feedsOf, isTurned, readsText } from './feeds.ts';
import { helperText, OWN_UNITS, transformClasses } from './transforms.ts';
import { labelledReader } from './labelled.ts';
import { seriesReader } from './series.ts';
import { filesOf, given, hasTexts, READERS, type Reader, rowsFile } from './readers.ts';

export interface DataSource {
  /** `data.py`. */
  readonly source: string;
  readonly packages: readonly string[];
  /** Files that go along, which it reads. */
  readonly files: Readonly<Record<string, string>>;
  /** Data that the project does not read from where it comes from: the names of its files, and those that go along. */
  readonly given?: { readonly names: readonly string[]; readonly files: Readonly<Record<string, string | Uint8Array>> };
  /** What is read are picture files. */
  readonly pictures: boolean;
  /** What is read is the file of a table, and so are rows to predict. */
  readonly table?: { readonly file: string; readonly along: boolean };
  /** Files that rows to predict may be read from besides NumPy's: what they are, and what a person names. */
  readonly rows?: { readonly files: string; readonly named: string };
  /** The columns that the network reads, and the Input node whose they are alone. */
  readonly columns: readonly { readonly name: string; readonly node?: string }[];
}

/** Throws a `UserError` where the rows are dealt out in a way that cannot be written. */
function stopAtSplit({ unsupported }: Dialect, { dataset, split: { method, folds } }: Document['data']): void {
  if (method === 'column' && dataset?.type !== 'table') throw new UserError(unsupported(phrase('split-by-column')));
  if (isFolded(folds)) throw new UserError(unsupported(phrase('split-in-folds')));
}

const isKeyed = ({ method }: Document['data']['split']): boolean => method !== 'random' && method !== 'order';
/**
 * What the rows are dealt out by, and what of `order.py` that calls: numbers for what stands in a column, the parts that it names, or the
 * steps of windows as they are.
 */
function dealtBy(
  by: string | undefined,
  split: Document['data']['split'],
  classes: readonly string[] | undefined,
): { readonly keys: string; readonly calls: readonly string[] } {
  if (by === undefined) return { keys: 'None', calls: [] };
  const rows = `np.asarray(train[${literal(by)}])`;
  if (split.method === 'column')
    return { keys: `parts_of(${rows}, ${literal(partsNamed(classes))})`, calls: ['parts_of'] };
  return isKeyed(split) ? { keys: `keys_of(${rows})`, calls: ['keys_of'] } : { keys: rows, calls: [] };
}

/** How the library is given its batches. */
export interface Loading {
  /** Imports besides NumPy. */
  readonly imports: readonly string[];
  /** Lines before the functions that make batches. */
  readonly before?: readonly string[];
  readonly source: string;
  /** Readers of its own, by the datasets. */
  readonly readers?: typeof READERS;
}

/** Imports of Python's own modules. */
const STANDARD = /^(import|from) (collections|heapq|re|unicodedata)\b/;

const moduleOf = (line: string): string => line.split(' ')[1]!;
const byModule = (a: string, b: string): number => (moduleOf(a) < moduleOf(b) ? -1 : 1);

/** The head of `data.py`: its imports and the functions of the reader. */
function writeHead(w: PythonWriter, text: string, imports: readonly string[], own: readonly string[]): void {
  w.line(
    docstring(
      'The data: read from its files, dealt out into splits, and brought into the form that the network wants.',
    ),
  ).line();
  const standard = ['datetime', 'gzip', 'json', 'os'].filter((name) => new RegExp(`\\b${name}\\.`).test(text));
  const others = imports.filter((line) => STANDARD.test(line));
  for (const line of [...standard.map((name) => `import ${name}`), ...others].sort(byModule)) w.line(line);
  if (standard.length + others.length > 0) w.line();
  const packages = imports.filter((line) => !STANDARD.test(line));
  for (const line of packages.filter((one) => one.startsWith('import ')).sort(byModule)) w.line(line);
  if (/\bImage\./.test(text)) w.line('from PIL import Image, ImageOps');
  for (const line of packages.filter((one) => one.startsWith('from '))) w.line(line);
  w.line();
  for (const line of own) w.line(line);
  w.line().line();
  if (text !== '') w.text(text).line().line();
}

export function dataSource(
  dialect: Dialect,
  loading: Loading,
  document: Document,
  checked: CheckedGraph,
  model: { readonly inputs: readonly Node[] },
  targetTypes: TargetTypes,
  { columns: rowsOf, table: described, labels }: Pick<ExportInput, 'columns' | 'table' | 'labels'>,
): DataSource {
  const { dataset, split } = document.data;
  stopAtSplit(dialect, document.data);
  const classes = new Map(described?.columns.map((column) => [column.name, column.classes]));
  const isTable = dataset?.type === 'table';
  const classesOf = (name: string) => (isTable ? classes.get(name) : undefined);
  const feeds = feedsOf(dialect, document, checked, model, targetTypes, classesOf);
  const by = isKeyed(split) ? (split.by ?? feeds.targets[0]?.column) : spansOf(document);
  const columns = [...new Set([...feeds.columns, ...(by === undefined ? [] : [by])])];
  const known = { described, classesOf, readsText, unsupported: dialect.unsupported };
  const table = isTable ? readTableOf(document, feeds, columns, known) : undefined;
  const inputs = columnsOf(feeds);
  const fed = inputs.map(({ name }) => name);
  const labelled = labelledReader(dataset, labels, columns, fed);
  const { reader, isText, data } = readingOf(document, loading, columns, { table, described, labelled, rowsOf });
  // the columns of a table ask for it before the transforms do
  const early = table && [...table.inputs, ...table.others].some(({ hashed }) => hashed) ? ['hash_of'] : [];
  const transforms = transformClasses(feeds.classes, early);
  const augments = isAugmented(document);
  const w = new PythonWriter();
  const { keys, calls } = dealtBy(by, split, by === undefined ? undefined : classesOf(by));
  const own = [
    ...(augments ? ['from augment import Augmenter'] : []),
    ...(isText ? ['from columns import Column, read_columns'] : []),
    `from order import ${['deal_rows', ...calls, 'permutation'].join(', ')}`,
  ];
  writeHead(w, reader.functions, [...transforms.imports, ...loading.imports], own);
  for (const name of early) w.text(helperText(name)).line().line();
  if (table) writeTable(w, table);
  w.block('def read_tables():', () => {
    w.doc('Columns of raw values: those to learn from, and where there are such to validate and to test on.');
    for (const line of reader.body(columns)) w.line(line);
  })
    .line()
    .line();
  if (reader.rows) w.text(reader.rows.source).line().line();
  if (transforms.text !== '') w.text(transforms.text).line().line();
  writeFeeds(w, feeds);
  writeSplit(w, split, columns, keys, reader.alone === true);
  for (const line of loading.before ?? []) w.line(line);
  if (loading.before) w.line().line();
  if (augments) w.text(READING).line().line();
  w.text(filled(loading.source, {}, { augments }));
  if (feeds.targetKeys.some((key) => isTurned(document, key))) w.line().line().text(OWN_UNITS);
  return {
    source: w.toString(),
    packages: [...reader.packages, ...transforms.packages],
    pictures: reader.packages.includes('pillow'),
    columns: inputs,
    files: {
      ...(augments && { 'augment.py': augmentSource(document) }),
      ...(isText && { 'columns.py': COLUMNS_PY }),
      ...reader.files,
    },
    ...(reader.rows && { rows: reader.rows }),
    ...(table && { table: { file: table.file, along: table.along } }),
    ...(data && { given: data }),
  };
}

/** What a project reads: files that it knows how to, `isText` those of tables, or the data themselves in files of its own. */
function readingOf(
  document: Document,
  loading: Loading,
  columns: readonly string[],
  known: {
    readonly table: ReadTable | undefined;
    readonly described: ExportInput['table'];
    /** Of files that a table names. */
    readonly labelled: Reader | undefined;
    readonly rowsOf: ExportInput['columns'];
  },
): { readonly reader: Reader; readonly isText: boolean; readonly data: DataSource['given'] } {
  const { table, described, labelled, rowsOf } = known;
  const { dataset } = document.data;
  const readers = { ...READERS, ...loading.readers };
  const timed = dataset?.type === 'series' ? seriesReader(document, described) : undefined;
  const kept = dataset && Object.hasOwn(readers, dataset.type) ? readers[dataset.type]!(dataset.settings) : undefined;
  const ofText = table ? tableReader(table) : (timed ?? labelled);
  const reader = ofText ?? kept;
  if (reader) return { reader, isText: ofText !== undefined, data: undefined };
  const rows = rowsOf ? columns.map((name) => [name, rowsOf(name)] as const) : [];
  const tests = rows.length > 0 && rows.every(([, { test }]) => test !== undefined);
  const texts = new Set(rows.flatMap(([name, { train }]) => (hasTexts(train) ? [name] : [])));
  const fileOf = filesOf(columns, texts);
  const files = rows.flatMap(([name, { train, test }]) => [
    [fileOf(name, 'train'), rowsFile(train)],
    ...(tests ? [[fileOf(name, 'test'), rowsFile(test!)]] : []),
  ]);
  const data = { names: columns.map((name) => fileOf(name, 'train')), files: Object.fromEntries(files) };
  return { reader: given(tests, texts), isText: false, data };
}

function writeFeeds(w: PythonWriter, { inputs, targets, targetKeys, joined }: Feeds): void {
  w.text(FEEDS).line().line();
  if (joined.length > 0) w.text(JOINED_FEEDS).line().line();
  w.block('INPUTS = [', () => inputs.forEach((feed) => w.line(`${feedCall(feed)},`))).line(']');
  w.block('TARGETS = {', () => targets.forEach((feed, i) => w.line(`${literal(targetKeys[i])}: ${feedCall(feed)},`)));
  w.line('}').line().line();
}

/** Each once. */
function columnsOf({ inputs }: Feeds): DataSource['columns'] {
  const all = inputs.flatMap(({ key, column, joined }) =>
    joined ? joined.parts.map((part) => ({ name: part.column })) : [{ name: column, node: key.slice('input:'.length) }],
  );
  return [...new Map(all.map((column) => [column.name, column])).values()];
}

/** The function `split_rows`; `keys`: what the rows are dealt out by; `alone`: there is one table. */
function writeSplit(
  w: PythonWriter,
  split: Document['data']['split'],
  columns: readonly string[],
  keys: string,
  alone: boolean,
): void {
  w.block('def split_rows(tables):', () => {
    w.doc('Which rows are learned from, watched and tested on; the same seed always deals the same.');
    w.line('train = tables["train"]');
    const deal = (count: string, shares: string): string =>
      `deal_rows(${literal(split.method)}, ${count}, ${keys}, ${shares}, ${numberText(split.seed)})`;
    if (alone) {
      const shares = `{"validation": ${numberText(split.validation)}, "test": ${numberText(split.test)}}`;
      w.line(`dealt = ${deal(`len(train[${literal(columns[0])}])`, shares)}`);
      w.line('return {part: (train, rows) for part, rows in dealt.items()}');
      return;
    }
    w.line(`count = len(train[${literal(columns[0])}])`);
    w.line(`shares = {"validation": ${numberText(split.validation)}, "test": ${numberText(split.test)}}`);
    w.line('shares = {part: 0 if part in tables else share for part, share in shares.items()}');
    w.line(`dealt = ${deal('count', 'shares')}`).line();
    w.block('def whole(part):', () =>
      w.line(`return tables[part], np.arange(len(tables[part][${literal(columns[0])}]))`),
    ).line();
    w.line('parts = ("train", "validation", "test")');
    w.line(
      'return {part: whole(part) if part != "train" and part in tables else (train, dealt[part]) for part in parts}',
    );
  })
    .line()
    .line();
}
