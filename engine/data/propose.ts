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
import { COLUMN_KINDS, reasonAgainst } from './kinds/index.ts';
import { measureText, type TextMeasure } from './language/measure.ts';
import { MomentsOf } from './moments.ts';
import { openDataset } from './pipeline.ts';
import { AS_FOUND, type TableColumn, type TableKind } from './tables.ts';

export interface Proposal {
  readonly target: string;
  /** Classes to choose among, or a number with its mean and spread in the rows. */
  readonly task:
    | { readonly kind: 'classes'; readonly classes: readonly string[] }
    /** Several of these at once, or none. */
    | { readonly kind: 'labels'; readonly classes: readonly string[] }
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
  /** Those of them that are rows of numbers: each an input of its own, step by step. */
  readonly sequences?: readonly { readonly column: string; readonly length: number }[];
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
/** So few whole numbers are classes, where each has rows enough. */
const FEW_CLASSES = 10;
const ROWS_OF_A_CLASS = 20;
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
  if (column.kind === 'text' || column.kind === 'date' || column.kind === 'sequence')
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
    return reason || one.kind === 'text' || one.kind === 'sequence'
      ? []
      : [partOf(columns.find((found) => found.name === one.name)!)];
  });
  const texts = stored.columns.flatMap((one, index) =>
    one.kind === 'text' && !left.some((column) => column.name === one.name) ? [measureText(stored, index)] : [],
  );
  const sequences = stored.columns.flatMap(({ name: column, kind, longest = 1 }) =>
    kind === 'sequence' && !left.some((one) => one.name === column) ? [{ column, length: longest }] : [],
  );
  if (parts.length + texts.length + sequences.length === 0)
    throw new UserError(problem('nothing-to-predict-from', { column: verbatim(name) }));
  const joined: Proposal['joined'] = parts.length > 0 ? { [FEATURES]: parts } : {};
  const found = columns.find((one) => one.name === name)!;
  return {
    target: name,
    task: taskOf(found, asClasses, train),
    inputs: [...parts, ...texts, ...sequences].map((part) => part.column),
    texts,
    ...(sequences.length > 0 && { sequences }),
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

function taskOf({ name, kind, classes }: Column, asClasses: boolean, train: Table): Proposal['task'] {
  if (kind === 'categories') return { kind: 'labels', classes: classes! };
  return asClasses ? { kind: 'classes', classes: classes! } : { kind: 'number', ...momentsOf(train, name) };
}

/** The last column that is called so, else the last category, else the last number. */
function proposedTarget(columns: readonly TableColumn[]): string {
  const kinds: readonly TableKind[] = ['number', 'category', 'categories'];
  const able = columns.filter(({ kind, distinct }) => kinds.includes(kind) && distinct > 1);
  const last =
    able.findLast(({ name }) => TARGETS.test(name)) ??
    able.findLast(({ kind }) => kind === 'category' || kind === 'categories') ??
    able.at(-1) ??
    columns.at(-1)!;
  return last.name;
}

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

/** What is proposed, in sentences. */
export function proposalLines({ target, task, inputs, texts, left, rows, series }: Proposal): Phrase[] {
  const of = { target: verbatim(target), count: inputs.length, rows };
  return [
    task.kind === 'classes'
      ? phrase('predict-classes', { ...of, classes: task.classes.length })
      : task.kind === 'labels'
        ? phrase('predict-labels', { ...of, classes: task.classes.length })
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
