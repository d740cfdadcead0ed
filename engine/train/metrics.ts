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
  /** Of each loss, and of what layers add, the sum of what it costs and what that weighs. */
  #costs: number[] = [];
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

  /** What a program said of a batch: `costs` and `metric:<index>`. */
  add(results: Tensors): void {
    const { data } = results.costs!;
    for (let i = 0; i < data.length; i++) this.#costs[i] = (this.#costs[i] ?? 0) + data[i]!;
    this.#metrics.forEach((_, i) => {
      const { data } = results[`metric:${i}`]!;
      const sums = (this.#sums[i] ??= new Float64Array(data.length));
      for (let j = 0; j < data.length; j++) sums[j]! += data[j]!;
    });
  }

  /** Each loss as the mean of what counted in all batches; not defined where nothing did. */
  #loss(): number {
    const means: number[] = [];
    for (let i = 0; i < this.#costs.length; i += 2)
      if (this.#costs[i + 1]! > 0) means.push(this.#costs[i]! / this.#costs[i + 1]!);
    return means.length === 0 ? Number.NaN : means.reduce((a, b) => a + b);
  }

  /** Loss and every metric that is one number. */
  values(): Metrics {
    const values: Record<string, number> = { loss: this.#loss() };
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
    this.#costs = [];
    this.#sums = [];
  }

  get sums(): LoopState['sums'] {
    return { costs: [...this.#costs], metrics: this.#sums.map((sums) => [...sums]) };
  }
  set sums({ costs, metrics }: LoopState['sums']) {
    this.#costs = [...costs];
    this.#sums = metrics.map((sums) => Float64Array.from(sums));
  }
}
