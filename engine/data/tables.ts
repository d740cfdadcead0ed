/**
 * Files of tables (CSV, Parquet, JSON and others), read once into typed rows. What a dataset asks of them; `engine/node/tables` reads
 * them, and nothing else knows how.
 */
import { type Phrase, phrase, type Value, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';

/** What a column of a table holds. What is ignored is known by name only. */
export const TABLE_KINDS = [
  'number',
  'category',
  'categories',
  'date',
  'text',
  'sequence',
  'picture',
  'ignore',
] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

/** How a file is to be understood, where it does not say so itself. */
export interface TableOptions {
  /** Which of several tables of a file: a sheet, a table of a database. Empty: the first with rows of several values. */
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

/** Who waits for files to be read: hears how far it is, and may give it up. */
export interface ReadingWork {
  /** Aborted where it is no longer wanted; the reading then fails with its reason. */
  readonly signal?: AbortSignal;
  /** Bytes of the file that were read, of all that are to be. */
  readonly progress?: (done: number, total: number) => void;
}

/** Where a value stands: its row of the file, from 1, and its text. */
export interface ValuePlace {
  readonly row: number;
  readonly value: string;
}

/** Values that could not be read as their column's kind. Where the first stands: of those that are no numbers at all, else of all. */
export interface Unreadable extends ValuePlace {
  readonly count: number;
  /** Those of them that are numbers which are too large for what is computed with, and the first of these. */
  readonly outOfRange?: ValuePlace & { readonly count: number };
}

/** Of a column that is read as text or classes: most of its values are numbers or dates, and these are what keeps it from being read so. */
export interface Nearly extends ValuePlace {
  readonly kind: 'number' | 'date';
  /** Values that are of this kind, and those that are not. */
  readonly able: number;
  readonly others: number;
  /** Of numbers that differ in the sign beside them, as "$" and "€": each and how many have it, '' those without; the most frequent first. */
  readonly signs?: readonly { readonly sign: string; readonly count: number }[];
}

/** A sign that stands beside the numbers of a column and is taken off: of how many, one of them, and what that is read as. */
export interface SignTaken {
  readonly sign: string;
  readonly count: number;
  readonly value: string;
  readonly number: number;
}

/** How a text says a number, or a date. */
export type TextReading = 'point' | 'thousands' | 'comma' | 'iso' | 'monthFirst' | 'dayFirst' | 'named';

/** How a file of text was read, for those who read it again elsewhere. */
export interface TextForm {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly separator: string;
  readonly quote: string;
  /** Lines above the first that counts. */
  readonly skipped: number;
  /** The first line names the columns. */
  readonly header: boolean;
}

export interface TableColumn {
  readonly name: string;
  readonly kind: TableKind;
  /** Of a category: what its class numbers stand for, numbers by size and else by code points. Of several in a cell: all that there are. */
  readonly classes?: readonly string[];
  /** Of several classes in a cell: what stands between them. */
  readonly between?: 'bars' | 'commas';
  /** Of several numbers in a cell: how many there are at most. */
  readonly longest?: number;
  /** Different values that are there, about. */
  readonly distinct: number;
  /** Rows without a value, those that are unreadable not counted. */
  readonly missing: number;
  readonly unreadable?: Unreadable;
  readonly nearly?: Nearly;
  /** All its numbers are whole. */
  readonly whole: boolean;
  /** Of text: it reads like sentences, and not like names or codes. */
  readonly prose?: boolean;
  /** float32 does not hold its numbers exactly, as times and large whole numbers: read as float64 they are exact. */
  readonly wide?: boolean;
  /** How its texts are read, where they are texts of numbers or dates. */
  readonly reading?: TextReading;
  /** Of numbers: what stands beside them in its texts, as "$" or "%". */
  readonly sign?: SignTaken;
}

export interface StoredTable {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** The tables of the file, where it has several. */
  readonly tables: readonly string[];
  /** What is to be told of how the file was read. */
  readonly notes: readonly Phrase[];
  /** Where the file is one of text: how it was read. */
  readonly text?: TextForm;
  /**
   * A column in these rows, one number for each, into `out`: a number, a class number, the days since 1970 of a date; NaN where there is
   * none. What is kept as text has none.
   */
  read(column: number, rows: ArrayLike<number>, out: Float32Array | Int32Array | Float64Array): void;
  /** A column that is kept as text in these rows; '' where there is none. */
  texts(column: number, rows: ArrayLike<number>): string[];
}

/** The class of a category's rows without a value, where there are any. */
export const MISSING = 'missing';

/** Rows that are kept among the program's own data, so that their file is read once. */
export interface KeptTable {
  readonly folder: string;
  /** The file that the rows are of; null where that is not known. */
  readonly file: string | null;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly used: number;
  /** A file that is wanted, or another process, reads it: it stays. */
  readonly inUse: boolean;
}

/** A path as a document writes it; a relative one starts at `base`. */
export interface WantedFile {
  readonly path: string;
  readonly base: string;
}

export interface KeptTables {
  /** Those that were used last come first. */
  list(wanted: readonly WantedFile[]): Promise<readonly KeptTable[]>;
  /** Takes away what is not in use; it is read anew when it is next asked for. Gives the bytes that are free again. */
  clean(wanted: readonly WantedFile[]): Promise<number>;
}

/** Throws a `UserError` where the file has no column of the name. */
export function columnNamed({ columns }: Pick<StoredTable, 'columns'>, name: string, file: string): TableColumn {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  throw new UserError(
    problem('file-lacks-column', {
      file: verbatim(file),
      column: verbatim(name),
      columns: columns.map((one) => verbatim(one.name)),
    }),
  );
}

/** The file that the rows of a table are of; `places`: which of its rows each is, from 0, where some are left out. */
export interface RowOrigin {
  readonly file: string;
  readonly places?: Int32Array | undefined;
}

export const baseName = (file: string): string => file.replace(/^.*[\\/]/, '');

/** Rows are counted from 1 here, as programs that show tables do; a line of column names is none. */
export const whereInFile = (origin: RowOrigin | undefined, row: number): Phrase =>
  origin
    ? phrase('row-in-file', { row: (origin.places?.[row] ?? row) + 1, file: verbatim(baseName(origin.file)) })
    : phrase('row-counted', { row: row + 1 });

export function whereIs(
  table: {
    readonly origin?: RowOrigin;
    fileOf?(row: number, column: string): string | undefined;
  },
  row: number,
  column: string,
): Value {
  const file = table.origin ? undefined : table.fileOf?.(row, column);
  return file === undefined ? whereInFile(table.origin, row) : verbatim(file);
}
