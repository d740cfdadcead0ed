/**
 * Files of tables (CSV, Parquet, JSON and others), read once into typed rows. What a dataset asks of them; `engine/node/tables` reads
 * them, and nothing else knows how.
 */
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import type { Tensor } from '../types/tensor.ts';

/** What a column of a table holds. Text is known by name only: nothing is trained on it as it is. */
export const TABLE_KINDS = ['number', 'category', 'date', 'text'] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

/** How a file is to be understood, where it does not say so itself. */
export interface TableOptions {
  /** Which of several tables of a file: a sheet, a table of a database. Empty: the first. */
  readonly table: string;
  readonly separator: 'auto' | 'comma' | 'semicolon' | 'tab' | 'bar';
  readonly header: 'auto' | 'yes' | 'no';
  readonly decimal: 'auto' | 'point' | 'comma';
  readonly dates: 'auto' | 'dayFirst' | 'monthFirst';
  /** Lines that do not have as many values as the others: they stop the reading, or are left out and counted. */
  readonly faulty: 'stop' | 'skip';
  /** Kinds that a person chose, by column; the others are guessed. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** All of it as it is found in the file. */
export const AS_FOUND: TableOptions = {
  table: '',
  separator: 'auto',
  header: 'auto',
  decimal: 'auto',
  dates: 'auto',
  faulty: 'stop',
  kinds: {},
};

/** A value that could not be read as its column's kind, and where it stands. */
export interface Unreadable {
  readonly count: number;
  /** The first of them: its row, from 1, and its text. */
  readonly row: number;
  readonly value: string;
}

export interface TableColumn {
  readonly name: string;
  readonly kind: TableKind;
  /** Of a category: what its class numbers stand for, numbers by size and else by code points. */
  readonly classes?: readonly string[];
  /** Different values that are there, about. */
  readonly distinct: number;
  /** Rows without a value, those that are unreadable not counted. */
  readonly missing: number;
  readonly unreadable?: Unreadable;
  /** All its numbers are whole. */
  readonly whole: boolean;
}

export interface StoredTable {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** The tables of the file, where it has several. */
  readonly tables: readonly string[];
  /** What is to be told of how the file was read. */
  readonly notes: readonly Phrase[];
  /**
   * A column in these rows, one number for each, into `out`: a number, a class number, the days since 1970 of a date; NaN where there is
   * none. Text has none.
   */
  read(column: number, rows: ArrayLike<number>, out: Float32Array | Int32Array | Float64Array): void;
}

/** The class of a category's rows without a value, where there are any. */
export const MISSING = 'missing';

/**
 * Columns of a table as a network reads them that learned from another one. `classes`: those that it knows, by `column:<name>`. A value
 * that it never saw counts as a missing one where it knows such, else as none of the classes, and is told. Throws a `UserError` where a
 * column is not there.
 */
export function rowsToPredict(
  stored: StoredTable,
  wanted: readonly string[],
  classes: Readonly<Record<string, readonly string[]>>,
): { readonly tensors: Map<string, Tensor>; readonly notes: readonly Phrase[] } {
  const notes: Phrase[] = [];
  const rows = Int32Array.from({ length: stored.rows }, (_, i) => i);
  const tensors = new Map<string, Tensor>();
  for (const name of wanted) {
    const index = stored.columns.findIndex((column) => column.name === name);
    const column = stored.columns[index];
    if (!column)
      throw new UserError(
        problem('column-missing', {
          column: verbatim(name),
          columns: stored.columns.map((one) => verbatim(one.name)),
        }),
      );
    const values = new Float32Array(stored.rows).fill(Number.NaN);
    if (column.kind !== 'text') stored.read(index, rows, values);
    const key = `column:${name}`;
    if (!Object.hasOwn(classes, key)) {
      tensors.set(name, { dtype: 'float32', shape: [stored.rows], data: values });
      continue;
    }
    const known = classes[key]!;
    const numbers = (column.classes ?? []).map((value) => known.indexOf(value));
    const stray = numbers.indexOf(-1);
    if (stray >= 0)
      notes.push(phrase('class-never-seen', { value: verbatim(column.classes![stray]!), column: verbatim(name) }));
    const absent = known.indexOf(MISSING);
    const data = Int32Array.from(values, (value) => {
      const number = Number.isNaN(value) ? -1 : numbers[value]!;
      return number < 0 ? absent : number;
    });
    tensors.set(name, { dtype: 'int32', shape: [stored.rows], data });
  }
  return { tensors, notes };
}
