/** What a dataset's columns hold, and what comes of them on their way to the network: extremes, mean, spread, what is missing, classes. */
import type { DataConfig } from '../graph/document.ts';
import type { TensorData } from '../types/dtype.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import { readable } from './damaged.ts';
import type { Column, Files, Table } from './define.ts';
import { resolveFeeds } from './feeds.ts';
import { type Moments, MomentsOf } from './moments.ts';
import { openDataset, Pipeline } from './pipeline.ts';
import { type ClassCounts, classCounts } from './splits.ts';

export interface ColumnStatistics extends Moments {
  /** Rows that were looked at: all, unless they are many. */
  readonly rows: number;
  /** Of each channel of a picture, or of each value of a short row, where there are several. */
  readonly parts?: readonly Moments[];
  /** How many rows each class has. */
  readonly classes?: readonly number[];
}

export interface DataStatistics {
  /** Of the training rows, raw, by column. */
  readonly columns: Readonly<Record<string, ColumnStatistics>>;
  /** After the transforms, by `input:<node>` and `target:<key>`: what the network receives of the training split. Those that do not fit are left out. */
  readonly feeds: Readonly<Record<string, ColumnStatistics>>;
  /** How many rows of each class come into each split, by column: of targets that are classes. */
  readonly classes: Readonly<Record<string, ClassCounts>>;
}

const CHUNK = 1024;
/** Numbers of one column that are looked at, at most. */
const MOST_NUMBERS = 50_000_000;
/** Pictures that have to be decoded, at most. */
const MOST_PICTURES = 500;
/** A row of more values than this is one thing, not so many. */
const MOST_PARTS = 64;

/** `breathe` is called between chunks, so that others get their turn. Throws a `UserError` where the dataset cannot be opened. */
export async function dataStatistics(
  data: DataConfig,
  files: Files,
  breathe: () => Promise<void>,
): Promise<DataStatistics> {
  const dataset = await openDataset(data.dataset, files, undefined, data);
  const { train } = dataset;
  const columns: Record<string, ColumnStatistics> = {};
  for (const column of dataset.columns) {
    const rows = spread(train.rows, most(column, train));
    Object.assign(
      columns,
      await collect([column], rows, (some) => ({ [column.name]: readable(train, column.name, some) }), breathe),
    );
  }
  const { feeds } = resolveFeeds(dataset.columns, data);
  if (feeds.length === 0) return { columns, feeds: {}, classes: {} };
  const named = (kind: string, configs: DataConfig['inputs']) =>
    Object.fromEntries(Object.entries(configs).filter(([key]) => feeds.some(({ name }) => name === `${kind}:${key}`)));
  const pipeline = await Pipeline.open(
    { data: { ...data, inputs: named('input', data.inputs), targets: named('target', data.targets) } },
    files,
  );
  const split = pipeline.splits.train;
  const rows = spread(split.rows.length, Math.min(...feeds.map(({ source }) => most(source, split.table)))).map(
    (at) => split.rows[at]!,
  );
  const targets = feeds.filter(({ name }) => name.startsWith('target:')).map(({ source }) => source);
  const counted = targets.flatMap((column) => {
    const counts = classCounts(column, pipeline.splits);
    return counts ? [[column.name, counts] as const] : [];
  });
  return {
    columns,
    classes: Object.fromEntries(counted),
    feeds: await collect(
      feeds.map(({ name, column }) => ({ ...column, name })),
      rows,
      (some) => pipeline.batch(split, some).feeds,
      breathe,
    ),
  };
}

/** So many of the rows, evenly, or all of them. */
function spread(count: number, most: number): Int32Array {
  const taken = Math.min(count, most);
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
}
function most(column: Column, table: Table): number {
  const decoded = column.kind === 'image' && table.bytes?.(column.name) === undefined;
  return decoded ? MOST_PICTURES : Math.max(1, Math.floor(MOST_NUMBERS / sizeOf(column.shape)));
}

async function collect(
  columns: readonly Column[],
  rows: Int32Array,
  read: (rows: Int32Array) => Readonly<Record<string, Tensor>>,
  breathe: () => Promise<void>,
): Promise<Record<string, ColumnStatistics>> {
  const collectors = columns.map(({ name, kind, shape, classes }) => {
    const size = sizeOf(shape);
    const parts = partCount(kind, shape, size);
    return {
      name,
      parts,
      moments: new MomentsOf(
        Int32Array.from({ length: size }, (_, i) => Math.floor((i * parts) / size)),
        parts,
      ),
      classes: kind === 'category' && classes && size === 1 ? new Array<number>(classes.length).fill(0) : undefined,
    };
  });
  const widest = Math.max(...columns.map(({ shape }) => sizeOf(shape)));
  const chunk = Math.max(1, Math.min(CHUNK, Math.floor(CHUNK ** 2 / widest)));
  for (let start = 0; start < rows.length; start += chunk) {
    const tensors = read(rows.subarray(start, start + chunk));
    for (const { name, moments, classes } of collectors) {
      const { data } = tensors[name]!;
      moments.add(data);
      if (classes) countClasses(data, classes);
    }
    await breathe();
  }
  return Object.fromEntries(
    collectors.map(({ name, parts, moments, classes }) => [
      name,
      {
        ...moments.total(),
        rows: rows.length,
        ...(parts > 1 && { parts: moments.groups() }),
        ...(classes && { classes }),
      },
    ]),
  );
}

/** A number that is no class counts for none. */
function countClasses(labels: TensorData, counts: number[]): void {
  for (const label of labels) if (counts[label] !== undefined) counts[label]++;
}

/** How many parts of a row have numbers of their own. */
function partCount(kind: Column['kind'], shape: Shape, size: number): number {
  if (kind === 'image') return shape[0]!;
  return kind === 'number' && shape.length === 1 && size <= MOST_PARTS
    ? size
    : shape.length === 3 && shape[0]! <= 4
      ? shape[0]!
      : 1;
}
