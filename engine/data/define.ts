/** What a dataset is: a table of typed columns, read lazily, in one or more splits. One file each; `index.ts` lists them. */
import type { Schema, SettingsOf } from '../settings.ts';
import type { TensorData } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';
import type { Phrase, Value as TextValue } from '../phrases.ts';
import type { Numbered } from './formats/palettePng.ts';
import type { Numbers } from './formats/numbers.ts';
import type { Fit } from './transforms/pictures/resample.ts';
import type { Step } from './series/steps.ts';
import type { StudiedTable } from './study.ts';
import type { RowOrigin, StoredTable, TableColumn, TableOptions, TextReading } from './tables.ts';

export interface Column {
  readonly name: string;
  /**
   * `image`: C×H×W raw pixel values; `number`: any array of numbers; `category`: int32 class numbers; `categories`: for each class 1 or
   * 0, of several that may be there at once; `tokens`: int32 sequence; `text`:
   * what is read of it are `Texts`, whose own numbers are how long they are.
   */
  readonly kind: 'image' | 'number' | 'category' | 'categories' | 'tokens' | 'text';
  /** Of one row: [1, 28, 28]; [] for a category. */
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
  /** Tokens whose texts stand side by side: the spaces are theirs. */
  readonly joined?: true;
  /** Class names of a category, in the order of their numbers. */
  readonly classes?: readonly string[];
  /** Its numbers are whole: a loss that takes class numbers may have them as those, one for each place of a row. */
  readonly whole?: boolean;
  /** Rows that have no number in it: they are NaN. */
  readonly gaps?: number;
  /** How its file writes its numbers, where that is not plain: with a decimal comma, with a sign beside them. */
  readonly written?: { readonly reading: TextReading; readonly sign?: string };
  /** Its numbers are dates: days since 1970. */
  readonly days?: true;
  /** Tokens whose rows are of unequal length, of at most so many where that is known: they are `TokenRows`, and nothing is fed with them. */
  readonly ragged?: { readonly most?: number };
  /**
   * What it says of how rows may be dealt out: `span`, the first and the last step of a row that is cut out of a series, shape [2];
   * `time`, when a row was, in the order of the rows; `group`, whose it is, where one has several.
   */
  readonly role?: 'span' | 'time' | 'group';
  /** What the numbers of each step of a series are called. */
  readonly each?: readonly string[];
  /** Of a sound: samples a second. */
  readonly rate?: number;
  /** Range of an image's raw values, for display: [0, 255]. */
  readonly range?: readonly [number, number];
}

/** A row that cannot be read: what holds it, and why. */
export interface Damage {
  readonly file: TextValue;
  readonly reason: TextValue;
}

export interface Table {
  readonly rows: number;
  /**
   * Rows `indices` of a column, stacked: [indices.length, ...shape]. Columns are small or memory-mapped; this is called by the
   * loader's thread. The numbers go into `out` where it is given, which has just their size.
   */
  read(column: string, indices: ArrayLike<number>, out?: TensorData): Tensor;
  /**
   * Why a row cannot be read, where that shows without decoding it; `columns`: those that matter, all where left out. `read` throws a
   * `DamagedRow` for any that cannot.
   */
  damage?(row: number, columns?: ReadonlySet<string>): Damage | undefined;
  /** The file that a row of a column lies in by itself: its place in it is told by that name, and reading all rows takes long. */
  fileOf?(row: number, column: string): string | undefined;
  /** The file of a table that the rows are of. */
  readonly origin?: RowOrigin;
  /** All elements of a column whose elements are single bytes, so that transforms can be looked up in a table of 256. */
  bytes?(column: string): Uint8Array | undefined;
}

export interface OpenDataset {
  readonly columns: readonly Column[];
  readonly train: Table;
  /** Where the dataset brings its own validation split. */
  readonly validation?: Table;
  /** Where the dataset brings its own test split. */
  readonly test?: Table;
  /** The columns that the test split has, where it lacks some: it is used where those that are asked for are among them. */
  readonly tested?: readonly string[];
  /** Of a table: the columns of its file, in their order, of which these were made. */
  readonly fileColumns?: readonly Pick<TableColumn, 'name' | 'kind'>[];
  /** What the files hold and is no column, by name, and why. */
  readonly aside?: ReadonlyMap<string, Phrase>;
  /** The file of a table that the columns are of. */
  readonly stored?: StoredTable;
  /** Where the rows of a table name files: that table, the column of the names, and the one that the files become. */
  readonly labels?: { readonly stored: StoredTable; readonly names: string; readonly content: string };
  /** Of a table: the row of the file, from 0, behind each row to learn from, where some are left out. */
  readonly places?: Int32Array;
  /** Of windows of a series: the column of what is known, that of what is foretold, the steps between them, and what a step is. */
  readonly forecast?: {
    readonly past: string;
    readonly future: string;
    readonly lead: number;
    readonly step: Step;
    /** When the steps of a row were that are in one of the two columns: days since 1970 of dates, else as the file has them. */
    times(row: number): readonly number[];
    readonly isDate: boolean;
  };
  /** Rows that cannot be read are passed over, and told. */
  readonly skipsDamaged?: boolean;
  /** Of a text that is cut into tokens: how, as `tokenizerOf` reads it. It is saved with the model, so that other texts are cut alike. */
  readonly tokenizer?: TransformFit;
  /** What is to be told of the files: a sentence for each thing that is left aside. */
  readonly notes?: readonly Phrase[];
}

/** Arrays of numbers by name, row-major, and why others are none. */
export interface ArraysOfFile {
  readonly arrays: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Numbers }>;
  readonly aside: ReadonlyMap<string, Phrase>;
}

