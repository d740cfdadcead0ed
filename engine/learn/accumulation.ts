/** What the programs of a metric give batch by batch, made one: sums add up, moments merge, rows are kept to be ranked. */
import type { Schema, SettingsOf } from '../settings.ts';
import { fromBase64, toBase64 } from '../types/base64.ts';
import type { Metric } from './define.ts';
import { ScoreTable } from './scores.ts';

/** Sums; for `outputs` the counts, means, spreads and residuals of all outputs, one kind after the other; for `scores` the rows. */
export type MetricTotals = Float64Array | ScoreTable;
/** As a checkpoint keeps them: sums as they are (null for what was no number), the rest to the bit. */
export type SavedTotals = readonly (number | null)[] | string;

/** A batch's result of `Metric.accumulate`. */
interface Batch {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export class Accumulation {
  readonly #metric: Metric;
  readonly #bins: number;
  #totals: MetricTotals | undefined;

  constructor(metric: Metric, settings: SettingsOf<Schema>) {
    this.#metric = metric;
    this.#bins = Number(settings.bins);
  }

  /** Undefined as long as nothing was added. */
  get totals(): MetricTotals | undefined {
    return this.#totals;
  }

  add(batch: Batch): void {
    switch (this.#metric.totals) {
      case 'scores': {
        const table = (this.#totals ??= new ScoreTable(batch.shape[1]! - 1, this.#bins)) as ScoreTable;
        table.add(batch.data);
        break;
      }
      case 'outputs':
        this.#totals = mergedMoments(this.#totals as Float64Array | undefined, batch);
        break;
      default: {
        const sums = (this.#totals ??= new Float64Array(batch.data.length)) as Float64Array;
        for (let i = 0; i < sums.length; i++) sums[i]! += batch.data[i]!;
      }
    }
  }

  get saved(): SavedTotals {
    if (this.#totals instanceof ScoreTable) return toBase64(this.#totals.saved);
    const totals = this.#totals ?? new Float64Array();
    return this.#metric.totals === 'outputs' ? toBase64(totals) : [...totals];
  }

  /** What an older version kept of another kind is left out. */
  restore(saved: SavedTotals): void {
    const isText = this.#metric.totals === 'outputs' || this.#metric.totals === 'scores';
    this.#totals = undefined;
    if (saved.length === 0 || isText !== (typeof saved === 'string')) return;
    const numbers =
      typeof saved === 'string' ? fromBase64(saved) : Float64Array.from(saved, (sum) => sum ?? Number.NaN);
    this.#totals = this.#metric.totals === 'scores' ? ScoreTable.restored(numbers, this.#bins) : numbers;
  }
}

/**
 * Rows of what `accumulate` gives of each output: how many targets count, the least of them, how far from it they are on average
 * as float32 has it; about that average their sum, which is what was rounded away, and squared sum; the squared residuals.
 */
const [COUNT, LEAST, AVERAGE, SUM, SQUARES, RESIDUAL] = [0, 1, 2, 3, 4, 5] as const;

/**
 * Counts, means, sums of squared distances from the mean, and residuals, of each output, with those of another batch (Chan et al.
 * 1983, Algorithms for computing the sample variance): nothing cancels, however far from zero the targets are.
 */
function mergedMoments(before: Float64Array | undefined, { shape, data }: Batch): Float64Array {
  const outputs = shape[1]!;
  const totals = before ?? new Float64Array(4 * outputs);
  for (let i = 0; i < outputs; i++) {
    const of = (row: number): number => data[row * outputs + i]!;
    const count = of(COUNT);
    if (count === 0) continue;
    const mean = of(LEAST) + of(AVERAGE) + of(SUM) / count;
    const spread = Math.max(0, of(SQUARES) - of(SUM) ** 2 / count);
    const earlier = totals[i]!;
    const all = earlier + count;
    const away = mean - totals[outputs + i]!;
    totals[i] = all;
    totals[outputs + i]! += (away * count) / all;
    totals[2 * outputs + i]! += spread + (away ** 2 * earlier * count) / all;
    totals[3 * outputs + i]! += of(RESIDUAL);
  }
  return totals;
}
