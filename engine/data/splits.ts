/** Which rows of a dataset are learned from, watched and tested on, and how many of each class these are. */
import { type DataConfig, type Dealt, isFolded } from '../graph/document.ts';
import { partNamed } from '../graph/partNames.ts';
import { permutation, randomStream } from '../ir/random.ts';
import { type Phrase, phrase, someNames, verbatim } from '../phrases.ts';
import { type Problem, problem, UserError } from '../problems.ts';
import { sizeOf } from '../types/shape.ts';
import { readable } from './damaged.ts';
import { dealRows, type Shares } from './dealing.ts';
import type { Column, OpenDataset, Table } from './define.ts';

export type SplitName = 'train' | 'validation' | 'test';

export interface Split {
  readonly table: Table;
  /** Rows of the table that belong to it. */
  readonly rows: Int32Array;
}
export type Splits = Readonly<Record<SplitName, Split>>;

/** Columns of these that the rows to test on lack, which a file of their own may. */
export const lackingInTest = ({ tested }: Pick<OpenDataset, 'tested'>, names: readonly string[]): readonly string[] =>
  tested ? names.filter((name) => !tested.includes(name)) : [];

/** Without rows to test on that lack one of these columns. */
export function testedWith(dataset: OpenDataset, names: readonly string[]): OpenDataset {
  const { test: _, ...others } = dataset;
  return lackingInTest(dataset, names).length > 0 ? others : dataset;
}

/** Rows whose keys are read at a time. */
const CHUNK = 8192;

/** The column that a split goes by: none, or the problem where there is none that would do. */
export function keyColumn(columns: readonly Column[], { split, targets }: Dealt): Column | Problem | undefined {
  const { method, by } = split;
  if (method === 'random') return undefined;
  if (method === 'order') return columns.find(({ role }) => role === 'span');
  const wanted = by ?? (method === 'stratified' ? Object.values(targets)[0]?.column : undefined);
  const found = columns.find(({ name }) => name === wanted);
  // pictures are no names of anything, and reading them all would take long
  return found && found.kind !== 'image' && found.kind !== 'text'
    ? found
    : problem('split-by', {
        columns: columns.filter(({ kind }) => kind !== 'image' && kind !== 'text').map(({ name }) => verbatim(name)),
      });
}

/** Parts that the dataset brings are taken as they are. Throws a `UserError` where a column names parts that nobody knows. */
export function splitRows(
  dataset: Pick<OpenDataset, 'train' | 'validation' | 'test'>,
  { method, validation, test, seed, folds, fold = 1 }: DataConfig['split'],
  by?: Column,
): Splits {
  const { train } = dataset;
  const shares: Shares = {
    validation: dataset.validation ? 0 : validation,
    test: dataset.test ? 0 : test,
    fold: isFolded(folds) && !dataset.validation ? { of: folds, chosen: Math.min(fold, folds) } : undefined,
  };
  const permute = (size: number) => permutation(size, randomStream(seed, 'split'));
  const keys = by ? keysFor(train, by, method) : [];
  const dealt = dealRows(method, train.rows, keys, shares, permute);
  const whole = (table: Table): Split => ({ table, rows: Int32Array.from({ length: table.rows }, (_, i) => i) });
  const part = (rows: Int32Array): Split => ({ table: train, rows });
  return {
    train: part(dealt.train),
    validation: dataset.validation ? whole(dataset.validation) : part(dealt.validation),
    test: dataset.test ? whole(dataset.test) : part(dealt.test),
  };
}

/** The rows that are learned from. Throws a `UserError`, also where the column that they are dealt out by is not there. */
export function trainingRows(
  dataset: Pick<OpenDataset, 'columns' | 'train' | 'validation' | 'test'>,
  data: Dealt,
): Split {
  const by = keyColumn(dataset.columns, data);
  if (by && 'code' in by) throw new UserError([by]);
  return splitRows(dataset, data.split, by).train;
}

/** What rows are dealt by. */
function keysFor(table: Table, by: Column, method: DataConfig['split']['method']): ArrayLike<number> {
  if (by.role === 'span') return spansOf(table, by);
  return method === 'column' ? partsOf(table, by) : keysOf(table, by);
}

