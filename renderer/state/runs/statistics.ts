/** The statistics of a run's layers and weights, step by step: curves of every number, histograms of some samples. */
import type { TrainingEvent } from '../../../engine/train/events.ts';
import { Series } from './series.ts';

export type StatisticsSample = Extract<TrainingEvent, { event: 'statistics' }>;

/** Of weights and of layers; the names that the statistics have. */
export type Quantity = 'norm' | 'gradient' | 'update' | 'ratio' | 'mean' | 'deviation' | 'zeros' | 'saturated';
const OF_WEIGHTS = ['norm', 'gradient', 'update', 'ratio'] as const;
const OF_LAYERS = ['mean', 'deviation', 'zeros', 'saturated'] as const;

export interface StatisticsHistory {
  readonly step: Series;
  /** By the weight's or layer's name; one number for each sample. They grow in place. */
  readonly curves: ReadonlyMap<string, Readonly<Partial<Record<Quantity, Series>>>>;
  readonly newest: StatisticsSample | null;
  /** The first and then every so many: histograms of all of them would fill the memory. */
  readonly samples: readonly StatisticsSample[];
  readonly every: number;
}

export const noStatistics = (): StatisticsHistory => ({
  step: new Series(),
  curves: new Map(),
  newest: null,
  samples: [],
  every: 1,
});

/** More histograms than a chart has pixels for are thinned out. */
const MOST_SAMPLES = 128;

export function withSample(statistics: StatisticsHistory, sample: StatisticsSample): StatisticsHistory {
  const { step, curves, samples, every } = statistics;
  // a window that opens meanwhile may hear a sample twice
  if (sample.step <= (step.at(-1) ?? 0)) return statistics;
  const place = step.length;
  step.push([sample.step]);
  const all = new Map(curves);
  const add = (
    name: string,
    quantities: readonly Quantity[],
    numbers: Readonly<Partial<Record<Quantity, number | null>>>,
  ) => {
    const known = all.get(name) ?? {};
    // what is no number has become null on its way
    all.set(name, {
      ...known,
      ...Object.fromEntries(
        quantities.map((quantity) => [quantity, grown(known[quantity], place, numbers[quantity] ?? Number.NaN)]),
      ),
    });
  };
  for (const [name, numbers] of Object.entries(sample.weights)) add(name, OF_WEIGHTS, numbers);
  for (const [name, numbers] of Object.entries(sample.activations)) add(name, OF_LAYERS, numbers);
  const more = place % every === 0 ? [...samples, sample] : samples;
  const full = more.length > MOST_SAMPLES;
  return {
    step,
    curves: all,
    newest: sample,
    samples: full ? more.filter((_, i) => i % 2 === 0) : more,
    every: full ? 2 * every : every,
  };
}

function grown(series: Series | undefined, place: number, value: number): Series {
  const grown = series ?? new Series();
  if (grown.length < place) grown.push(Array<number>(place - grown.length).fill(Number.NaN));
  grown.push([value]);
  return grown;
}

/** Forgets the samples behind a step: what is done again is sampled again. */
export function samplesUpTo(statistics: StatisticsHistory, last: number): StatisticsHistory {
  const { step, curves, samples } = statistics;
  const count = step.values.findIndex((at) => at > last);
  if (count < 0) return statistics;
  for (const series of [step, ...[...curves.values()].flatMap((of) => Object.values(of))]) series.truncate(count);
  const left = samples.filter(({ step: at }) => at <= last);
  return { ...statistics, samples: left, newest: left.at(-1) ?? null };
}
