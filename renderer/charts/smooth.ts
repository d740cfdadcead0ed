/** Exponential smoothing without the pull of the start (Kingma and Ba 2015, section 3), kept up with as a series grows. */
import type { Series } from '../state/series.ts';

/** The share of the past in each value: the weight halves every 34 steps. */
const MEMORY = 0.98;

interface Kept {
  readonly values: number[];
  mean: number;
  weight: number;
}

const known = new WeakMap<Series, Kept>();

/** The smoothed series; the same array, grown, at every call. */
export function smoothed(series: Series): readonly number[] {
  let kept = known.get(series);
  if (!kept || kept.values.length > series.length) {
    kept = { values: [], mean: 0, weight: 0 };
    known.set(series, kept);
  }
  const source = series.values;
  for (let i = kept.values.length; i < source.length; i++) {
    const value = source[i]!;
    if (Number.isFinite(value)) {
      kept.mean = MEMORY * kept.mean + (1 - MEMORY) * value;
      kept.weight = MEMORY * kept.weight + (1 - MEMORY);
    }
    kept.values.push(kept.weight > 0 ? kept.mean / kept.weight : value);
  }
  return kept.values;
}
