/**
 * What a table asks to be learned: which column to predict, from which others, how each of them reaches the network. A first proposal
 * to start from; everything in it can be changed.
 */
import { partsNamed } from '../graph/partNames.ts';
import { type Choice, type ColumnConfig, type DataConfig, USUALLY_DEALT } from '../graph/document.ts';
import { all, type Phrase, phrase, someNames, verbatim } from '../phrases.ts';
import { type Problem, problem, UserError } from '../problems.ts';
import { grouped } from '../types/bytes.ts';
import { formatShape, type Shape, sizeOf } from '../types/shape.ts';
import { lookAtPictures, someOf } from './datasets/pictures/look.ts';
import { leadsOutside, placeOf, within } from './datasets/labelled/named.ts';
import { table } from './datasets/table.ts';
import type { Column, Files, Table } from './define.ts';
import { placesAmong } from './given/places.ts';
import { joinedColumns } from './joined.ts';
import { countsRows } from './kinds/identifier.ts';
import { COLUMN_KINDS, reasonAgainst } from './kinds/index.ts';
import { measureTexts, type TextMeasure } from './language/measure.ts';
import { MomentsOf } from './moments.ts';
import { openDataset } from './pipeline.ts';
import { trainingRows } from './splits.ts';
import { AS_FOUND, baseName, columnNamed, type StoredTable, type TableColumn, type TableKind } from './tables.ts';

/** Classes to choose among, or a number with its mean and spread in the rows. */
export type RowTask =
  | { readonly kind: 'classes'; readonly classes: readonly string[] }
  /** Several of these at once, or none. */
  | { readonly kind: 'labels'; readonly classes: readonly string[] }
  | { readonly kind: 'number'; readonly mean: number; readonly deviation: number };

/** What a person says of it; the rest is proposed. */
export interface Wish {
  /** The columns to predict. */
  readonly targets?: readonly string[] | undefined;
  /** The columns to predict them from. */
  readonly inputs?: readonly string[] | undefined;
  /** The file of a table to test on, or whose rows are to be predicted: what it lacks is read of none, and looked at first for a target. */
  readonly test?: string | undefined;
}

export interface Proposal {
  readonly target: string;
  readonly task:
    | RowTask
    /** So many steps of a number from so many before them. */
    | {
        readonly kind: 'forecast';
        /** How far each column is within a window from its last step, and the target behind it, about. */
        readonly scales: readonly number[];
        readonly scale: number;
        /** What each column is at that step. */
        readonly levels: readonly { readonly mean: number; readonly deviation: number }[];
        readonly length: number;
        readonly horizon: number;
      };
  /** What is predicted besides it, each with an output of its own. */
  readonly others?: readonly { readonly target: string; readonly task: RowTask }[];
  /** Of a forecast: the column of times, and those that tell series apart. */
  readonly series?: { readonly time: string; readonly groups: readonly string[] };
  /** The columns to predict it from. */
  readonly inputs: readonly string[];
  /** Those of them that are texts: each an input of its own, word by word. */
  readonly texts: readonly TextMeasure[];
  /** Those of them that name pictures, and the size of these: each an input of its own. */
  readonly pictures?: readonly { readonly column: string; readonly shape: Shape }[];
  /** Those of them that are rows of numbers: each an input of its own, step by step. */
  readonly sequences?: readonly { readonly column: string; readonly length: number }[];
  /** Columns that are not among them, and why. */
  readonly left: readonly { readonly name: string; readonly reason: Phrase }[];
  readonly rows: number;
  /** All that the file has, and what is to be told of how it was read. */
  readonly columns: readonly TableColumn[];
  readonly notes: readonly Phrase[];
  /** Of a table to test on that cannot be: the targets that it lacks. */
  readonly unasked?: { readonly test: string; readonly columns: readonly string[] };
  /** Of a row of all the columns that are no texts, as the network reads it; 0 where there are none. */
  readonly width: number;
  readonly dataset: Choice;
  readonly joined: NonNullable<DataConfig['joined']>;
  /** How rows are to be dealt out, where chance would not do. */
  readonly split?: Pick<DataConfig['split'], 'method' | 'by'>;
}

