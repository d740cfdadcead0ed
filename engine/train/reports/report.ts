import { rowOf } from '../../data/language/ragged.ts';
import type { Pipeline, Split } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Batch } from '../batches.ts';
import type { Tensors } from '../engine.ts';
import type { Answered, CellPage, Evaluation } from './evaluation.ts';

/** What the network reads out for some rows of the split, asked anew. */
export type Ask = (rows: Int32Array) => Promise<Tensor>;

/** Gathers answers of a split, whose rows come in its order. */
export interface Report {
  /** The column that it is about. */
  readonly column: string;
  /** What it reads, among the results of a batch. */
  readonly readout: string;
  readonly answers: Evaluation['answers'];
  readonly confusion: Evaluation['confusion'];
  readonly scatter: Evaluation['scatter'];
  add(batch: Batch, results: Tensors): void;
  mistakes(most: number, ask: Ask): Promise<readonly Answered[]>;
  /** `from` the first on. Undefined where there is no matrix. */
  cell?(truth: number, prediction: number, from: number, most: number, ask: Ask): Promise<CellPage>;
}

/** What is judged, and where it stands. */
export interface Subject {
  readonly data: Pipeline;
  readonly split: Split;
  /** What the network says, among the results of a batch. */
  readonly readout: string;
  readonly loss: Document['training']['losses'][number];
  /** Of the answers of one row: none where there is one answer. */
  readonly shape: readonly number[];
  /** Numbers that make an answer: one for each class, or a single one. */
  readonly width: number;
  /** The column of the target. */
  readonly column: string;
  /** The feed whose raw row an answer is seen in. */
  readonly seenIn: string;
}

/** The raw row of a feed. */
export function rawRow({ data, split }: Subject, feed: string, row: number): Tensor {
  return rowOf(data.raw(split, feed, [row]));
}

/** The largest of row `i` and where it is; a single number is the probability of class 1. */
export function largest(values: ArrayLike<number>, i: number, width: number): [index: number, value: number] {
  if (width === 1) return values[i]! > 0.5 ? [1, values[i]!] : [0, 1 - values[i]!];
  let best = 0;
  for (let c = 1; c < width; c++) if (values[i * width + c]! > values[i * width + best]!) best = c;
  return [best, values[i * width + best]!];
}
