/**
 * From a document's data settings to batches: opens the dataset, splits its rows, fits the transforms on the training
 * rows, checks that all fits the network.
 */
import type { Choice, ColumnConfig, Dealt, Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { isStray, lookupsOf, type Stray, strayToken, tokensOf } from '../passes/lookups.ts';
import { type Problem, problem, stopAtErrors, UserError } from '../problems.ts';
import { badSettings } from '../settingProblems.ts';
import { resolveSettings, settingName } from '../settings.ts';
import { allocate, type DType, type TensorData } from '../types/dtype.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import type { Tensor, TensorType } from '../types/tensor.ts';
import { type LabelRange, type StrayLabels, strayLabels } from '../learn/comparison.ts';
import { Augmenter, type Moment } from './augment/rows.ts';
import { sequenceOf } from './augment/sequence.ts';
import { whereInFile, whereIs } from './tables.ts';
import { DamagedRow, type DamagedRows, findDamaged, readable, readableRows, toldOfDamaged } from './damaged.ts';
import type { Column, Damage, Dataset, Files, OpenDataset, Table, Transform, TransformFit } from './define.ts';
import { columnAfter, type Feed, resolveFeeds, targetTypes } from './feeds.ts';
import { datasetOf, transformOf } from './index.ts';
import { classesOfColumn, fitOfPart, type JoinedColumn, joinedColumns, joinedTable } from './joined.ts';
import {
  lackingInTest,
  testedWith,
  keyColumn,
  type Split,
  type SplitName,
  splitRemarks,
  splitRows,
  trainingRows,
} from './splits.ts';
import { MadeRows } from './language/made.ts';
import { applyTransforms, transformed, undoTransforms } from './transformed.ts';
import { knownTokens } from './transforms/brought.ts';
import { all, definitionName, named, type Phrase, phrase, type Value as TextValue, verbatim } from '../phrases.ts';

export type { Split, SplitName };
/** What the transforms learned, by `input:<node>`, `target:<key>` and `column:<joined>/<part>`, in their order. Saved with the weights. */
export type Fits = Readonly<Record<string, readonly TransformFit[]>>;

/**
 * What the classes of targets are called, by key, and those of joined columns, by `column:<name>`, in the order of their numbers. Saved
 * with the weights.
 */
export type ClassNames = Readonly<Record<string, readonly string[]>>;

/** Masks in files that are looked at beforehand, of each split. */
const MOST_DECODED = 256;
/** Rows that are read at a time where a whole split is walked over. */
const CHUNK = 1024;

/** Among what was learned of the data: how its text is cut into tokens. */
export const TOKENIZER = 'tokenizer';

/**
 * Opens the dataset that a document names. Its texts are cut into tokens as `fits` say, else by what the training rows of `dealt` teach;
 * where neither is known, all of them. Throws a `UserError` (no dataset, missing or damaged files, bad settings).
 */
export async function openDataset(
  choice: Choice | null,
  files: Files,
  fits?: Fits,
  dealt?: Dealt,
): Promise<OpenDataset> {
  const dataset = choice && datasetOf(choice.type);
  if (!choice || !dataset)
    throw new UserError(
      problem('dataset-missing', {
        what: phrase('the-data'),
        where: choice ? phrase('quoted', { name: verbatim(choice.type) }) : phrase('the-document-without-data'),
      }),
    );
  stopAtErrors(badSettings('datasets', dataset, choice.settings));
  const { settings } = resolveSettings(dataset.settings, choice.settings);
  const unchosen = dataset.required?.find((name) => settings[name] === '');
  if (unchosen !== undefined) throw new UserError(dataUnchosen(dataset, unchosen));
  return dataset.open(files, settings, {
    tokenizer: fits?.[TOKENIZER]?.[0],
    ...(dealt && { training: (rows) => trainingRows(rows, dealt).rows }),
  });
}

/** Nothing is wrong with it yet: it only waits for a file. */
const dataUnchosen = (dataset: Dataset, setting: string): Problem =>
  problem(
    'data-unchosen',
    { dataset: definitionName('datasets', dataset), setting: settingName('datasets', dataset, setting) },
    { repairs: [{ title: phrase('choose-it'), actions: [{ kind: 'show', what: 'data' }] }] },
  );

/** What was found out of a document's data. */
export interface KnownData {
  readonly fits: Fits;
  /** The rows of each split, and whose they are. */
  readonly splits: Readonly<Record<SplitName, { readonly of: SplitName; readonly rows: Int32Array }>>;
  /** Targets whose whole numbers are class numbers. */
  readonly labels: readonly string[];
}

/** Whether reading a row takes long: pictures are decoded or changed. */
export const isCostly = ({ data: { dataset, augment } }: Pick<Document, 'data'>): boolean =>
  (augment?.length ?? 0) > 0 || (dataset !== null && readsPictures(dataset));

/** Of a table: a column of it was said to name pictures. */
function readsPictures({ type, settings }: Choice): boolean {
  const dataset = datasetOf(type);
  const isTable = dataset?.settings.kinds !== undefined;
  return isTable
    ? Object.values((settings.kinds ?? {}) as Readonly<Record<string, string>>).includes('picture')
    : dataset?.settings.skipDamaged !== undefined;
}

/** The data of one document, ready to be read in batches. */
export class Pipeline {
  readonly dataset: OpenDataset;
  readonly splits: Readonly<Record<SplitName, Split>>;
  readonly fits: Fits;
  readonly #feeds: readonly Feed[];
  readonly #joined: readonly JoinedColumn[];
  /** Rows that turned out to be damaged when they were read. */
  readonly #lost = new Map<Table, Map<number, Damage>>();
  /** Is told of each of them. */
  onDamage: ((note: Phrase) => void) | undefined;
  /** Rows of feeds that are made of texts, as they are fed: cutting a text into tokens takes longer than a step of a small network. */
  readonly #made: MadeRows;
  /** For feeds of bytes whose transforms treat every element alike: what each byte becomes. */
  readonly #lookups: ReadonlyMap<string, TensorData>;
  readonly #augmenter: Augmenter | undefined;

  private constructor(
    dataset: OpenDataset,
    splits: Pipeline['splits'],
    feeds: readonly Feed[],
    joined: readonly JoinedColumn[],
    fits: Fits,
    augment: readonly Choice[] = [],
  ) {
    this.#augmenter =
      augment.length > 0
        ? new Augmenter(
            augment,
            feeds.map((feed) => ({ ...feed, sequence: sequenceOf(feed) })),
          )
        : undefined;
    this.#joined = joined;
    this.dataset = dataset;
    this.splits = splits;
    this.#feeds = feeds;
    this.fits = fits;
    this.#made = new MadeRows(feeds, dataset);
    this.#lookups = new Map(
      feeds.flatMap((feed) => {
        const pointwise = feed.config.transforms.every(({ type, settings }) =>
          transformOf(type)!.pointwise?.(resolveSettings(transformOf(type)!.settings, settings).settings),
        );
        if (!pointwise || feed.source.dtype !== 'float32' || !dataset.train.bytes?.(feed.source.name)) return [];
        const every: Tensor = {
          dtype: 'float32',
          shape: [256],
          data: Float32Array.from({ length: 256 }, (_, byte) => byte),
        };
        return [[feed.name, this.#apply(feed.name, every).data] as const];
      }),
    );
  }

  /** Throws a `UserError` with everything that does not fit. With `fits` (of a trained model) nothing is fitted again. */
  static async open(
    { data }: Pick<Document, 'data'>,
    files: Files,
    fits?: Fits,
    takesLabels?: Parameters<typeof resolveFeeds>[2],
  ): Promise<Pipeline> {
    const opened = await openDataset(data.dataset, files, fits, data);
    const { feeds, problems: found } = resolveFeeds(opened.columns, data, takesLabels);
    const problems: Problem[] = found.map((one) => toldWhy(one, opened));
    const { joined } = joinedColumns(opened.columns, data.joined);
    const used = joined.filter(({ column }) => feeds.some(({ source }) => source.name === column.name));
    const learned: Record<string, readonly TransformFit[]> = {};
    const usable = withUsableTest(opened, feeds, used);
    const damaged = findDamaged(usable, undefined, new Set(feeds.map(({ source }) => source.name)));
    const told = toldOfDamaged(usable, damaged);
    problems.push(...told.problems);
    const dataset = withJoined({ ...usable, notes: [...(usable.notes ?? []), ...told.notes] }, used, () => learned);
    const by = keyColumn(opened.columns, data);
    if (by && 'code' in by) throw new UserError([...problems, by]);
    const splits = without(damaged, usable, splitRows(dataset, data.split, by));
    if (splits.train.rows.length === 0)
      problems.push(problem('split-empty', { split: named('splits.train', 'training'), rows: dataset.train.rows }));
    if (problems.length > 0) throw new UserError(problems);
    const remarks: Phrase[] = [];
    const learn = async (name: string, config: ColumnConfig, source: Column): Promise<void> => {
      learned[name] = fits?.[name] ?? (await fitAll(config, source, splits.train, files));
      remarks.push(...remarksOf(config, learned[name]));
    };
    for (const { column, parts } of used)
      for (const [part, { config, source }] of parts.entries())
        await learn(fitOfPart(column.name, part), config, source);
    for (const { name, config, source } of feeds) await learn(name, config, source);
    if (opened.tokenizer) learned[TOKENIZER] = [opened.tokenizer];
    const targets = feeds.filter(({ name }) => name.startsWith('target:')).map(({ source }) => source);
    remarks.push(...splitRemarks(dataset, data.split, splits, targets));
    const opening = { ...dataset, notes: [...(dataset.notes ?? []), ...remarks] };
    return new Pipeline(opening, splits, feeds, used, learned, data.augment);
  }

  /** The same data in another thread: nothing is looked at, fitted or dealt out again. */
  static async again({ data }: Pick<Document, 'data'>, files: Files, known: KnownData): Promise<Pipeline> {
    const opened = await openDataset(data.dataset, files, known.fits);
    const { feeds } = resolveFeeds(opened.columns, data, (key) => known.labels.includes(key));
    const { joined } = joinedColumns(opened.columns, data.joined);
    const used = joined.filter(({ column }) => feeds.some(({ source }) => source.name === column.name));
    const dataset = withJoined(withUsableTest(opened, feeds, used), used, () => known.fits);
    const split = (name: SplitName): Split => {
      const { of, rows } = known.splits[name];
      return { table: dataset[of]!, rows };
    };
    const splits = { train: split('train'), validation: split('validation'), test: split('test') };
    return new Pipeline(dataset, splits, feeds, used, known.fits, data.augment);
  }

  /** What `again` has to be told. */
  get known(): KnownData {
    const of = (name: SplitName) => ({
      of: this.splits[name].table === this.dataset[name] ? name : ('train' as const),
      rows: this.splits[name].rows,
    });
    return {
      fits: this.fits,
      splits: { train: of('train'), validation: of('validation'), test: of('test') },
      labels: this.#feeds.flatMap(({ name, labels }) => (labels ? [name.slice('target:'.length)] : [])),
    };
  }

  /** Types of the targets, by key. */
  get targetTypes(): Readonly<Record<string, TensorType>> {
    return targetTypes(this.#feeds);
  }

  /** What the classes of targets are called, where it is more than their numbers, and those of joined columns. */
  get classes(): ClassNames {
    const targets = this.#feeds.flatMap(({ name, source: { kind, classes } }) =>
      (kind === 'category' || kind === 'categories') &&
      name.startsWith('target:') &&
      classes?.some((one, i) => one !== String(i))
        ? [[name.slice('target:'.length), classes]]
        : [],
    );
    const joined = this.#joined.flatMap(({ parts }) =>
      parts.flatMap(({ source: { name, classes } }) => (classes ? [[classesOfColumn(name), classes]] : [])),
    );
    return Object.fromEntries([...targets, ...joined]);
  }

  /** The column behind a feed (`input:<node>`, `target:<key>`), raw. */
  sourceOf(feed: string): Column | undefined {
    return this.#feeds.find(({ name }) => name === feed)?.source;
  }

  /** The columns of the data that a feed's column is joined of; none where it is the data's own. */
  partsOf(feed: string): readonly string[] {
    const whole = this.#joined.find(({ column }) => column.name === this.sourceOf(feed)?.name);
    return [...new Set(whole?.parts.map(({ source }) => source.name))];
  }

  /** What of a target a loss cannot take, in the rows of all splits that count. */
  strayLabels(target: string, range: LabelRange, weights?: string): StrayLabels | undefined {
    const feed = this.#feeds.find(({ name }) => name === `target:${target}`)!;
    // pictures would all be read and decoded, unless they lie in memory
    if (feed.source.kind === 'image' && !this.dataset.train.bytes?.(feed.source.name)) return undefined;
    const counts = weights === undefined ? undefined : this.#feeds.find(({ name }) => name === `target:${weights}`);
    const read = ({ name, source }: Feed, { table, rows }: Split) =>
      this.#apply(name, table.read(source.name, rows)).data as ArrayLike<number>;
    return strayLabels(
      range,
      mapped(this.#looked(feed.source, chunkOf(feed.column)), (part) => ({
        rows: part.rows,
        whereIs: (row) => whereIs(part.table, row, feed.source.name),
        labels: read(feed, part),
        weights: counts && read(counts, part),
      })),
    );
  }

  /** For each transform that takes some whole numbers only, the first other one of all rows. */
  strayValues(): Problem[] {
    return this.#feeds.flatMap(({ name, config: { transforms }, source }) => {
      if (!transforms.some(({ type }) => transformOf(type)!.range)) return [];
      let first: StrayValue | undefined;
      for (const { table, rows } of this.#looked(source, chunkOf(source))) {
        const found = strayValue(transforms, this.fits[name]!, table.read(source.name, rows), (row) =>
          whereIs(table, rows[row]!, source.name),
        );
        if (found) first = first ? { ...first, largest: Math.max(first.largest, found.largest) } : found;
      }
      if (!first) return [];
      const [kind, key] = name.split(/:(.*)/s) as [string, string];
      const { place, transform, largest } = first;
      const enlarged = phrase('set-setting', {
        setting: settingName('transforms', transform, 'classes'),
        value: largest + 1,
      });
      const actions = [
        {
          kind: 'configure' as const,
          path: ['data', `${kind}s`, key, 'transforms', place, 'settings', 'classes'],
          value: largest + 1,
        },
      ];
      const repairs = largest > first.most && 'classes' in transform.settings ? [{ title: enlarged, actions }] : [];
      return [valueOutOfRange(first, source.name, definitionName('transforms', transform), { repairs })];
    });
  }

  /** For each layer that looks tokens up, the first of all rows that it does not know; of inputs that are not fed nothing is known. */
  strayTokens(checked: CheckedGraph): Problem[] {
    const widest = Math.max(1, ...this.#feeds.map(({ column }) => sizeOf(column.shape)));
    const batch = Math.max(1, Math.min(CHUNK, Math.floor(CHUNK ** 2 / widest)));
    return lookupsOf(checked, batch).flatMap((lookup) => {
      const feeds = this.#feeds.filter(({ name }) => lookup.program.inputs.some((input) => input.name === name));
      if (feeds.length < lookup.program.inputs.filter(({ name }) => name.startsWith('input:')).length) return [];
      const [only] = lookup.program.equations.length === 0 ? feeds : [];
      let first: Stray | undefined;
      let largest = 0;
      for (const { table, rows } of this.#chunks(batch)) {
        // the program is for whole batches: the last row fills the last one up
        const whole =
          rows.length === batch
            ? rows
            : Int32Array.from({ length: batch }, (_, i) => rows[Math.min(i, rows.length - 1)]!);
        const tokens = tokensOf(
          lookup,
          Object.fromEntries(feeds.map((feed) => [feed.name, this.#rows(feed, table, whole)])),
        );
        for (let i = 0; i < tokens.length; i++) {
          const token = tokens[i]!;
          if (token > largest) largest = token;
          if (first || !isStray(lookup, token)) continue;
          const row = whole[Math.floor((i * batch) / tokens.length)]!;
          const columns = all(feeds.map(({ source }) => phrase('quoted', { name: verbatim(source.name) })));
          const name = only?.column.classes?.[token];
          first = {
            where: phrase(this.#inPart(table), { columns, where: whereIs(table, row, feeds[0]!.source.name) }),
            token: name === undefined ? token : phrase('token-with-name', { token, name: verbatim(name) }),
          };
        }
      }
      if (!first) return [];
      const found = strayToken(checked, lookup, { ...first, largest });
      const fewer = only ? knownTokens(only.name.slice('input:'.length), only.config, lookup.vocabulary) : [];
      return [{ ...found, repairs: [...fewer, ...found.repairs] }];
    });
  }

  #inPart(table: Table): 'in-columns' | 'in-columns-of-validation-data' | 'in-columns-of-test-data' {
    if (table === this.dataset.train) return 'in-columns';
    return table === this.dataset.validation ? 'in-columns-of-validation-data' : 'in-columns-of-test-data';
  }

  /** The rows in which a column is looked at: all, but of masks in files some, since each has to be decoded. */
  *#looked({ name, shape }: Column, size: number): Generator<Split> {
    const decoded = this.dataset.train.fileOf?.(0, name) !== undefined && sizeOf(shape) > 1;
    for (const { table, rows } of this.#chunks(size, decoded ? MOST_DECODED : undefined))
      yield { table, rows: decoded && this.dataset.skipsDamaged ? readableRows(table, name, rows) : rows };
  }

  /** The rows of every split, so many at a time; evenly some of each, where that is said. */
  *#chunks(size: number, most = Number.POSITIVE_INFINITY): Generator<Split> {
    const { train, validation, test } = this.splits;
    const some = (rows: Int32Array) =>
      rows.length <= most
        ? rows
        : Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
    for (const { table, rows } of [train, validation, test].map((split) => ({ ...split, rows: some(split.rows) })))
      for (let start = 0; start < rows.length; start += size) yield { table, rows: rows.subarray(start, start + size) };
  }

  /** What the program is fed: the names with the types of their rows. */
  get feeds(): readonly { readonly name: string; readonly dtype: DType; readonly shape: Shape }[] {
    return this.#feeds.map(({ name, column: { dtype, shape } }) => ({ name, dtype, shape }));
  }

  /**
   * Rows `rows` of a split's table as the program's feeds; in the arrays `into`, by name, where they are given. `moment`: they are
   * augmented as at that time of the training.
   */
  read(
    { table }: Split,
    rows: ArrayLike<number>,
    into?: Readonly<Record<string, TensorData>>,
    moment?: Moment,
  ): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    const augmenter = moment && this.#augmenter;
    for (const feed of this.#feeds) {
      const { name, source, column } = feed;
      const size = sizeOf(column.shape);
      const out = into?.[name];
      const changes = augmenter?.leaves(name) === false;
      const lookup = changes ? undefined : this.#lookups.get(name);
      const bytes = lookup && table.bytes?.(source.name);
      if (lookup && bytes) {
        const data = out ?? allocate(column.dtype, rows.length * size);
        for (let i = 0, at = 0; i < rows.length; i++)
          for (let from = rows[i]! * size, end = from + size; from < end; from++) data[at++] = lookup[bytes[from]!]!;
        feeds[name] = { dtype: column.dtype, shape: [rows.length, ...column.shape], data };
        continue;
      }
      const inPlace = source.dtype === column.dtype && sizeOf(source.shape) === size;
      const change = changes ? (raw: Tensor) => augmenter!.change(name, raw, rows, moment!) : undefined;
      const batch = this.#rows(feed, table, rows, inPlace ? out : undefined, change);
      if (out && batch.data !== out) out.set(batch.data as never);
      feeds[name] = out ? { ...batch, data: out } : batch;
    }
    if (augmenter?.changesFed) augmenter.changeFed(feeds, rows, moment!);
    return feeds;
  }

  /**
   * Rows of a split for one batch. Where damaged rows are skipped, those that show only now that they are damaged are left out, and
   * told to `onDamage` the first time; a batch that would have none has the nearest other row. `into`: the arrays for so many rows.
   */
  batch(
    split: Split,
    rows: Int32Array,
    into?: (count: number) => Readonly<Record<string, TensorData>>,
    moment?: Moment,
  ): { readonly rows: Int32Array; readonly feeds: Record<string, Tensor> } {
    const lost = this.#lost.get(split.table);
    let taken = lost ? rows.filter((row) => !lost.has(row)) : rows;
    for (;;) {
      if (taken.length === 0) taken = this.#nearest(split, rows[0]!);
      try {
        return { rows: taken, feeds: this.read(split, taken, into?.(taken.length), moment) };
      } catch (error) {
        if (!(error instanceof DamagedRow && this.dataset.skipsDamaged)) throw error;
        const found = this.#lost.get(split.table) ?? new Map<number, Damage>();
        this.#lost.set(split.table, found.set(error.row, error.damage));
        this.onDamage?.(phrase('skipped-later', { file: phrase('file-with-reason', { ...error.damage }) }));
        taken = taken.filter((row) => row !== error.row);
      }
    }
  }

  /** The row of a split next to one that is lost. Throws a `UserError` where all are. */
  #nearest({ table, rows }: Split, lost: number): Int32Array {
    const known = this.#lost.get(table)!;
    const others = rows.filter((row) => !known.has(row));
    if (others.length === 0) throw new DamagedRow(lost, table.rows, known.get(lost)!);
    return Int32Array.of(others.reduce((a, b) => (Math.abs(b - lost) < Math.abs(a - lost) ? b : a)));
  }

  /** Whether a row is the same in whatever batch and at whatever time it is read. */
  get readsAlike(): boolean {
    return !this.#augmenter && !this.dataset.skipsDamaged;
  }

  /** The raw rows of a feed's column. */
  raw({ table }: Split, feed: string, rows: ArrayLike<number>): Tensor {
    return table.read(this.sourceOf(feed)!.name, rows);
  }

  /** Answers to a feed's column as the network gives them, in the column's own units; undefined where there is no way back. */
  undo(feed: string, answers: Tensor): Tensor | undefined {
    const { config } = this.#feeds.find(({ name }) => name === feed)!;
    return undoTransforms(config.transforms, this.fits[feed]!, answers);
  }

  /** Rows of a table as a feed has them; texts are made once. */
  #rows(
    { name, source }: Feed,
    table: Table,
    rows: ArrayLike<number>,
    into?: TensorData,
    change?: (raw: Tensor) => void,
  ): Tensor {
    const make = (of: ArrayLike<number>) => {
      const raw = table.read(source.name, of, into);
      change?.(raw);
      return this.#apply(name, raw);
    };
    return this.#made.keeps(name) ? this.#made.rows(name, table, rows, make) : make(rows);
  }

  #apply(feed: string, raw: Tensor): Tensor {
    const { config, labels } = this.#feeds.find(({ name }) => name === feed)!;
    if (labels) return { dtype: 'int32', shape: raw.shape, data: Int32Array.from(raw.data) };
    return applyTransforms(config.transforms, this.fits[feed]!, raw);
  }
}

