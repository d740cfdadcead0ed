/** `data.py` of an exported project: the dataset, its splits and its transforms, as the document has them. */
import { type Document, isFolded, type Node } from '../../../graph/document.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { phrase } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import type { ExportInput } from '../../define.ts';
import { spansOf } from '../../spans.ts';
import type { Dialect } from '../dialect.ts';
import { FEEDS } from './files.ts';
import { docstring, literal, numberText, PythonWriter } from '../text.ts';
import { feedCall, feedsOf, isTurned } from './feeds.ts';
import { OWN_UNITS, TRANSFORM_CLASSES } from './transforms.ts';
import { seriesReader } from './series.ts';
import { filesOf, given, numpyFile, READERS } from './readers.ts';

export interface DataSource {
  /** `data.py`. */
  readonly source: string;
  readonly packages: readonly string[];
  /** Files that go along, which it reads. */
  readonly files: Readonly<Record<string, string>>;
  /** Data that the project does not read from where it comes from: the names of its files, and those that go along. */
  readonly given?: { readonly names: readonly string[]; readonly files: Readonly<Record<string, Uint8Array>> };
  /** What is read are picture files. */
  readonly pictures: boolean;
}

/** Throws a `UserError` where the rows are dealt out in a way that cannot be written. */
function stopAtSplit({ unsupported }: Dialect, { method, folds }: Document['data']['split']): void {
  if (method === 'column') throw new UserError(unsupported(phrase('split-by-column')));
  if (isFolded(folds)) throw new UserError(unsupported(phrase('split-in-folds')));
}

const isKeyed = ({ method }: Document['data']['split']): boolean => method !== 'random' && method !== 'order';
/** What the rows are dealt out by: numbers for what stands in a column, or the steps of windows as they are. */
const keysText = (by: string, isKeyed: boolean): string => {
  const rows = `np.asarray(train[${literal(by)}])`;
  return isKeyed ? `keys_of(${rows})` : rows;
};

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

/** The head of `data.py`: its imports and the functions of the reader. */
function writeHead(w: PythonWriter, text: string, { imports }: Loading): void {
  w.line(
    docstring(
      'The data: read from its files, dealt out into splits, and brought into the form that the network wants.',
    ),
  ).line();
  const standard = ['csv', 'datetime', 'gzip', 'json', 'os', 're'].filter((name) =>
    new RegExp(`\\b${name}\\.`).test(text),
  );
  for (const name of standard) w.line(`import ${name}`);
  if (standard.length > 0) w.line();
  for (const line of imports.filter((one) => one.startsWith('import '))) w.line(line);
  if (/\bImage\./.test(text)) w.line('from PIL import Image, ImageOps');
  for (const line of imports.filter((one) => one.startsWith('from '))) w.line(line);
  w.line();
  w.line('from order import deal_rows, keys_of, permutation').line().line();
  if (text !== '') w.text(text).line().line();
}

export function dataSource(
  dialect: Dialect,
  loading: Loading,
  document: Document,
  checked: CheckedGraph,
  model: { readonly inputs: readonly Node[] },
  targetTypes: TargetTypes,
  { columns: rowsOf, table }: Pick<ExportInput, 'columns' | 'table'>,
): DataSource {
  const { dataset, split } = document.data;
  stopAtSplit(dialect, split);
  const feeds = feedsOf(dialect, document, checked, model, targetTypes);
  const by = isKeyed(split) ? (split.by ?? feeds.targets[0]?.column) : spansOf(document);
  const columns = [...new Set([...feeds.columns, ...(by === undefined ? [] : [by])])];
  const readers = { ...READERS, ...loading.readers };
  const series = dataset?.type === 'series' ? seriesReader(document, table) : undefined;
  const readable =
    series ?? (dataset && Object.hasOwn(readers, dataset.type) ? readers[dataset.type]!(dataset.settings) : undefined);
  const rows = readable || !rowsOf ? [] : columns.map((name) => [name, rowsOf(name)] as const);
  const tests = rows.length > 0 && rows.every(([, { test }]) => test !== undefined);
  const reader = readable ?? given(tests);
  const fileOf = filesOf(columns);
  const w = new PythonWriter();
  writeHead(w, reader.functions, loading);
  w.block('def read_tables():', () => {
    w.doc('Columns of raw values: those to learn from, and where there are such to validate and to test on.');
    for (const line of reader.body(columns)) w.line(line);
  })
    .line()
    .line();
  for (const [name, text] of Object.entries(TRANSFORM_CLASSES))
    if (feeds.classes.includes(name)) w.text(text).line().line();
  w.text(FEEDS).line().line();
  w.line('INPUTS = [');
  for (const feed of feeds.inputs) w.line(`    ${feedCall(feed)},`);
  w.line(']').line('TARGETS = {');
  feeds.targets.forEach((feed, i) => w.line(`    ${literal(feeds.targetKeys[i])}: ${feedCall(feed)},`));
  w.line('}').line().line();
  writeSplit(w, split, columns, by);
  for (const line of loading.before ?? []) w.line(line);
  if (loading.before) w.line().line();
  w.text(loading.source);
  if (feeds.targetKeys.some((key) => isTurned(document, key))) w.line().line().text(OWN_UNITS);
  return {
    source: w.toString(),
    packages: reader.packages,
    files: reader.files ?? {},
    pictures: dataset?.type === 'pictures',
    ...(!readable && {
      given: {
        names: columns.map((name) => fileOf(name, 'train')),
        files: Object.fromEntries(
          rows.flatMap(([name, { train, test }]) => [
            [fileOf(name, 'train'), numpyFile(train)],
            ...(tests ? [[fileOf(name, 'test'), numpyFile(test!)]] : []),
          ]),
        ),
      },
    }),
  };
}

/** The function `split_rows`; `by`: the column whose values are dealt out together, or alike. */
function writeSplit(
  w: PythonWriter,
  split: Document['data']['split'],
  columns: readonly string[],
  by: string | undefined,
): void {
  w.block('def split_rows(tables):', () => {
    w.doc('Which rows are learned from, watched and tested on; the same seed always deals the same.');
    w.line('train = tables["train"]').line(`count = len(train[${literal(columns[0])}])`);
    w.line(`shares = {"validation": ${numberText(split.validation)}, "test": ${numberText(split.test)}}`);
    w.line('shares = {part: 0 if part in tables else share for part, share in shares.items()}');
    w.line(`keys = ${by === undefined ? 'None' : keysText(by, isKeyed(split))}`);
    w.line(`dealt = deal_rows(${literal(split.method)}, count, keys, shares, ${numberText(split.seed)})`);
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