/** What the columns that are predicted from are called together. */
export const FEATURES = 'features';

/** Names that say what is to be predicted. */
const TARGETS = /^(target|label|class|classes|species|category|diagnosis|outcome|result|survived|churn|quality|y)$/i;
/** Names of what is predicted of goods, and is known of orders: where the column stands says which. */
const PRICES = /^(price|sale_?price)$/i;
/** `(EUR)`, `[m²]` */
const UNIT = /\s*[([].*[)\]]$/;
/** So few whole numbers are classes, where each has rows enough. */
const FEW_CLASSES = 10;
const ROWS_OF_A_CLASS = 20;
/**
 * A proposal for a file of a table. Throws a `UserError` where there is no column of a name that is wished for, or nothing to predict
 * from.
 */
export async function propose(files: Files, file: string, wish: Wish = {}): Promise<Proposal> {
  const stored = await files.table(file, AS_FOUND);
  const lacking = await lackingIn(files, wish.test, stored);
  const targets = [...new Set(wish.targets ?? [proposedTarget(stored, lacking)])].map((one) =>
    targetIn(stored, one, file),
  );
  const names = targets.map((one) => one.name);
  const [name, ...besides] = names as [string, ...string[]];
  const named = stored.columns.filter(
    ({ name: one, kind }) => kind === 'picture' && (wish.inputs?.includes(one) ?? true),
  );
  const kinds = [
    ...targets.flatMap((one) =>
      one.kind === 'number' && isClassNumber(one, stored.rows) ? [[one.name, 'category'] as const] : [],
    ),
    ...named.map((one) => [one.name, 'picture'] as const),
  ];
  const unasked = names.filter((one) => lacking.has(one));
  const dataset: Choice = {
    type: table.id,
    settings: {
      file,
      ...(wish.test !== undefined && unasked.length === 0 && { test: wish.test }),
      target: name,
      // a row teaches all of them, or none
      ...(besides.length > 0 && { gaps: Object.fromEntries(besides.map((one) => [one, 'leaveOut'])) }),
      ...(kinds.length > 0 && { kinds: Object.fromEntries(kinds) }),
      ...(await picturesSaid(files, file, stored, named)),
    },
  };
  const opened = await openDataset(dataset, files);
  const { columns, train } = opened;
  const taskFor = (target: string) => taskOf(columns.find((one) => one.name === target)!, train);
  const said = splitSaid(
    columns.filter((one) => !names.includes(one.name)),
    wish.test !== undefined,
  );
  const left = leftOf(stored, { names, said, lacking, chosen: wish.inputs });
  const isLeft = (column: string) => left.some((one) => one.name === column);
  const parts = stored.columns.flatMap((one) =>
    names.includes(one.name) || isLeft(one.name) || INPUTS_OF_THEIR_OWN.includes(one.kind)
      ? []
      : [partOf(columns.find((found) => found.name === one.name)!)],
  );
  const split = said?.split;
  const dealt = { split: { ...USUALLY_DEALT.split, ...split }, targets: {} };
  const texts = stored.columns.flatMap(({ name: column, kind }) =>
    kind === 'text' && !isLeft(column) ? [measureTexts(column, trainingRows(opened, dealt))] : [],
  );
  const sequences = stored.columns.flatMap(({ name: column, kind, longest = 1 }) =>
    kind === 'sequence' && !isLeft(column) ? [{ column, length: longest }] : [],
  );
  const pictures = named.flatMap(({ name: column }) =>
    isLeft(column) ? [] : [{ column, shape: columns.find((one) => one.name === column)!.shape }],
  );
  if (parts.length + texts.length + sequences.length + pictures.length === 0)
    throw new UserError(nothingToRead(name, left));
  const joined: Proposal['joined'] = parts.length > 0 ? { [FEATURES]: parts } : {};
  return {
    target: name,
    task: taskFor(name),
    ...(besides.length > 0 && { others: besides.map((target) => ({ target, task: taskFor(target) })) }),
    inputs: [...parts, ...texts, ...sequences, ...pictures].map((part) => part.column),
    texts,
    ...(sequences.length > 0 && { sequences }),
    ...(pictures.length > 0 && { pictures }),
    left,
    rows: train.rows,
    columns: stored.columns,
    notes: stored.notes,
    ...(wish.test !== undefined && unasked.length > 0 && { unasked: { test: wish.test, columns: unasked } }),
    width: parts.length === 0 ? 0 : sizeOf(joinedColumns(columns, joined).joined[0]!.column.shape),
    dataset,
    joined,
    ...(split && { split }),
  };
}

