/** Comes to a verdict on the end of a training. */
import type { SplitName } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import { isBetter } from '../../learn/metricText.ts';
import { headline, monitored } from '../../learn/monitored.ts';
import type { BestEpoch } from '../bestEpoch.ts';
import type { Metrics } from '../events.ts';
import type { Judged, Verdict } from './verdict.ts';

interface Outcome {
  readonly document: Document;
  readonly judged: Judged;
  readonly split: SplitName;
  /** On that split. */
  readonly metrics: Metrics | null;
  readonly constant: Metrics | null;
  /** On validation, or where there is none while it learned. */
  readonly watched: Metrics;
  readonly kept: BestEpoch | null;
  readonly epochs: number;
  /** What tells the best epoch, after the first one. */
  readonly first: number | null | undefined;
}

/** Null where nothing was measured. */
export function verdictOf(outcome: Outcome): Verdict | null {
  const { document, judged, split, metrics, constant } = outcome;
  const known = (name: string) => typeof metrics?.[name] === 'number';
  const comparable = (name: string) => known(name) && typeof constant?.[name] === 'number';
  const wanted = [headline(document.training), 'loss'];
  const metric = wanted.find(comparable) ?? wanted.find(known);
  if (metric === undefined) return null;
  const value = metrics![metric]!;
  const floor = constant?.[metric] ?? null;
  const first = sinceFirst(outcome);
  const weak =
    floor !== null && !surpasses(metric, value, floor)
      ? 'constant'
      : first && !isBetter(first.metric, first.after, first.before)
        ? 'first'
        : null;
  return { ...judged, split, metric, value, constant: floor, first, weak };
}

/** Not by what rounding alone makes. */
const surpasses = (metric: string, value: number, floor: number): boolean =>
  isBetter(metric, value, floor) && Math.abs(value - floor) > 1e-6 * Math.abs(floor);

function sinceFirst({ document, watched, kept, epochs, first }: Outcome): Verdict['first'] {
  const { monitor: metric } = monitored(document);
  const after = kept ? kept.value : watched[metric];
  if (epochs < 2 || typeof first !== 'number' || typeof after !== 'number') return null;
  return { metric, before: first, after };
}
