/** What weights are worth on a split: numbers, who was taken for whom, and single answers beside the truth. */
import type { Unit } from '../../data/unit.ts';
import type { Phrase } from '../../phrases.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { ForecastComparison } from './baselines.ts';
import type { Metrics } from '../events.ts';

/** An answer of the network beside the truth, with what it is seen in: the raw row of an input, of a text that is written the text itself. */
export type Answered =
  /** A class for a row, or for a place of it. */
  | {
      readonly kind: 'class';
      readonly row: number;
      readonly place: number | null;
      readonly truth: number;
      readonly prediction: number;
      readonly probability: number;
      readonly input: Tensor;
    }
  /** A class for each place of a row that is looked at as a whole; `places` of it are meant. */
  | {
      readonly kind: 'map';
      readonly row: number;
      readonly places: number;
      readonly share: number;
      readonly input: Tensor;
      readonly truth: Tensor;
      readonly prediction: Tensor;
    }
  /** Numbers, in the units of the data; how far off they are is in those that the network learned. */
  | {
      readonly kind: 'numbers';
      readonly row: number;
      readonly error: number;
      readonly input: Tensor;
      readonly truth: Tensor;
      readonly prediction: Tensor;
    };

/** Some of the numbers that a network says beside the true ones, evenly spread over the rows: each list has one entry a number. */
export interface Scatter {
  readonly rows: readonly number[];
  readonly truths: readonly number[];
  readonly predictions: readonly number[];
}

/** What the answers about one column are worth. */
export interface Judgement {
  /** The column. */
  readonly column: string;
  /** What the answers are about. */
  readonly unit: Unit;
  /** How many answers can be right or wrong, and how many are wrong; null where they cannot. */
  readonly answers: { readonly count: number; readonly wrong: number } | null;
  /** Rows = truth, columns = prediction; null where the model does not classify. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly number[] } | null;
  /** Null where the model does not say numbers, or draws pictures with them. */
  readonly scatter: Scatter | null;
  /** The wrong answers, the surest first; of maps those with the most wrong places, of numbers the farthest off. */
  readonly mistakes: readonly Answered[];
}

/** All that is predicted is judged: of several columns the first, and the others beside it. */
export interface Evaluation extends Judgement {
  /** Null where a metric is not defined; `remarks` say why. */
  readonly metrics: Metrics;
  readonly remarks: readonly Phrase[];
  readonly rows: number;
  /** Of a forecast: its errors beside those of what needs no network; null of anything else. */
  readonly forecast: ForecastComparison | null;
  readonly others: readonly Judgement[];
}

/** Some of the answers that one cell of the confusion matrix counts, and how many there are: of maps, rows that have such places. */
export interface CellPage {
  readonly total: number;
  readonly answers: readonly Answered[];
}