/** Kinds that do not stand beside others in a row of numbers. */
const INPUTS_OF_THEIR_OWN: readonly TableKind[] = ['text', 'sequence', 'picture'];

/** Where the pictures lie that these columns name, and how they are read; nothing where there are none. */
async function picturesSaid(files: Files, file: string, stored: StoredTable, named: readonly TableColumn[]) {
  const [first] = named;
  if (!first) return {};
  const rows = Int32Array.from({ length: Math.min(stored.rows, MOST_NAMED) }, (_, i) => i);
  const names = stored.texts(stored.columns.indexOf(first), rows).filter((name) => name !== '' && !leadsOutside(name));
  const beside = placeOf(file, '');
  const folders = (await files.list(beside).catch(() => []))
    .filter((one) => one.isFolder)
    .map((one) => beside + one.name);
  const isThere = (folder: string) =>
    someOf(names).some((name) => files.pictureFault(placeOf(file, folder) + within(name)) === undefined);
  const folder = isThere('') ? '' : (folders.find(isThere) ?? '');
  const paths = names.map((name) => placeOf(file, folder) + within(name));
  return { ...(folder !== '' && { folder }), ...lookAtPictures(files, paths) };
}
/** Names that are read for where pictures may lie. */
const MOST_NAMED = 1000;

/** A column to predict. Throws a `UserError` where there is none, or it holds what is not predicted. */
function targetIn(stored: StoredTable, name: string, file: string): TableColumn {
  const column = columnNamed(stored, name, file);
  if (column.kind === 'text' || column.kind === 'date' || column.kind === 'sequence' || column.kind === 'picture')
    throw new UserError(
      problem('column-aside', { column: verbatim(name), reason: phrase(`${column.kind}-as-target`) }),
    );
  return column;
}

/** Columns that a table to test on does not have; none of one that has no column of these. */
async function lackingIn(
  files: Files,
  test: string | undefined,
  { columns }: StoredTable,
): Promise<ReadonlySet<string>> {
  if (test === undefined) return new Set();
  const there = new Set((await files.table(test, AS_FOUND)).columns.map(({ name }) => name));
  const lacking = columns.map(({ name }) => name).filter((name) => !there.has(name));
  return new Set(lacking.length < columns.length ? lacking : []);
}

/** How a column deals the rows out, and why it is not read. */
interface SplitSaid {
  readonly split: NonNullable<Proposal['split']> & { readonly by: string };
  readonly reason: Phrase;
}

/** By a column that names the parts, where there is no table to test on, else by one that says whose the rows are. */
function splitSaid(columns: readonly Column[], tested: boolean): SplitSaid | undefined {
  const parts = tested ? undefined : columns.find(namesParts);
  if (parts) return { split: { method: 'column', by: parts.name }, reason: phrase('part-column') };
  const group = columns.find(({ role }) => role === 'group');
  return group && { split: { method: 'group', by: group.name }, reason: phrase('group-column') };
}

/** "train" in some rows, "test" or "validation" in others: numbers may be anything. */
function namesParts({ kind, classes = [] }: { readonly kind: string; readonly classes?: readonly string[] }): boolean {
  if (kind !== 'category' || classes.length < 2) return false;
  const parts = partsNamed(classes);
  return parts.includes(0) && parts.every((part) => part >= 0) && !classes.some((name) => /\d/.test(name));
}

