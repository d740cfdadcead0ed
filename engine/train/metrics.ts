/** Adds up losses and metrics over batches and says what they come to. */
import type { TrainingConfig } from '../graph/document.ts';
import { Accumulation, type MetricTotals } from '../learn/accumulation.ts';
import type { Metric } from '../learn/define.ts';
import { metricOf } from '../learn/index.ts';
import { measured } from '../learn/measured.ts';
import { metricPhrase } from '../learn/metricText.ts';
import { metricValue, missingClasses } from '../learn/totals.ts';
import { named, phrase, type Phrase } from '../phrases.ts';
import { resolveSettings, type Schema, type SettingsOf } from '../settings.ts';
import type { SplitName } from '../data/pipeline.ts';
import type { Tensors } from './engine.ts';
import type { Metrics } from './events.ts';
import type { LoopState } from './store.ts';

interface Counted {
  readonly name: string;
  readonly metric: Metric;
  readonly settings: SettingsOf<Schema>;
  readonly sums: Accumulation;
}

export class Totals {
  readonly #metrics: readonly Counted[];
  /** Of each loss, and of what layers add, the sum of what it costs and what that weighs. */
  #costs: number[] = [];

  constructor(training: TrainingConfig) {
    this.#metrics = measured(training).map(({ name, choice }) => {
      const metric = metricOf(choice.type)!;
      const { settings } = resolveSettings(metric.settings, choice.settings);
      return { name, metric, settings, sums: new Accumulation(metric, settings) };
    });
  }

  /** What a program said of a batch: `costs` and `metric:<index>`. */
  add(results: Tensors): void {
    const { data } = results.costs!;
    for (let i = 0; i < data.length; i++) this.#costs[i] = (this.#costs[i] ?? 0) + data[i]!;
    this.#metrics.forEach(({ sums }, i) => sums.add(results[`metric:${i}`]!));
  }

  /** Each loss as the mean of what counted in all batches; not defined where nothing did. */
  #loss(): number {
    const means: number[] = [];
    for (let i = 0; i < this.#costs.length; i += 2)
      if (this.#costs[i + 1]! > 0) means.push(this.#costs[i]! / this.#costs[i + 1]!);
    return means.length === 0 ? Number.NaN : means.reduce((a, b) => a + b);
  }

  /** Loss and every metric that is one number; null where it is not defined. */
  values(): Metrics {
    const loss = this.#loss();
    const values: Record<string, number | null> = { loss: Number.isFinite(loss) ? loss : null };
    for (const { name, metric, settings, sums } of this.#metrics)
      if (metric.value && sums.totals) values[name] = metricValue(metric, settings, sums.totals) as number | null;
    return values;
  }

  /** Every metric that is a square matrix, as rows; null where it is not defined. */
  matrices(): Readonly<Record<string, readonly (readonly number[])[] | null>> {
    const entries = this.#metrics.flatMap(({ name, metric, settings, sums }) => {
      if (metric.value || !sums.totals) return [];
      const value = metricValue(metric, settings, sums.totals) as Float64Array | null;
      const width = Math.round(Math.sqrt(value?.length ?? 0));
      const row = (i: number): number[] => [...value!.subarray(i * width, (i + 1) * width)];
      return [[name, value && Array.from({ length: width }, (_, i) => row(i))] as const];
    });
    return Object.fromEntries(entries);
  }

  /** What is to be said of the values of a split: which of them are not defined and why, and of what classes a mean knows nothing. */
  remarks(split: SplitName): readonly Phrase[] {
    return this.#metrics.flatMap(({ name, metric, settings, sums }) => {
      if (!sums.totals) return [];
      const about = { metric: metricPhrase(name), split: named(`splits.${split}`, split) };
      if (metricValue(metric, settings, sums.totals) === null)
        return phrase('metric-without-value', { ...about, reason: reasonOf(metric, sums.totals) });
      const missing = missingClasses(metric, settings, sums.totals);
      return missing.length === 0
        ? []
        : phrase('metric-misses-classes', { ...about, count: missing.length, classes: missing.slice(0, 20) });
    });
  }

  clear(): void {
    this.#costs = [];
    for (const { sums } of this.#metrics) sums.restore([]);
  }

  get sums(): LoopState['sums'] {
    return { costs: [...this.#costs], metrics: this.#metrics.map(({ sums }) => sums.saved) };
  }
  /** A file has null for what was no number; older versions kept other sums of the loss. */
  set sums({ costs = [], metrics }: LoopState['sums']) {
    this.#costs = costs.map((sum) => sum ?? Number.NaN);
    this.#metrics.forEach(({ sums }, i) => sums.restore(metrics[i] ?? []));
  }
}

/** Why a metric has no value. */
function reasonOf(metric: Metric, totals: MetricTotals): Phrase {
  const finite = totals instanceof Float64Array ? totals.every(Number.isFinite) : totals.isFinite;
  if (!finite) return phrase('outputs-not-finite');
  return metric.id === 'perplexity' && (totals as Float64Array)[1]! > 0
    ? phrase('value-overflows')
    : phrase(metric.undefinedWhere);
}