/** A column that is not there because the file's own was left aside, with the reason. */
function toldWhy(found: Problem, { aside }: OpenDataset): Problem {
  const { column } = found.values;
  const { node } = found;
  const reason = found.code === 'column-missing' && typeof column === 'string' ? aside?.get(column) : undefined;
  return reason ? problem('column-aside', { column: column!, reason }, { ...(node !== undefined && { node }) }) : found;
}

/** With columns that are joined of others, in every split. */
function withJoined(
  { columns, train, validation, test, ...others }: OpenDataset,
  joined: readonly JoinedColumn[],
  fits: () => Fits,
): OpenDataset {
  return {
    ...others,
    columns: [...columns, ...joined.map(({ column }) => column)],
    train: joinedTable(train, joined, fits),
    ...(validation && { validation: joinedTable(validation, joined, fits) }),
    ...(test && { test: joinedTable(test, joined, fits) }),
  };
}

/** Without a test split that lacks a column which is used; that is told. */
function withUsableTest(dataset: OpenDataset, feeds: readonly Feed[], joined: readonly JoinedColumn[]): OpenDataset {
  const named = feeds.flatMap(({ source }) => {
    const whole = joined.find(({ column }) => column.name === source.name);
    return whole ? whole.parts.map((part) => part.source.name) : [source.name];
  });
  const lacking = lackingInTest(dataset, named);
  if (lacking.length === 0) return dataset;
  const columns = all(lacking.map((name) => phrase('quoted', { name: verbatim(name) })));
  const notes = [...(dataset.notes ?? []), phrase('test-lacks-columns', { columns })];
  return { ...testedWith(dataset, lacking), notes };
}

