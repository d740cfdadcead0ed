/** Adds up losses and metrics over batches and says what they come to. */
import type { TrainingConfig } from '../graph/document.ts';
import { metricOf } from '../learn/index.ts';
import { metricValue } from '../learn/totals.ts';
import { resolveSettings } from '../settings.ts';
import type { Tensors } from './engine.ts';
import type { Metrics } from './events.ts';
import type { LoopState } from './store.ts';

export class Totals {
  readonly #metrics: readonly {
    readonly name: string;
    readonly finish: (totals: Float64Array) => number | Float64Array;
  }[];
  #loss = 0;
  #rows = 0;
  #sums: Float64Array[] = [];

  constructor({ metrics }: TrainingConfig) {
    const seen = new Map<string, number>();
    this.#metrics = metrics.map(({ type, settings }) => {
      const metric = metricOf(type)!;
      const resolved = resolveSettings(metric.settings, settings).settings;
      const count = (seen.get(type) ?? 0) + 1;
      seen.set(type, count);
      return {
        name: count === 1 ? type : `${type}_${count}`,
        finish: (totals: Float64Array) => metricValue(metric, resolved, totals),
      };
    });
  }

  /** What a program said of `rows` rows: its mean `loss` and `metric:<index>`. */
  add(results: Tensors, rows: number): void {
    this.#loss += results.loss!.data[0]! * rows;
    this.#rows += rows;
    this.#metrics.forEach((_, i) => {
      const { data } = results[`metric:${i}`]!;
      const sums = (this.#sums[i] ??= new Float64Array(data.length));
      for (let j = 0; j < data.length; j++) sums[j]! += data[j]!;
    });
  }

  /** Loss and every metric that is one number. */
  values(): Metrics {
    const values: Record<string, number> = { loss: this.#rows === 0 ? Number.NaN : this.#loss / this.#rows };
    this.#metrics.forEach(({ name, finish }, i) => {
      const value = this.#sums[i] && finish(this.#sums[i]);
      if (typeof value === 'number') values[name] = value;
    });
    return values;
  }

  /** Every metric that is a square matrix, as rows. */
  matrices(): Readonly<Record<string, readonly (readonly number[])[]>> {
    const entries = this.#metrics.flatMap(({ name, finish }, i) => {
      const value = this.#sums[i] && finish(this.#sums[i]);
      if (!(value instanceof Float64Array)) return [];
      const width = Math.round(Math.sqrt(value.length));
      return [
        [name, Array.from({ length: width }, (_, row) => [...value.subarray(row * width, (row + 1) * width)])] as const,
      ];
    });
    return Object.fromEntries(entries);
  }

  clear(): void {
    this.#loss = 0;
    this.#rows = 0;
    this.#sums = [];
  }

  get sums(): LoopState['sums'] {
    return { loss: this.#loss, rows: this.#rows, metrics: this.#sums.map((sums) => [...sums]) };
  }
  set sums({ loss, rows, metrics }: LoopState['sums']) {
    this.#loss = loss;
    this.#rows = rows;
    this.#sums = metrics.map((sums) => Float64Array.from(sums));
  }
}