function nothingToRead(target: string, left: Proposal['left']): Problem {
  const column = verbatim(target);
  if (left.length === 0) return problem('nothing-to-predict-from', { column });
  const because = left.map(({ name, reason }) =>
    phrase('file-with-reason', { file: phrase('quoted', { name: verbatim(name) }), reason }),
  );
  return problem('nothing-read-to-predict', { column, left: someNames(because) });
}

interface Left {
  readonly names: readonly string[];
  readonly said: SplitSaid | undefined;
  readonly lacking: ReadonlySet<string>;
  readonly chosen: readonly string[] | undefined;
}

/**
 * The columns that are neither read nor predicted (`names`), and why; what a person chose is read wherever it can be, and a column that
 * counts the rows, or holds short texts, where there is no other.
 */
function leftOf(stored: StoredTable, { names, said, lacking, chosen }: Left): { name: string; reason: Phrase }[] {
  const others = stored.columns.filter(({ name }) => !names.includes(name));
  const reasonFor = (column: TableColumn): Phrase | undefined => {
    if (said && column.name === said.split.by) return said.reason;
    if (chosen && !chosen.includes(column.name)) return phrase('not-chosen');
    return (
      reasonAgainst(column, stored.rows, chosen !== undefined) ??
      (lacking.has(column.name) && !chosen ? phrase('column-not-in-test') : undefined)
    );
  };
  const reasons = new Map(others.map((column) => [column, reasonFor(column)]));
  const read = others.filter((column) => !reasons.get(column));
  if (read.length === 0)
    for (const column of others) if (reasons.get(column)?.text === phrase('text-column').text) reasons.delete(column);
  const counting = chosen ? [] : read.filter((column) => countsRows(column, stored));
  if (counting.length < read.length) for (const column of counting) reasons.set(column, phrase('identifier-column'));
  return others.flatMap((column) => {
    const reason = reasons.get(column);
    return reason ? [{ name: column.name, reason }] : [];
  });
}

function taskOf({ name, kind, classes }: Column, train: Table): RowTask {
  if (kind === 'categories') return { kind: 'labels', classes: classes! };
  return kind === 'category' ? { kind: 'classes', classes: classes! } : { kind: 'number', ...momentsOf(train, name) };
}

/**
 * The last column that is called so, else the last column, as tables to learn from have it; identifiers and the like are none. Of those
 * that a table to test on lacks, where there are some.
 */
function proposedTarget(stored: StoredTable, lacking: ReadonlySet<string>): string {
  const { columns } = stored;
  const kinds: readonly TableKind[] = ['number', 'category', 'categories'];
  const possible = columns.filter(({ kind, distinct }) => kinds.includes(kind) && distinct > 1);
  const wanted = possible.filter(({ name }) => lacking.has(name));
  const able = wanted.length > 0 ? wanted : possible;
  const fit = able.filter(
    (column) => !reasonAgainst(column, stored.rows) && !countsRows(column, stored) && !namesParts(column),
  );
  const isCalled = ({ name }: Pick<TableColumn, 'name'>, names: RegExp) => names.test(name.replace(UNIT, ''));
  // tables to learn from have their target last or first: a price in between is one of the things that are known
  const answer = columns.at(-1)!;
  const price = able.findLast((column) => isCalled(column, PRICES));
  const isKnown = price !== undefined && price !== fit[0] && fit.includes(answer) && saysWhether(answer);
  const isTarget = (column: Pick<TableColumn, 'name'>) =>
    isCalled(column, TARGETS) || (!isKnown && isCalled(column, PRICES));
  const places = placesAmong(
    fit.map(({ name }) => name),
    (name) => isTarget({ name }),
  );
  const isNoPlace = ({ name }: TableColumn) => !places.has(name);
  const named = able.findLast((column) => isNoPlace(column) && isTarget(column));
  return (named ?? fit.findLast(isNoPlace) ?? fit.at(-1) ?? able.at(-1) ?? answer).name;
}

