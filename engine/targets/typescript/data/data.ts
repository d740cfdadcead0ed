/** `src/data.ts` of an exported project: the dataset, its splits and its transforms, as the document has them. */
import { type Document, isFolded, targetKeys } from '../../../graph/document.ts';
import { partsNamed } from '../../../graph/partNames.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { phrase } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import type { ExportInput } from '../../define.ts';
import { Code, keyText, literal, member, numberText } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import type { ModelSource } from '../model/model.ts';
import { spansOf } from '../../spans.ts';
import { unsupported } from '../unsupported.ts';
import { isAugmented, writeAugmentation } from './augment.ts';
import { CLASS_FOLDERS } from '../files/classFolders.ts';
import { NAMED_FILES, namedFilesReader } from '../files/namedFiles.ts';
import { FFT_TYPES, SOUND_SOURCES } from '../files/sounds.ts';
import { asksFits, expressionOf, type Feed, type Feeds, feedsOf } from './feeds.ts';
import { inputsSource, offered, writeAsked } from './inputs.ts';
import { PLAIN, type Spelling, TENSORS } from './spelling.ts';
import { filesOf, given, numpyFile } from './given.ts';
import { COLUMNS, READERS, type Reader, type SoundForm } from './readers.ts';
import { givenText, readText, steppedSources, writeFits, writeRowsOf } from './steps.ts';
import { TABLE_FILE } from '../tables/carried.ts';
import { type AboutTable, TABLE_SOURCE, type TableReader, tableReader, writeTableReader } from '../tables/reader.ts';
import { type SeriesReader, seriesReader, writeSeriesReader } from '../tables/series.ts';
import { SPECTRA, TOKENIZERS, readsText } from '../tables/transforms.ts';

type Split = Document['data']['split'];

