/** `src/data.ts` of an exported project: the dataset, its splits and its transforms, as the document has them. */
import { type Document, isFolded, targetKeys } from '../../../graph/document.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { phrase } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import type { ExportInput } from '../../define.ts';
import { Code, keyText, literal, member, numberText } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import { Writer } from '../../writer.ts';
import type { ModelSource } from '../model/model.ts';
import { spansOf } from '../../spans.ts';
import { unsupported } from '../unsupported.ts';
import { isAugmented, writeAugmentation } from './augment.ts';
import { expressionOf, type Feed, type Feeds, feedsOf } from './feeds.ts';
import { filesOf, given, numpyFile } from './given.ts';
import { COLUMNS, READERS, type Reader } from './readers.ts';
import { givenText, readText, steppedSources, turningBack, writeFits, writeJoined, writeSteps } from './steps.ts';
import { tableReader, writeTableReader } from '../tables/reader.ts';
import { TOKENIZERS, readsText } from '../tables/transforms.ts';

type Split = Document['data']['split'];

export interface DataSource {
  readonly source: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly idx: boolean;
  readonly npz: boolean;
  /** Some column is text. */
  readonly texts: boolean;
  /** Some transform learns from the training rows. */
  readonly fits: boolean;
  /** Rows are picture files, stretched to this shape; whether they are what the network is fed with. */
  readonly pictures?: { readonly shape: readonly number[]; readonly fed: boolean };
  /** It is a table: the file of text that is read, as the code names it; whether it goes along. */
  readonly table?: { readonly file: string; readonly along: boolean; readonly columns: readonly string[] };
  readonly feeds: Feeds;
  /** Types of the transforms that `transforms.ts` holds. */
  readonly transforms: readonly string[];
  /** What else is asked of that file, by name. */
  readonly asked: readonly string[];
  /** Data that the project does not read from where it comes from: the names of its files, and those that go along. */
  readonly given?: { readonly names: readonly string[] };
  /** Files of data that go along. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** What is known of the data besides the document. */
type Known = Pick<ExportInput, 'columns' | 'classes' | 'table'>;

export function dataSource(
  document: Document,
  checked: CheckedGraph,
  model: Pick<ModelSource, 'inputs'>,
  targetTypes: TargetTypes,
  { columns: rowsOf, classes = {}, table: described }: Known,
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
  const readable = table?.reader ?? (dataset && own(READERS, dataset.type)?.(dataset.settings));
  const rows = readable || !rowsOf ? [] : columns.map((name) => [name, rowsOf(name)] as const);
  const tests = rows.length > 0 && rows.every(([, { test }]) => test !== undefined);
  const reader = readable ?? given(tests);
  const fileOf = filesOf(columns);
  const w = new Writer();
  if (document.data.split.method === 'column') throw new UserError(unsupported(phrase('split-by-column')));
  const dealt = isDealt(document.data.split);
  const stepped = steppedSources(feeds);
  const transforms = [...new Set(stepped.flatMap((one) => one.transforms.map(({ type }) => type)))];
  const texts = stepped.some(readsText);
  if (texts && !table) throw new UserError(unsupported(phrase('texts-of-no-table')));
  const asked = [...(table?.hashes ? ['classOfUnknown'] : []), ...(texts ? ['textsTensor'] : [])];
  writeHead(w, reader, { dealt, transforms, feeds, asked, augments: isAugmented(document), values });
  // the readers of the named datasets know their own columns
  writeTables(w, reader, (dataset && own(COLUMNS, dataset.type)) ?? columns, targetKeys(document.training), values);
  if (table) writeTableReader(w, table);
  if (dealt) writeDealing(w, reader, document.data.split, { column: columns[0]!, by, fits });
  else writeSplits(w, reader, document.data.split, columns[0]!, fits);
  if (isAugmented(document)) writeAugmentation(w, document, feeds, plain);
  writeSteps(w, stepped);
  writeJoined(w, feeds);
  writeInputs(w, model, feeds, values);
  writeBatches(w, document, feeds, values);
  if (fits) writeFits(w, feeds);
  return {
    source: w.toString(),
    packages: { ...reader.packages, ...(transforms.includes('tokenize') && TOKENIZERS) },
    idx: reader.reads.includes('readIdx'),
    npz: reader.reads.includes('readNpz'),
    texts,
    fits,
    feeds,
    transforms,
    asked,
    ...(reader.pictures && {
      pictures: { shape: reader.pictures, fed: inputs.length === 1 && inputs[0]!.column === 'image' },
    }),
    ...(table && { table: table.about }),
    ...(!readable && { given: { names: columns.map((name) => fileOf(name, 'train')) } }),
    files: {
      ...table?.files,
      ...Object.fromEntries(
        rows.flatMap(([name, { train, test }]) => [
          [fileOf(name, 'train'), numpyFile(train)],
          ...(tests ? [[fileOf(name, 'test'), numpyFile(test!)]] : []),
        ]),
      ),
    },
  };
}

/** How the code says what a network takes. */
interface Spelling {
  readonly type: string;
  readonly imports: readonly string[];
  /** Of numbers `data`, the rows and the shape of a row. */
  readonly made: string;
  /** What stands around a list of them. */
  readonly list: readonly [open: string, close: string];
  /** The numbers of `answers`, and what is made of `data` and `shape`. */
  readonly read: string;
  readonly back: string;
}
const NUMBERS = "dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data)";
const TENSORS: Spelling = {
  type: 'tf.Tensor',
  imports: ["import * as tf from '@tensorflow/tfjs';"],
  made: `tf.tensor(${NUMBERS}, [rows!, ...shape], dtype)`,
  list: ['tf.tidy(() => [', ']);'],
  read: 'answers.dataSync()',
  back: 'tf.tensor(data, [...shape])',
};
const PLAIN: Spelling = {
  type: 'Values',
  imports: ["import type { Values } from './network.ts';"],
  made: `{ dtype, shape: [rows!, ...shape], data: ${NUMBERS} }`,
  list: ['[', '];'],
  read: 'answers.data',
  back: "{ dtype: 'float32', shape: [...shape], data: Float32Array.from(data) }",
};

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
/** What depends on whether there is a table of its own to test on, which only the file may say. */
const byTests = <T>({ tests }: Reader, yes: T, maybe: T, no: T): T =>
  tests === true ? yes : tests === undefined ? maybe : no;
const fitsParameter = (fits: boolean) => (fits ? ', fits: Fits' : '');

/** Not by chance and shares alone: `split.ts` of the project deals the rows out. */
export const isDealt = ({ method, folds }: Split): boolean => method !== 'random' || isFolded(folds);

interface Needed {
  readonly dealt: boolean;
  readonly transforms: readonly string[];
  readonly feeds: Feeds;
  readonly asked: readonly string[];
  /** Rows are changed by chance. */
  readonly augments: boolean;
  readonly values: Spelling;
}

function writeHead(w: Writer, reader: Reader, { dealt, transforms, feeds, asked, augments, values }: Needed): void {
  w.line(
    '/** The data: read from its files, dealt out into splits, and brought into the form that the network wants. */',
  );
  for (const line of reader.imports) w.line(line);
  for (const line of values.imports) w.line(line);
  w.line(`import { type Numbers, ${[...reader.reads, 'take'].join(', ')} } from './arrays.ts';`);
  if (augments) w.line("import { Augmenter, type Column, type Moment } from './augment.ts';");
  if (reader.pictures) w.line("import { readPictureFolder } from './pictures.ts';");
  w.line("import { permutation, randomStream } from './random.ts';");
  if (dealt) w.line("import { dealRows } from './split.ts';");
  if (transforms.length > 0) {
    const { fits, joined } = feeds;
    const names = [
      ...['applyAll', 'type Fits', 'type Step', 'step', 'type Tensor'],
      ...(fits ? ['fitAll'] : []),
      ...(joined.length > 0 ? ['joined'] : []),
      ...(turningBack(feeds).size > 0 ? ['undoAll'] : []),
      ...asked,
      ...transforms,
    ];
    w.line(`import { ${names.join(', ')} } from './transforms.ts';`);
    if (fits) w.line().line("export type { Fits } from './transforms.ts';");
  }
  w.line();
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

interface Dealing {
  /** Any column. */
  readonly column: string;
  /** The one that the split goes by. */
  readonly by: string | undefined;
  readonly fits: boolean;
}

/** Splits that are not by chance alone: `split.ts` deals the rows out. */
function writeDealing(w: Writer, reader: Reader, split: Split, { column, by, fits }: Dealing): void {
  const spans = split.method === 'order';
  if (by !== undefined && !spans) w.text(KEYS_OF).line();
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
      const keys = by === undefined ? '[]' : spans ? `${member('train', by)}.data` : `keysOf(${member('train', by)})`;
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

function writeInputs(
  w: Writer,
  model: Pick<ModelSource, 'inputs'>,
  { inputs, targets, fits }: Feeds,
  values: Spelling,
): void {
  w.line(`/** Numbers as a tensor whose rows have this shape${targets.length > 0 ? ', or their own' : ''}. */`);
  w.block(
    `function tensorOf({ shape: [rows, ...own], data }: Numbers, dtype: 'float32' | 'int32', shape = own): ${values.type} {`,
    () => w.line(`return ${values.made};`),
  ).line();
  const names = new Identifiers([
    'fits',
    'tensorOf',
    'stepped',
    'rawOf',
    ...inputs.map((feed) => feed.joined?.code.make ?? ''),
  ]);
  const variables = inputs.map((_, i) => names.make(model.inputs[i]!.variable));
  const types = inputs.map(({ joined }) => joined?.code.type ?? 'Numbers').join(', ');
  const learned = fits ? 'fits' : '{}';
  const read = ({ joined }: Feed, given: string) => (joined ? `${joined.code.make}(${given}, ${learned})` : given);
  w.line('/** What the network reads, from raw values: one array for each input. */');
  w.block(
    `export function inputsOf([${variables.join(', ')}]: [${types}]${fitsParameter(fits)}): ${values.type}[] {`,
    () =>
      w.block(
        `return ${values.list[0]}`,
        () => inputs.forEach((feed, i) => w.line(`${expressionOf(feed, read(feed, variables[i]!), learned)},`)),
        values.list[1],
      ),
  ).line();
}

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
    w.line(`const inputs = inputsOf([${raw}]${fits ? ', fits' : ''});`);
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
  for (const [key, name] of turningBack(feeds)) {
    w.line().line(`/** What the network answers, as ${literal(key.slice('target:'.length))} is in the data. */`);
    w.block(`export function ${name}(answers: ${values.type}${fitsParameter(fits)}): ${values.type} {`, () => {
      const read = `Float32Array.from(${values.read})`;
      w.line(`const raw: Tensor = { dtype: 'float32', shape: answers.shape, data: ${read} };`);
      const learned = fits ? `, ${member('fits', key)}` : '';
      w.line(`const { shape, data } = undoAll(STEPS[${literal(key)}]!, raw${learned});`);
      w.line(`return ${values.back};`);
    });
  }
}