/** How a dataset reaches bytes; `engine/node` implements it with files, tests with memory. */
export interface Files {
  /** Throws a `UserError` (dataset-missing) where there is none. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** A file of an npm package that ships with the program. */
  packaged(packageName: string, file: string): Promise<Uint8Array<ArrayBuffer>>;
  /** A text that ships with the program, in `engine/data/texts`. */
  shipped(file: string): Promise<Uint8Array<ArrayBuffer>>;
  /** What lies in a folder, by name. Throws as `read` does. */
  list(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
  /** A file of a table, read as it is asked for. Throws a `UserError`. */
  table(path: string, options: TableOptions): Promise<StudiedTable>;
  /** The arrays of an HDF5 file, by their paths, and why others are none. Left out where nothing here reads them. Throws as `read` does. */
  hdf5?(path: string): Promise<ArraysOfFile>;
  /** A picture file's pixels from 0 to 255 as [channels (1 or 3), height, width], brought into that size. At once, as tables are read. */
  picture(path: string, shape: readonly [number, number, number], fit?: Fit): Uint8Array;
  /** A picture file's numbers, row by row, in its own size: places in its palette, or grey values from 0 to 255. At once. */
  numbered(path: string): Numbered;
  /** The bytes of a file. At once, as tables are read. Throws as `read` does. */
  bytes(path: string): Uint8Array;
  /** How large a file is, and its first bytes; undefined where it cannot be read. At once. Left out where files have no ends. */
  look?(path: string, first: number): { readonly size: number; readonly head: Uint8Array } | undefined;
  /** Why a picture file cannot be read, as far as its header and its end show it. At once, and nothing is decoded. */
  pictureFault(path: string): TextValue | undefined;
}

/** What a dataset that cuts texts into tokens is told of it. */
export interface Cutting {
  /** That of the texts that a model learned from, which these are cut by, too. */
  readonly tokenizer?: TransformFit | undefined;
  /** Which of its rows are learned from, by what of them is no matter of tokens; all where left out. Throws a `UserError`. */
  readonly training?: (rows: Pick<OpenDataset, 'columns' | 'train'>) => Int32Array;
}

export interface DatasetSpec<S extends Schema = Schema> {
  readonly id: string;
  readonly title: string;
  /** In a sentence or two, for panels. */
  readonly doc: string;
  /** What is to be known besides: how files have to lie, what the columns hold. */
  readonly more?: string;
  readonly source?: { readonly title: string; readonly url: string };
  readonly settings: S;
  /** Paths that the person has to choose before there is anything to read. */
  readonly required?: readonly (keyof S & string)[];
  /** What its tokens are follows from which of its rows are learned from. */
  readonly learnsTokens?: true;
  /** Settings that say something only where a column holds pictures. */
  readonly ofPictures?: readonly (keyof S & string)[];
  open(files: Files, settings: SettingsOf<S>, cutting?: Cutting): Promise<OpenDataset>;
}
export type Dataset = DatasetSpec;
export const defineDataset = <const S extends Schema>(spec: DatasetSpec<S>): Dataset => spec as unknown as Dataset;

/** A step between a column and the network, such as scaling. What it learns from the training split is saved with the model. */
export interface TransformSpec<S extends Schema = Schema> {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly settings: S;
  /** The column after it, or why it does not fit. */
  column(before: Column, settings: SettingsOf<S>): Column | { readonly expected: Phrase; readonly received: TextValue };
  /** The whole numbers that it can take; others are found before anything runs. */
  range?(settings: SettingsOf<S>): { readonly least: number; readonly most: number };
  /** Whether every element is treated alike, wherever it stands. */
  pointwise?(settings: SettingsOf<S>): boolean;
  /** Settings to begin with, where a column says better ones than the defaults. */
  start?(before: Column): Partial<SettingsOf<S>>;
  /** A number that was there before stays what it was: a date is one still. */
  readonly keepsUnit?: true;
  /** What it knows from a file instead of learning it; undefined where it learns. Throws a `UserError`. */
  load?(files: Files, settings: SettingsOf<S>): Promise<TransformFit | undefined>;
  /** What it learns from the training rows, as JSON; called with batches of them. Left out where it learns nothing. */
  fit?(batches: Iterable<Tensor>, settings: SettingsOf<S>, before: Column): TransformFit;
  /** What is to be told of what it learned of a column. */
  remark?(column: string, settings: SettingsOf<S>, fit: TransformFit): Phrase | undefined;
  /** Changes the batch's own array where the elements stay as many and of the same type: batches are made for the transforms. */
  apply(batch: Tensor, settings: SettingsOf<S>, fit: TransformFit): Tensor;
  /** The same within a program: raw rows to those that `apply` makes of them. Left out where operators on numbers cannot say it. */
  lower?(b: Builder, rows: Value, settings: SettingsOf<S>, fit: TransformFit): Value;
  /** The other way round, for what a network answers: rows of the same size, in an array that may be changed. Left out where there is no way back. */
  undo?(batch: Tensor, settings: SettingsOf<S>, fit: TransformFit): Tensor;
  /** The same within a program, so that metrics are in the units of the data: of every transform that has the one. */
  lowerUndo?(b: Builder, rows: Value, settings: SettingsOf<S>, fit: TransformFit): Value;
}
export type TransformFit = Readonly<Record<string, number | string | readonly number[] | readonly string[]>>;
export type Transform = TransformSpec;
export const defineTransform = <const S extends Schema>(spec: TransformSpec<S>): Transform =>
  spec as unknown as Transform;
