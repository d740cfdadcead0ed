/**
 * What a table asks to be learned: which column to predict, from which others, how each of them reaches the network. A first proposal
 * to start from; everything in it can be changed.
 */
import type { Choice, ColumnConfig, DataConfig } from '../graph/document.ts';
import { all, type Phrase, phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import { sizeOf } from '../types/shape.ts';
import { table } from './datasets/table.ts';
import type { Column, Files, Table } from './define.ts';
import { joinedColumns } from './joined.ts';
import { countWords } from './language/chain.ts';
import { measureText, type TextMeasure } from './language/measure.ts';
import { MomentsOf } from './moments.ts';
import { openDataset } from './pipeline.ts';
import { AS_FOUND, type TableColumn } from './tables.ts';

export interface Proposal {
  readonly target: string;
  /** Classes to choose among, or a number with its mean and spread in the rows. */
  readonly task:
    | { readonly kind: 'classes'; readonly classes: readonly string[] }
    | { readonly kind: 'number'; readonly mean: number; readonly deviation: number }
    /** So many steps of a number from so many before them. */
    | {
        readonly kind: 'forecast';
        /** How far each column is within a window from its last step, and the target behind it, about. */
        readonly scales: readonly number[];
        readonly scale: number;
        readonly length: number;
        readonly horizon: number;
      };
  /** Of a forecast: the column of times, and those that tell series apart. */
  readonly series?: { readonly time: string; readonly groups: readonly string[] };
  /** The columns to predict it from. */
  readonly inputs: readonly string[];
  /** Those of them that are texts: each an input of its own, word by word. */
  readonly texts: readonly TextMeasure[];
  /** Columns that are not among them, and why. */
  readonly left: readonly { readonly name: string; readonly reason: Phrase }[];
  readonly rows: number;
  /** All that the file has, and what is to be told of how it was read. */
  readonly columns: readonly TableColumn[];
  readonly notes: readonly Phrase[];
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
const TARGETS = /^(target|label|class|classes|species|category|outcome|result|survived|quality|y)$/i;
/** Names of what tells rows apart, and says nothing else. */
const IDENTIFIERS = /^(id|uuid|guid|key|index|row|nr|no|column0|unnamed.*|rownames|.*[ _-]id|.*Id)$/;
export const isIdentifierName = (name: string): boolean => IDENTIFIERS.test(name);
/** So few whole numbers are classes, where each has rows enough. */
const FEW_CLASSES = 10;
const ROWS_OF_A_CLASS = 20;
/** One-hot rows that are wider are left to a person. */
const MOST_ONE_HOT = 100;

/**
 * A proposal for a file of a table. `target`: the column to predict, where a person said so. Throws a `UserError` where there is none
 * of the name, or nothing to predict it from.
 */
export async function propose(files: Files, file: string, target?: string): Promise<Proposal> {
  const stored = await files.table(file, AS_FOUND);
  const name = target ?? proposedTarget(stored.columns);
  const column = stored.columns.find((one) => one.name === name);
  if (!column)
    throw new UserError(
      problem('column-missing', {
        column: verbatim(name),
        columns: stored.columns.map((one) => verbatim(one.name)),
      }),
    );
  if (column.kind === 'text' || column.kind === 'date')
    throw new UserError(
      problem('column-aside', { column: verbatim(name), reason: phrase(`${column.kind}-as-target`) }),
    );
  const isNumber = column.kind === 'number';
  const asClasses = !isNumber || isClassNumber(column, stored.rows);
  const dataset: Choice = {
    type: table.id,
    settings: { file, target: name, ...(asClasses && isNumber && { kinds: { [name]: 'category' } }) },
  };
  const { columns, train } = await openDataset(dataset, files);
  const group = columns.find(({ role }) => role === 'group')?.name;
  const left: { name: string; reason: Phrase }[] = [];
  const parts = stored.columns.flatMap((one) => {
    if (one.name === name) return [];
    const reason = one.name === group ? phrase('group-column') : reasonAgainst(one, stored.rows);
    if (reason) left.push({ name: one.name, reason });
    return reason || one.kind === 'text' ? [] : [partOf(columns.find((found) => found.name === one.name)!)];
  });
  const texts = stored.columns.flatMap((one, index) =>
    one.kind === 'text' && !left.some((column) => column.name === one.name) ? [measureText(stored, index)] : [],
  );
  if (parts.length + texts.length === 0)
    throw new UserError(problem('nothing-to-predict-from', { column: verbatim(name) }));
  const joined: Proposal['joined'] = parts.length > 0 ? { [FEATURES]: parts } : {};
  const found = columns.find((one) => one.name === name)!;
  return {
    target: name,
    task: asClasses ? { kind: 'classes', classes: found.classes! } : { kind: 'number', ...momentsOf(train, name) },
    inputs: [...parts, ...texts].map((part) => part.column),
    texts,
    left,
    rows: train.rows,
    columns: stored.columns,
    notes: stored.notes,
    width: parts.length === 0 ? 0 : sizeOf(joinedColumns(columns, joined).joined[0]!.column.shape),
    dataset,
    joined,
    ...(group !== undefined && { split: { method: 'group', by: group } }),
  };
}

/** The last column that is called so, else the last category, else the last number. */
function proposedTarget(columns: readonly TableColumn[]): string {
  const able = columns.filter(({ kind, distinct }) => (kind === 'number' || kind === 'category') && distinct > 1);
  const last =
    able.findLast(({ name }) => TARGETS.test(name)) ??
    able.findLast(({ kind }) => kind === 'category') ??
    able.at(-1) ??
    columns.at(-1)!;
  return last.name;
}

const isClassNumber = ({ whole, distinct }: TableColumn, rows: number): boolean =>
  whole && distinct <= FEW_CLASSES && rows >= distinct * ROWS_OF_A_CLASS;

/** Why nothing is predicted from a column, unless a person says so. */
function reasonAgainst(
  { name, kind, distinct, missing, whole, classes, prose }: TableColumn,
  rows: number,
): Phrase | undefined {
  if (kind === 'ignore') return phrase('ignore-column');
  if (missing === rows) return phrase('empty-column');
  if (kind === 'text' && !prose) return phrase('text-column');
  if (kind === 'date') return phrase('date-column');
  if (distinct <= 1 && missing === 0) return phrase('constant-column');
  if (kind === 'number' && whole && IDENTIFIERS.test(name) && distinct > rows * DIFFERENT)
    return phrase('identifier-column');
  if (classes && classes.length > MOST_ONE_HOT) return phrase('too-many-classes-column', { count: classes.length });
  return undefined;
}
/** Values that are counted approximately differ in nearly all rows. */
const DIFFERENT = 0.9;

/** How a column becomes numbers of about the same size. */
export function partOf({ name, kind, classes, gaps }: Column): ColumnConfig {
  if (kind === 'text') return { column: name, transforms: [...countWords] };
  if (kind === 'category')
    return { column: name, transforms: [{ type: 'oneHot', settings: { classes: classes!.length } }] };
  const fill = gaps ? [{ type: 'impute', settings: {} }] : [];
  return { column: name, transforms: [...fill, { type: 'standardize', settings: {} }] };
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

/** What is proposed, in sentences. */
export function proposalLines({ target, task, inputs, texts, left, rows, series }: Proposal): Phrase[] {
  const of = { target: verbatim(target), count: inputs.length, rows };
  return [
    task.kind === 'classes'
      ? phrase('predict-classes', { ...of, classes: task.classes.length })
      : task.kind === 'number'
        ? phrase('predict-number', of)
        : phrase('predict-series', { ...of, length: task.length, horizon: task.horizon }),
    ...(series && series.groups.length > 0
      ? [
          phrase('series-of-groups', {
            columns: all(series.groups.map((name) => phrase('quoted', { name: verbatim(name) }))),
          }),
        ]
      : []),
    ...texts.map(({ column, length, longer }) =>
      phrase('text-read', { column: verbatim(column), length, share: verbatim((100 * longer).toFixed(1)) }),
    ),
    ...left.map(({ name, reason }) => phrase('column-not-proposed', { name: verbatim(name), reason })),
  ];
}
