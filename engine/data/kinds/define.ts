/** What a kind of column of a table is: how its values are kept, which column a dataset makes of it, how it becomes part of a row. */
import type { ColumnConfig } from '../../graph/document.ts';
import type { Phrase } from '../../phrases.ts';
import type { TensorData } from '../../types/dtype.ts';
import type { Shape } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import type { TableColumn } from '../tables.ts';

export interface ColumnKind {
  /** What is kept of a value: a number, its text, or nothing. */
  readonly kept: 'numbers' | 'texts' | 'nothing';
  /**
   * The column that it is for a dataset; `filled`: only rows that have a value are used; `picture`: the size that pictures are brought
   * into. Left out of what is not used at all.
   */
  column?(of: TableColumn, filled: boolean, picture?: Shape): Column;
  /**
   * Rows of that column, of the numbers that are kept (NaN where there is none); into `into` where it is given. Left out where they lie
   * in files of their own.
   */
  ofNumbers?(numbers: Float32Array, column: Column, into?: TensorData): Tensor;
  /** The same of the texts that are kept; '' where there is none. */
  ofTexts?(texts: readonly string[], of: TableColumn, column: Column, into?: TensorData): Tensor;
  /** How it stands beside others in a row of numbers of about the same size. */
  part?(column: Column): ColumnConfig;
  /** Why nothing is predicted from it. */
  against?(of: TableColumn): Phrase | undefined;
}

/** Texts that are read by a pattern: RE2 and JavaScript understand it alike. */
export const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?';