/** What a transform cannot take. */
interface StrayValue {
  readonly transform: Transform;
  /** Its place among the transforms. */
  readonly place: number;
  readonly least: number;
  readonly most: number;
  readonly value: number;
  readonly where: TextValue;
  readonly largest: number;
}

/** The first transform that cannot take a value of the raw rows; `placeOf`: where each of them stands. */
function strayValue(
  transforms: readonly Choice[],
  fits: readonly TransformFit[],
  raw: Tensor,
  placeOf: (row: number) => TextValue,
): StrayValue | undefined {
  for (const [place, { type, settings }] of transforms.entries()) {
    const transform = transformOf(type)!;
    const range = transform.range?.(resolveSettings(transform.settings, settings).settings);
    if (!range) continue;
    const { data } = applyTransforms(transforms.slice(0, place), fits, { ...raw, data: raw.data.slice() } as Tensor);
    const isStray = (value: number) => !(Number.isInteger(value) && value >= range.least && value <= range.most);
    const at = (data as Float32Array).findIndex(isStray);
    if (at < 0) continue;
    let largest = Number(data[at]);
    for (const value of data) largest = Math.max(largest, Number(value));
    const where = placeOf(Math.floor((at * raw.shape[0]!) / data.length));
    return { transform, place, ...range, value: Number(data[at]), where, largest };
  }
  return undefined;
}