/** First and last step of each row, one row after the other. */
const spansOf = (table: Table, { name }: Column): ArrayLike<number> =>
  table.read(
    name,
    Int32Array.from({ length: table.rows }, (_, i) => i),
  ).data;

/** A number for what each row has in a column: alike where all its values are. */
function keysOf(table: Table, { name, shape }: Column): Int32Array {
  const size = sizeOf(shape);
  const numbers = new Map<string | number, number>();
  const keys = new Int32Array(table.rows);
  for (let start = 0; start < table.rows; start += CHUNK) {
    const rows = Int32Array.from({ length: Math.min(CHUNK, table.rows - start) }, (_, i) => start + i);
    const { data } = table.read(name, rows);
    for (let i = 0; i < rows.length; i++) {
      const key = size === 1 ? data[i]! : data.subarray(i * size, (i + 1) * size).join();
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      keys[start + i] = numbers.get(key)!;
    }
  }
  return keys;
}

/** The part that each row is given to by what stands in a column. */
function partsOf(table: Table, { name, shape, classes }: Column): Int32Array {
  const unknown = new Map<string, number>();
  const parts = new Int32Array(table.rows);
  for (let start = 0; start < table.rows && sizeOf(shape) === 1; start += CHUNK) {
    const rows = Int32Array.from({ length: Math.min(CHUNK, table.rows - start) }, (_, i) => start + i);
    const { data } = table.read(name, rows);
    for (let i = 0; i < rows.length; i++) {
      const word = classes?.[data[i]!] ?? String(data[i]);
      parts[start + i] = partNamed(word);
      if (parts[start + i]! < 0 && !unknown.has(word)) unknown.set(word, start + i);
    }
  }
  if (unknown.size === 0) return parts;
  const values = someNames(
    [...unknown].map(([word, row]) => phrase('value-in-row', { value: verbatim(word), row: row + 1 })),
  );
  throw new UserError(problem('split-values', { column: verbatim(name), values }));
}

/** How many rows of each class every split has. */
export type ClassCounts = Readonly<Record<SplitName, readonly number[]>>;

/** Undefined of a column that is not one class for each row. */
export function classCounts({ name, kind, shape, classes }: Column, splits: Splits): ClassCounts | undefined {
  if (kind !== 'category' || !classes || sizeOf(shape) !== 1) return undefined;
  const of = ({ table, rows }: Split): number[] => {
    const counts = new Array<number>(classes.length).fill(0);
    for (let start = 0; start < rows.length; start += CHUNK)
      for (const label of readable(table, name, rows.subarray(start, start + CHUNK)).data)
        if (counts[label] !== undefined) counts[label]++;
    return counts;
  };
  return { train: of(splits.train), validation: of(splits.validation), test: of(splits.test) };
}

/** What of a split may surprise: shares that come to no row, and classes that nothing is learned of. */
export function splitRemarks(
  dataset: OpenDataset,
  { validation, test, folds }: DataConfig['split'],
  splits: Splits,
  targets: readonly Column[],
): Phrase[] {
  const remarks: Phrase[] = [];
  const rows = dataset.train.rows;
  const { train } = dataset;
  const dealt = Object.values(splits).reduce((sum, part) => sum + (part.table === train ? part.rows.length : 0), 0);
  if (dealt < rows && dataset.columns.some(({ role }) => role === 'span'))
    remarks.push(phrase('windows-over-border', { count: rows - dealt }));
  if (!dataset.test && test > 0 && splits.test.rows.length === 0)
    remarks.push(phrase('no-test-rows', { share: test, rows }));
  if (!dataset.validation && (validation > 0 || isFolded(folds)) && splits.validation.rows.length === 0)
    remarks.push(phrase('no-validation-rows', { share: validation, rows }));
  for (const column of targets) {
    const counts = classCounts(column, splits);
    if (!counts) continue;
    const unlearned = column.classes!.flatMap((name, i) =>
      counts.train[i] === 0 && counts.validation[i]! + counts.test[i]! > 0
        ? [
            phrase('class-with-rows', {
              name: verbatim(name),
              validation: counts.validation[i]!,
              test: counts.test[i]!,
            }),
          ]
        : [],
    );
    if (unlearned.length > 0)
      remarks.push(phrase('classes-not-in-training', { column: verbatim(column.name), names: someNames(unlearned) }));
  }
  return remarks;
}