/** One of two: yes or no, 1 or 0. */
const saysWhether = ({ kind, whole, distinct }: TableColumn): boolean =>
  distinct === 2 && (kind === 'category' || (kind === 'number' && whole));

const isClassNumber = ({ whole, distinct }: TableColumn, rows: number): boolean =>
  whole && distinct <= FEW_CLASSES && rows >= distinct * ROWS_OF_A_CLASS;

/** How a column becomes numbers of about the same size. */
export function partOf(column: Column): ColumnConfig {
  const kind = column.days ? 'date' : column.kind === 'number' && column.shape.length > 0 ? 'sequence' : column.kind;
  const own = Object.hasOwn(COLUMN_KINDS, kind) ? COLUMN_KINDS[kind as TableKind].part : undefined;
  return own?.(column) ?? { column: column.name, transforms: [] };
}

function momentsOf(rows: Table, name: string): { mean: number; deviation: number } {
  const moments = new MomentsOf(Int32Array.of(0), 1);
  for (let start = 0; start < rows.rows; start += CHUNK) {
    const count = Math.min(CHUNK, rows.rows - start);
    moments.add(
      rows.read(
        name,
        Int32Array.from({ length: count }, (_, i) => start + i),
      ).data,
    );
  }
  const { mean, deviation } = moments.total();
  return { mean, deviation: deviation || 1 };
}
const CHUNK = 1 << 16;

/** The columns that are predicted, the first before the others. */
export const predictedBy = ({ target, others = [] }: Proposal): readonly string[] => [
  target,
  ...others.map((one) => one.target),
];

/** What is proposed, in sentences. */
export function proposalLines(proposal: Proposal): Phrase[] {
  const { texts, pictures = [], left, series, unasked } = proposal;
  return [
    ...summaryOf(proposal),
    ...(series && series.groups.length > 0
      ? [
          phrase('series-of-groups', {
            columns: all(series.groups.map((name) => phrase('quoted', { name: verbatim(name) }))),
          }),
        ]
      : []),
    ...pictures.map(({ column, shape }) =>
      phrase('picture-read', { column: verbatim(column), size: formatShape(shape) }),
    ),
    ...texts.map(({ column, length, longer }) =>
      phrase('text-read', { column: verbatim(column), length, share: verbatim((100 * longer).toFixed(1)) }),
    ),
    ...(unasked
      ? [
          phrase('test-lacks-target', {
            file: verbatim(baseName(unasked.test)),
            columns: all(unasked.columns.map((name) => phrase('quoted', { name: verbatim(name) }))),
          }),
        ]
      : []),
    ...left.map(({ name, reason }) => phrase('column-not-proposed', { name: verbatim(name), reason })),
  ];
}

/** What is predicted from how much: one sentence, and one for each target where there are several. */
function summaryOf(proposal: Proposal): Phrase[] {
  const { target, task, others = [], inputs, rows } = proposal;
  const of = { target: verbatim(target), count: inputs.length, rows: grouped(rows) };
  if (task.kind === 'forecast')
    return [
      phrase('predict-series', { ...of, length: task.length, steps: phrase('next-steps', { count: task.horizon }) }),
    ];
  if (others.length > 0)
    return [
      phrase('predict-several', {
        targets: all(predictedBy(proposal).map((name) => phrase('quoted', { name: verbatim(name) }))),
        count: inputs.length,
        rows: of.rows,
      }),
      ...[{ target, task }, ...others].map((one) => ofSeveral(one.target, one.task)),
    ];
  if (task.kind === 'number') return [phrase('predict-number', of)];
  return [
    phrase(task.kind === 'classes' ? 'predict-classes' : 'predict-labels', { ...of, classes: task.classes.length }),
  ];
}

function ofSeveral(target: string, task: RowTask): Phrase {
  const of = { target: verbatim(target) };
  if (task.kind === 'number') return phrase('target-number', of);
  return phrase(task.kind === 'classes' ? 'target-of-classes' : 'target-of-labels', {
    ...of,
    classes: task.classes.length,
  });
}