const valueOutOfRange = (
  { where, value, least, most }: Pick<StrayValue, 'where' | 'value' | 'least' | 'most'>,
  column: string,
  taker: Phrase,
  rest: Parameters<typeof problem>[2] = {},
): Problem => problem('value-out-of-range', { where, column: verbatim(column), value, taker, least, most }, rest);

/** Throws a `UserError` where a transform cannot take what the rows hold. */
export function stopAtStrayValues(
  column: string,
  transforms: readonly Choice[],
  fits: readonly TransformFit[],
  raw: Tensor,
): void {
  const found = strayValue(transforms, fits, raw, (row) => whereInFile(undefined, row));
  if (found) throw new UserError(valueOutOfRange(found, column, definitionName('transforms', found.transform)));
}

/** Rows of a column that are read at a time where all are looked at. */
const chunkOf = ({ shape }: Column): number => Math.max(1, Math.min(CHUNK, Math.floor(CHUNK ** 2 / sizeOf(shape))));

function* mapped<A, B>(values: Iterable<A>, of: (value: A) => B): Generator<B> {
  for (const value of values) yield of(value);
}

/** Which rows go where does not follow from which are damaged. */
function without(damaged: DamagedRows, dataset: OpenDataset, splits: Pipeline['splits']): Pipeline['splits'] {
  const whole = ({ table, rows }: Split, own: Table | undefined): Split => {
    const lost = damaged.get(own ?? dataset.train);
    return { table, rows: lost ? rows.filter((row) => !lost.has(row)) : rows };
  };
  return {
    train: whole(splits.train, dataset.train),
    validation: whole(splits.validation, dataset.validation),
    test: whole(splits.test, dataset.test),
  };
}