export interface DataSource {
  readonly source: string;
  /** `src/inputs.ts`, which reads no files. */
  readonly inputs: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly idx: boolean;
  readonly npz: boolean;
  /** Some column is text. */
  readonly texts: boolean;
  /** Some transform learns from the training rows. */
  readonly fits: boolean;
  /** Rows are picture files, stretched to this shape; whether they are what the network is fed with. */
  readonly pictures?: { readonly shape: readonly number[]; readonly fit: string; readonly fed: boolean };
  /** Rows are sound files, brought to this form. */
  readonly sounds?: { readonly form: SoundForm; readonly fed: boolean };
  /** It is a table. */
  readonly table?: AboutTable;
  /** A table names its files. */
  readonly named?: Reader['named'];
  /** It is a table over time, cut into windows. */
  readonly series?: SeriesReader['about'];
  readonly feeds: Feeds;
  /** Types of the transforms that `transforms.ts` holds. */
  readonly transforms: readonly string[];
  /** What else is asked of that file, by name. */
  readonly asked: readonly string[];
  /** Data that the project does not read from where it comes from: the names of its files, and those that go along. */
  readonly given?: { readonly names: readonly string[] };
  /** Files that go along: of data, and of code that reads this kind of data alone. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** What is known of the data besides the document. */
type Known = Pick<ExportInput, 'columns' | 'classes' | 'table' | 'labels'>;

export function dataSource(
  document: Document,
  checked: CheckedGraph,
  model: Pick<ModelSource, 'inputs'>,
  targetTypes: TargetTypes,
  { columns: rowsOf, classes = {}, table: described, labels }: Known,
  plain = false,
): DataSource {
  const { dataset } = document.data;
  const classesOf = (column: string): readonly string[] | undefined =>
    described?.columns.find(({ name }) => name === column)?.classes ?? own(classes, `column:${column}`);
  const feeds = feedsOf(document, checked, model, targetTypes, classesOf, plain);
  const values = plain ? PLAIN : TENSORS;
  const { inputs, fits } = feeds;
  const by = keyColumn(document, feeds);
  const columns = [...new Set([...feeds.columns, ...(by === undefined ? [] : [by])])];
  const table = dataset?.type === 'table' ? tableReader(document, feeds, columns, { classesOf, described }) : undefined;
  const series = dataset?.type === 'series' ? seriesReader(document, described) : undefined;
  const readable =
    table?.reader ??
    series?.reader ??
    namedFilesReader(dataset, labels, columns) ??
    (dataset && own(READERS, dataset.type)?.(dataset.settings));
  const rows = readable || !rowsOf ? [] : columns.map((name) => [name, rowsOf(name)] as const);
  const tests = rows.length > 0 && rows.every(([, { test }]) => test !== undefined);
  const reader = readable ?? given(tests);
  const fileOf = filesOf(columns);
  if (document.data.split.method === 'column' && !table) throw new UserError(unsupported(phrase('split-by-column')));
  const stepped = steppedSources(feeds);
  const transforms = [...new Set(stepped.flatMap((one) => one.transforms.map(({ type }) => type)))];
  const texts = stepped.some(readsText);
  if (texts && !table) throw new UserError(unsupported(phrase('texts-of-no-table')));
  const asked = [...(table?.hashes ? ['classOfUnknown'] : []), ...(texts ? ['textsTensor'] : [])];
  // the readers of the named datasets know their own columns
  const known = (dataset && own(COLUMNS, dataset.type)) ?? columns;
  const body = bodyOf(document, feeds, {
    reader,
    table,
    series,
    values,
    known,
    column: columns[0]!,
    by,
    parts: partsNamed(by === undefined ? undefined : classesOf(by)),
  });
  return {
    source: headOf(reader, { feeds, table, series, values, asked, body }) + body,
    inputs: inputsSource(model, feeds, { transforms: [...STEP_NAMES, ...asked, ...transforms], values, table }),
    packages: {
      ...reader.packages,
      ...(transforms.includes('tokenize') && TOKENIZERS),
      ...(transforms.includes('logMel') && SPECTRA),
    },
    idx: reader.reads.includes('readIdx'),
    npz: reader.reads.includes('readNpz'),
    texts,
    fits,
    feeds,
    transforms,
    asked,
    ...aboutFiles(reader, String(dataset?.settings.fit ?? 'stretch'), inputs),
    ...(table && { table: table.about }),
    ...(series && { series: series.about }),
    ...(!readable && { given: { names: columns.map((name) => fileOf(name, 'train')) } }),
    files: {
      ...table?.files,
      ...series?.files,
      ...((reader.pictures || reader.sounds) && { 'src/class-folders.ts': CLASS_FOLDERS }),
      ...(reader.named && NAMED_SOURCES),
      ...(reader.sounds && SOUND_SOURCES),
      ...(transforms.includes('logMel') && { 'src/fft.d.ts': FFT_TYPES }),
      ...Object.fromEntries(
        rows.flatMap(([name, { train, test }]) => [
          [fileOf(name, 'train'), numpyFile(train)],
          ...(tests ? [[fileOf(name, 'test'), numpyFile(test!)]] : []),
        ]),
      ),
    },
  };
}

const NAMED_SOURCES = {
  'src/named-files.ts': NAMED_FILES,
  'src/columns.ts': TABLE_FILE,
  'src/table.ts': TABLE_SOURCE,
};

/** What files rows are, and whether the network is fed with them alone. */
function aboutFiles(
  { pictures, sounds, named }: Reader,
  fit: string,
  inputs: Feeds['inputs'],
): Pick<DataSource, 'pictures' | 'sounds' | 'named'> {
  const fed = (column: string) => inputs.length === 1 && inputs[0]!.column === (named?.content ?? column);
  return {
    ...(pictures && { pictures: { shape: pictures, fit, fed: fed('image') } }),
    ...(sounds && { sounds: { form: sounds, fed: fed('sound') } }),
    ...(named && { named }),
  };
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
/** What depends on whether there is a table of its own to test on, which only the file may say. */
const byTests = <T>({ tests }: Reader, yes: T, maybe: T, no: T): T =>
  tests === true ? yes : tests === undefined ? maybe : no;
const fitsParameter = (fits: boolean) => (fits ? ', fits: Fits' : '');

/** Not by chance and shares alone: `split.ts` of the project deals the rows out. */
export const isDealt = ({ method, folds }: Split): boolean => method !== 'random' || isFolded(folds);

/** What `transforms.ts` has besides the transforms. */
const STEP_NAMES = ['applyAll', 'fitAll', 'joined', 'type Step', 'step', 'type Tensor', 'undoAll', 'type Fits'];

interface Body {
  readonly reader: Reader;
  readonly table: TableReader | undefined;
  readonly series: SeriesReader | undefined;
  readonly values: Spelling;
  /** All columns of its tables, and the first that is needed. */
  readonly known: readonly string[];
  readonly column: string;
  /** The one that the split goes by. */
  readonly by: string | undefined;
  /** The parts that its classes name, where it says them. */
  readonly parts: readonly number[];
}

/** All below the imports. */
function bodyOf(document: Document, feeds: Feeds, body: Body): string {
  const { reader, table, series, values, known, column } = body;
  const w = new Writer();
  const { fits } = feeds;
  writeTables(w, reader, known, targetKeys(document.training), values);
  if (table) writeTableReader(w, table);
  if (series) writeSeriesReader(w, series);
  if (isDealt(document.data.split)) writeDealing(w, document.data.split, body, fits);
  else writeSplits(w, reader, document.data.split, column, fits);
  if (isAugmented(document)) writeAugmentation(w, document, feeds, values === PLAIN);
  writeRowsOf(w, feeds);
  writeBatches(w, document, feeds, values);
  if (fits) writeFits(w, feeds);
  return w.toString();
}

interface Head {
  readonly feeds: Feeds;
  readonly table: TableReader | undefined;
  readonly series: SeriesReader | undefined;
  readonly values: Spelling;
  readonly asked: readonly string[];
  readonly body: string;
}

function headOf(reader: Reader, { feeds, table, series, values, asked, body }: Head): string {
  const w = new Writer().line('/** The data: read from its files, and dealt out into splits. */');
  for (const line of reader.imports) w.line(line);
  for (const line of values.imports) w.line(line);
  w.line(`import { type Numbers, ${[...reader.reads, 'take'].join(', ')} } from './arrays.ts';`);
  writeAsked(w, ['Augmenter', 'orderOf', 'type Column', 'type Moment', 'type Sequence'], './augment.ts', body);
  if (table) w.line("import type { TableColumn } from './columns.ts';");
  if (series) w.line("import type { TableColumn, TableForm } from './columns.ts';");
  writeAsked(w, offered(feeds, table !== undefined), './inputs.ts', body);
  if (reader.pictures && !reader.named) w.line("import { readPictureFolder } from './pictures.ts';");
  if (reader.sounds && !reader.named) w.line("import { readSoundFolder } from './sounds.ts';");
  w.line("import { permutation, randomStream } from './random.ts';");
  if (series) w.line("import { readSeries, Refusal, type SeriesForm } from './series.ts';");
  writeAsked(w, ['dealRows'], './split.ts', body);
  if (table || series) w.line("import { readTable } from './table.ts';");
  writeAsked(w, ['type Fits', 'fitAll', 'type Tensor', ...asked], './transforms.ts', body);
  return w.line().toString();
}

function writeTables(w: Writer, reader: Reader, columns: readonly string[], keys: readonly string[], values: Spelling) {
  const members = (names: readonly string[], type: string) =>
    names.forEach((name) => w.line(`${keyText(name)}: ${type};`));
  w.block('/** Its columns, raw. */\nexport interface Table {', () => members(columns, 'Numbers')).line();
  w.line('/** Rows of a table. */')
    .block('export interface Split {', () => w.line('table: Table;').line('rows: Int32Array;'))
    .line();
  w.block('export interface Targets {', () => members(keys, values.type)).line();
  const test = byTests(reader, '; test: Table', '; test?: Table | undefined', '');
  const validation = reader.validates ? '; validation?: Table | undefined' : '';
  w.block(`function readTables(): { train: Table${validation}${test} } {`, () =>
    reader.body(columns).forEach((line) => w.line(line)),
  ).line();
}

function writeSplits(w: Writer, reader: Reader, split: Split, column: string, fits: boolean): void {
  w.line('/** Reads the data and deals its rows out; the same seed always deals the same. */');
  w.block(
    `export function openData(): { train: Split; validation: Split; test: Split${fits ? '; fits: Fits' : ''} } {`,
    () => {
      const tables = [
        'train',
        ...(reader.validates ? ['validation'] : []),
        ...(reader.tests === false ? [] : ['test']),
      ];
      w.line(`const { ${tables.join(', ')} } = readTables();`);
      w.line(
        `const order = permutation(${member('train', column)}.shape[0]!, randomStream(${numberText(split.seed)}, 'split'));`,
      );
      const tested = split.test === 0 ? '0' : `Math.floor(order.length * ${numberText(split.test)})`;
      w.line(`const testing = ${tested === '0' ? '0' : byTests(reader, '0', `test ? 0 : ${tested}`, tested)};`);
      const kept =
        split.validation === 0 ? '0' : `Math.floor((order.length - testing) * ${numberText(split.validation)})`;
      w.line(`const validating = ${reader.validates && kept !== '0' ? `validation ? 0 : ${kept}` : kept};`);
      w.line(
        'const part = (start: number, end?: number): Split => ({ table: train, rows: order.slice(start, end).sort() });',
      );
      const rowsOf = (table: string) =>
        `{ table${table === 'table' ? '' : `: ${table}`}, rows: Int32Array.from({ length: ${member(table, column)}.shape[0]! }, (_, i) => i) }`;
      if (reader.validates) w.line(`const whole = (table: Table): Split => (${rowsOf('table')});`);
      const whole = (table: string) => (reader.validates ? `whole(${table})` : rowsOf(table));
      const test = byTests(reader, whole('test'), `test ? ${whole('test')} : part(0, testing)`, 'part(0, testing)');
      const share = 'part(testing, testing + validating)';
      const validation = reader.validates ? `validation ? ${whole('validation')} : ${share}` : share;
      w.line(`const splits = { train: part(testing + validating), validation: ${validation}, test: ${test} };`);
      w.line(fits ? 'return { ...splits, fits: fitTransforms(splits.train) };' : 'return splits;');
    },
  ).line();
}

/** The column of the classes, groups or steps, where the split goes by one. */
function keyColumn(document: Document, { targets }: Feeds): string | undefined {
  const { split } = document.data;
  if (split.method === 'random' || split.method === 'order') return spansOf(document);
  return split.by ?? targets[0]?.column;
}

/** Splits that are not by chance alone: `split.ts` deals the rows out. */
function writeDealing(w: Writer, split: Split, body: Body, fits: boolean): void {
  const { reader, column } = body;
  const { keys, source } = dealtBy(body, split);
  if (source) w.text(source).line();
  w.line('/** Reads the data and deals its rows out; the same seed always deals the same. */');
  w.block(
    `export function openData(): { train: Split; validation: Split; test: Split${fits ? '; fits: Fits' : ''} } {`,
    () => {
      const tables = [
        'train',
        ...(reader.validates ? ['validation'] : []),
        ...(reader.tests === false ? [] : ['test']),
      ];
      w.line(`const { ${tables.join(', ')} } = readTables();`);
      const rows = (table: string) => `${member(table, column)}.shape[0]!`;
      const [validation, test] = [numberText(split.validation), numberText(split.test)];
      const watching = reader.validates ? `validation ? 0 : ${validation}` : validation;
      const { folds = 0, fold = 1 } = split;
      const chosen = `{ chosen: ${numberText(Math.min(fold, folds))}, of: ${numberText(folds)} }`;
      const folded = isFolded(folds)
        ? `, fold: ${reader.validates ? `validation ? undefined : ${chosen}` : chosen}`
        : '';
      const shares = `{ validation: ${watching}, test: ${byTests(reader, '0', `test ? 0 : ${test}`, test)}${folded} }`;
      w.line(`const permute = (size: number) => permutation(size, randomStream(${numberText(split.seed)}, 'split'));`);
      w.line(`const dealt = dealRows(${literal(split.method)}, ${rows('train')}, ${keys}, ${shares}, permute);`);
      w.line('const part = (rows: Int32Array): Split => ({ table: train, rows });');
      if (reader.validates || reader.tests !== false)
        w.line(
          `const whole = (table: Table): Split => ({ table, rows: Int32Array.from({ length: ${rows('table')} }, (_, i) => i) });`,
        );
      const watched = reader.validates
        ? 'validation ? whole(validation) : part(dealt.validation)'
        : 'part(dealt.validation)';
      const tested = byTests(reader, 'whole(test)', 'test ? whole(test) : part(dealt.test)', 'part(dealt.test)');
      w.line(`const splits = { train: part(dealt.train), validation: ${watched}, test: ${tested} };`);
      w.line(fits ? 'return { ...splits, fits: fitTransforms(splits.train) };' : 'return splits;');
    },
  ).line();
}

/**
 * What the rows are dealt out by, and the function that it calls: numbers for what stands in a column, the parts that it names, or the
 * steps of windows as they are.
 */
function dealtBy({ by, parts }: Body, { method }: Split): { readonly keys: string; readonly source?: string } {
  if (by === undefined) return { keys: '[]' };
  const column = member('train', by);
  if (method === 'order') return { keys: `${column}.data` };
  if (method === 'column') return { keys: `partsOf(${column}, ${literal(parts)})`, source: PARTS_OF };
  return { keys: `keysOf(${column})`, source: KEYS_OF };
}

const PARTS_OF = `/** The part of each row, of the parts that its classes name: 0 to learn from, 1 to validate, 2 to test on. */
function partsOf({ data }: Numbers, parts: readonly number[]): Int32Array {
  return Int32Array.from(data, (value, row) => {
    const part = parts[value];
    if (part === undefined) throw new Error(\`Row \${row + 1} names no part of the data.\`);
    return part;
  });
}`;

const KEYS_OF = `/** A number for what each row has: alike where all its values are. */
function keysOf({ shape, data }: Numbers): Int32Array {
  const width = data.length / shape[0]!;
  const known = new Map<string, number>();
  return Int32Array.from({ length: shape[0]! }, (_, row) => {
    const key = data.subarray(row * width, (row + 1) * width).join();
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key)!;
  });
}`;

function writeBatches(w: Writer, document: Document, feeds: Feeds, values: Spelling): void {
  const { training } = document;
  const { inputs, targets, fits } = feeds;
  const augments = isAugmented(document);
  /** Rows as training may want them. */
  const drawn = (feed: Feed, rows: string) =>
    augments && !feed.joined ? `changed(table, ${literal(feed.key)}, ${rows}, rows, moment)` : rows;
  const more = augments ? ' Changed by chance as at a moment of the training.' : '';
  w.line(
    `/** Rows of a split as the network and its loss${training.losses.length > 1 ? 'es' : ''} want them.${more} */`,
  );
  const parameters = `{ table }: Split, rows: ArrayLike<number>${fitsParameter(fits)}${augments ? ', moment?: Moment' : ''}`;
  w.block(`export function readBatch(${parameters}): { inputs: ${values.type}[]; targets: Targets } {`, () => {
    const raw = inputs.map((feed) => drawn(feed, givenText(feed, 'rows'))).join(', ');
    w.line(`const inputs = inputsOf([${raw}]${asksFits(feeds) ? ', fits' : ''});`);
    const keys = targetKeys(training);
    const learned = fits ? 'fits' : '{}';
    const made = targets.map((feed, i) => [
      keys[i]!,
      new Code(expressionOf(feed, drawn(feed, readText(feed, 'rows', learned)), learned)),
    ]);
    if (!augments) {
      w.line(`return { inputs, targets: ${literal(Object.fromEntries(made))} };`);
      return;
    }
    w.line(`const targets: Targets = ${literal(Object.fromEntries(made))};`);
    const named = [
      ...inputs.map(({ key }, i) => [key, new Code(`inputs[${i}]!`)]),
      ...targets.map(({ key }, i) => [key, new Code(member('targets', keys[i]!))]),
    ];
    w.line(`const batch = mixed(table, ${literal(Object.fromEntries(named))}, rows, moment);`);
    const mixedTargets = targets.map(({ key }, i) => [keys[i]!, new Code(`${member('batch', key)}!`)]);
    const mixedInputs = inputs.map(({ key }) => `${member('batch', key)}!`).join(', ');
    w.line(`return { inputs: [${mixedInputs}], targets: ${literal(Object.fromEntries(mixedTargets))} };`);
  });
}
