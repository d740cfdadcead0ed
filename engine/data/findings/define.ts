/** What a finding about data is: a question that is put to a table, evidence, and what may be done. One file each; `index.ts` lists them. */
import type { ColumnConfig } from '../../graph/document.ts';
import type { Problem, Repair } from '../../problems.ts';
import type { FoundGreys } from '../datasets/pictures/maskValues.ts';
import type { Fit } from '../transforms/pictures/resample.ts';
import type { SplitName } from '../splits.ts';
import type { ColumnProfile, TableProfile } from '../study.ts';

/** A column that the network reads. */
export interface InputColumn extends ColumnProfile {
  /** How it reaches the network, where a document says so. */
  readonly config?: ColumnConfig;
}

export interface Facts {
  /** What the file is called. */
  readonly file: string;
  readonly profile: TableProfile;
  readonly inputs: readonly InputColumn[];
  readonly target?: ColumnProfile | undefined;
  /** Of a target that is classes: their names, and how many rows each split has of them. */
  readonly classes?: {
    readonly names: readonly string[];
    readonly counts: Readonly<Record<SplitName, readonly number[]>>;
  };
  /** The split of a row of the file, from 0; undefined of one that is left out. */
  splitOf(row: number): SplitName | undefined;
  /** Groups of rows, from 0, that are alike in all inputs and the target. */
  readonly alike: readonly (readonly number[])[];
  /** How much the rows of another split differ from those that are learned from. */
  readonly drifts: readonly Drift[];
  /** Rows, from 0, whose neighbours are nearly all of one other class. */
  readonly strangers: readonly Stranger[];
  /** The texts that are read, and how long they are. */
  readonly texts: readonly TextFacts[];
  readonly cures: Cures;
}

/** Texts of a column, some of very many. */
export interface TextFacts {
  readonly column: string;
  /** Tokens that are read of each, and which end of a longer one. */
  readonly length: number;
  readonly keep: 'first' | 'last';
  /** Texts that were looked at, those that have more tokens, and the most that one has. */
  readonly rows: number;
  readonly longer: number;
  readonly longest: number;
}

export interface Drift {
  readonly column: string;
  readonly split: 'validation' | 'test';
  /** The greatest distance between the two distributions, 0 to 1: Kolmogorov and Smirnov's D, or of categories half the sum of differences. */
  readonly distance: number;
}

export interface Stranger {
  readonly row: number;
  readonly label: string;
  readonly like: string;
}

/** What a document can have done to it by one press; none where there is no document. */
export interface Cures {
  /** The network reads the column no more. */
  ignore(column: string): readonly Repair[];
  fill(column: string): readonly Repair[];
  clip(column: string, least: number, greatest: number): readonly Repair[];
  /** Rows without a value in the column are left out. */
  leaveGapsOut(column: string): readonly Repair[];
  /** Rows of the file, from 0, are left out. */
  leaveOut(rows: readonly number[]): readonly Repair[];
  /** Files of a folder, by their paths below it, are left out. `all`: not copies alone. */
  leaveFilesOut(files: readonly string[], all?: boolean): readonly Repair[];
  /** What the column holds is something else. */
  readAs(column: string, kind: 'category' | 'number' | 'date'): readonly Repair[];
  /** So many tokens are read of each text of a column. */
  readMore(column: string, length: number): readonly Repair[];
  /** The end of longer texts is read that is cut off now. */
  keepOtherEnd(column: string, keep: TextFacts['keep']): readonly Repair[];
  /** Every split has its share of each class. */
  stratify(): readonly Repair[];
  /** Rare classes count more. */
  weigh(): readonly Repair[];
  /** Pictures are brought into one size whole, their sides as long to each other as they were. */
  keepShapes(): readonly Repair[];
  /** Pixels of masks are the nearest of these greys. */
  readMasks(greys: FoundGreys): readonly Repair[];
  /** Where all of it is to be seen. */
  show(): readonly Repair[];
}

export interface Finding {
  readonly id: string;
  find(facts: Facts): readonly Problem[];
}
export const defineFinding = <F extends Finding>(finding: F): F => finding;

/** What is asked of classes, whatever the rows are. */
export interface ClassFacts extends Pick<Facts, 'classes' | 'cures'> {
  readonly target?: { readonly name: string } | undefined;
}

/** A file of a folder by class, or a text in one. */
export interface FolderRow {
  readonly split: SplitName;
  /** The number of its class; -1 where there are none. */
  readonly label: number;
  /** The file, below the folder; undefined of a text that is one of several in a file. */
  readonly below: string | undefined;
  /** The file, below the folder, or how the text begins. */
  name(): string;
}

/** Some pictures with their masks. */
export interface MaskFacts {
  /** What the pixels can be. */
  readonly classes: readonly string[];
  /** What is found of pixels that are taken for class numbers, and are none. */
  readonly greys?: FoundGreys | undefined;
  readonly looked: readonly {
    readonly row: number;
    readonly picture: Size | undefined;
    readonly mask: Size;
    /** The classes that there are among its pixels. */
    readonly found: ReadonlySet<number>;
  }[];
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface FolderFacts extends ClassFacts, Pick<Facts, 'texts'> {
  readonly labels: readonly string[];
  readonly rows: readonly FolderRow[];
  /** Groups of rows whose content is the same to the last byte. */
  readonly alike: readonly (readonly number[])[];
  readonly masks?: MaskFacts;
  /** Pictures beside a table that no row of it names. */
  readonly unnamed?: { readonly folder: string; readonly files: readonly string[] };
  readonly pictures?: {
    readonly sizes: readonly { readonly row: number; readonly width: number; readonly height: number }[];
    /** What all are brought to, and how. */
    readonly width: number;
    readonly height: number;
    readonly fit: Fit;
  };
}

export interface FolderFinding {
  readonly id: string;
  find(facts: FolderFacts): readonly Problem[];
}