/**
 * A column by itself, with what its transforms learn from the training rows: as far as they fit each other, whatever else a document
 * lacks. Throws a `UserError`.
 */
export async function learnedColumn(
  data: Document['data'],
  files: Files,
  config: ColumnConfig,
): Promise<{
  readonly source: Column;
  readonly split: Split;
  readonly transforms: readonly Choice[];
  readonly fits: readonly TransformFit[];
}> {
  const dataset = await openDataset(data.dataset, files, undefined, data);
  const source = dataset.columns.find(({ name }) => name === config.column);
  if (!source)
    throw new UserError(
      problem('column-missing', {
        column: verbatim(config.column),
        columns: dataset.columns.map(({ name }) => verbatim(name)),
      }),
    );
  const train = trainingRows(dataset, data);
  const bad = config.transforms.findIndex((_, i) => !columnAfter(source, config, i + 1));
  const transforms = bad < 0 ? config.transforms : config.transforms.slice(0, bad);
  return { source, split: train, transforms, fits: await fitAll({ ...config, transforms }, source, train, files) };
}

/** What the transforms of a column learn of these rows, each behind those before it. */
export async function fitAll(
  { transforms }: ColumnConfig,
  source: Column,
  train: Split,
  files: Files,
): Promise<TransformFit[]> {
  const fits: TransformFit[] = [];
  for (const [i, { type, settings }] of transforms.entries()) {
    const transform = transformOf(type)!;
    const earlier = transforms.slice(0, i);
    const resolved = resolveSettings(transform.settings, settings).settings;
    const rows = batches(train, source.name, (raw) => applyTransforms(earlier, fits, raw));
    const before = transformed(source, { column: source.name, transforms: earlier }, [])!;
    fits.push((await transform.load?.(files, resolved)) ?? transform.fit?.(rows, resolved, before) ?? {});
  }
  return fits;
}

/** What is to be told of what the transforms of a column learned. */
const remarksOf = ({ column, transforms }: ColumnConfig, fits: readonly TransformFit[]): Phrase[] =>
  transforms.flatMap(({ type, settings }, i) => {
    const transform = transformOf(type)!;
    return transform.remark?.(column, resolveSettings(transform.settings, settings).settings, fits[i] ?? {}) ?? [];
  });

function* batches({ table, rows }: Split, column: string, prepare: (raw: Tensor) => Tensor): Generator<Tensor> {
  for (let start = 0; start < rows.length; start += CHUNK)
    yield prepare(readable(table, column, rows.subarray(start, start + CHUNK)));
}
