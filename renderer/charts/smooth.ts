/** Exponential smoothing that remembers longer as a series grows, so that neither a short training lags nor a long one trembles. */
import type { Series } from '../state/runs/series.ts';

/** The share of a new value: 1 for the first, then falling like 10 / steps to this. */
const LEAST = 0.02;
const PACE = 10;

const known = new WeakMap<Series, number[]>();

/** The smoothed series; the same array, grown, at every call. */
export function smoothed(series: Series): readonly number[] {
  let values = known.get(series);
  if (!values || values.length > series.length) {
    values = [];
    known.set(series, values);
  }
  const source = series.values;
  for (let i = values.length; i < source.length; i++) {
    const before = values[i - 1];
    const value = source[i]!;
    if (before === undefined || !Number.isFinite(before)) values.push(value);
    else values.push(Number.isFinite(value) ? before + Math.max(LEAST, PACE / (PACE + i)) * (value - before) : before);
  }
  return values;
}
