/**
 * What is asked of a table's columns before anything is trained: what they hold, how they go with the target, rows to look at. The
 * reader of tables answers; `engine/node/tables/study` does it in SQL.
 */
import type { Nearly, SignTaken, StoredTable, TableKind, ValuePlace } from './tables.ts';

/** Numbers of a column, or the days since 1970 of its dates; those that are missing are left out. */
export interface NumberProfile {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Of all that are there: divided by their count. */
  readonly deviation: number;
  /** A quarter, half and three quarters of the numbers lie below. */
  readonly quartiles: readonly [number, number, number];
  /** How many lie in each of so many equal stretches from the minimum to the maximum. */
  readonly histogram: readonly number[];
  /** Numbers further from the quartiles than `REACH` times their distance, as in Tukey's box plot. */
  readonly outliers: {
    readonly least: number;
    readonly greatest: number;
    readonly count: number;
    /** The first of them: its row, from 1, and what it is. */
    readonly row: number;
    readonly value: number;
  };
}
/** Three times is "far out": 1.5 times would be passed by 7 of 1,000 numbers of a normal distribution. */
export const REACH = 3;

/** How a column goes with the target. Rows that lack one of the two are left out. */
export interface Relation {
  /**
   * Of two numbers Pearson's r, -1 to 1; of a number and a category the correlation ratio (the share of the variance that lies between
   * the classes, as a root); of two categories Cramér's V. Both 0 to 1. NaN where one of the two is constant.
   */
  readonly measure: 'pearson' | 'ratio' | 'cramer';
  readonly correlation: number;
  /** In nats; numbers are counted in ten stretches of as many rows each. */
  readonly information: number;
  /** Of what is to be known of the target, 0 to 1. */
  readonly share: number;
}

export interface ColumnProfile {
  readonly name: string;
  readonly kind: TableKind;
  readonly whole: boolean;
  /** Rows without a value. */
  readonly missing: number;
  /** Rows with a value that cannot be read as the column's kind. */
  readonly unreadable: number;
  /** The first of them: its row, from 1, and its text. */
  readonly firstUnreadable?: ValuePlace;
  /** Those of them that are numbers which no float32 holds. */
  readonly outOfRange: number;
  readonly firstOutOfRange?: ValuePlace;
  readonly nearly?: Nearly;
  /** What was taken off its numbers. */
  readonly sign?: SignTaken;
  /** Different values; about, where the table is long. */
  readonly distinct: number;
  /** Alike for columns that have the same values in every row. */
  readonly sameness: string;
  readonly numbers?: NumberProfile;
  /** The most frequent values of a category or a text, and how often they are there. */
  readonly values?: readonly { readonly value: string; readonly count: number }[];
  /** Of texts: how many characters they have. */
  readonly letters?: { readonly minimum: number; readonly mean: number; readonly maximum: number };
  /** Left out of the target itself, and of texts. */
  readonly relation?: Relation;
}

export interface TableProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Rows of which quartiles, values of texts and mutual information were taken: all, unless they are very many. */
  readonly looked: number;
}

/** What a row must fulfil to be shown. `value`: a number, a date as 2025-12-31, or a text. */
export interface RowFilter {
  readonly column: string;
  readonly test: FilterTest;
  readonly value: string;
}
export const FILTER_TESTS = ['is', 'isNot', 'below', 'above', 'contains', 'missing', 'filled', 'unreadable'] as const;
export type FilterTest = (typeof FILTER_TESTS)[number];

export interface RowView {
  readonly filters: readonly RowFilter[];
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
}

/** Some rows of a table as its file has them. */
export interface RowPage {
  /** Of all rows that the filters leave. */
  readonly total: number;
  /** Their places in the file, from 1. */
  readonly rows: readonly number[];
  /** By column: null where there is nothing; a text in a column of numbers is what cannot be read as one. Dates are days since 1970. */
  readonly cells: readonly (readonly (number | string | null)[])[];
}

/** How long something may take: `breathe` fails once nobody wants it any more. */
export interface StudyWork {
  breathe(): Promise<void>;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface Study {
  /** `target`: the column that the others are held against. */
  profile(target: string | undefined, work: StudyWork): Promise<TableProfile>;
  /** Throws a `UserError` where a filter asks for what its column cannot have. */
  page(view: RowView, offset: number, count: number): Promise<RowPage>;
  /** Rows, from 0, that are alike in these columns, by groups: at most so many groups, those with the first rows. */
  alike(columns: readonly string[], most: number): Promise<readonly (readonly number[])[]>;
}

/** A table that can be studied as well as read. */
export interface StudiedTable extends StoredTable {
  readonly study: Study;
}
