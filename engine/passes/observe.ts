/** What a step that is looked into says besides: of every weight its size, gradient and update, of every layer what its activations are like. */
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';

/** Bars of a histogram; they divide evenly what lies between minus and plus the largest magnitude. */
export const BARS = 24;

const scalar = (b: Builder, value: Value): Value => b.reshape(value, [1]);
const norm = (b: Builder, value: Value): Value => scalar(b, b.sqrt(b.sum(b.square(value))));

/** [largest magnitude, counts of the bars]. */
function histogram(b: Builder, value: Value): Value {
  const size = b.size(value);
  const most = b.reduceMax(b.abs(value));
  const share = b.div(b.reshape(value, [size]), b.max(most, 1e-30));
  // held between the bars as whole numbers: what is no number would be none then either
  const bar = b.min(b.max(b.cast(b.floor(b.mul(b.add(share, 1), BARS / 2)), 'int32'), 0), BARS - 1);
  return b.concat([scalar(b, most), b.emit('scatterAdd', { axis: 0, size: BARS }, bar, b.fill(1, [size]))], 0);
}

/** Norms of the weight, its gradient and its update; histograms of the weight and its gradient. */
export const weightObservation = (b: Builder, weight: Value, gradient: Value, next: Value): Value =>
  b.concat([norm(b, weight), norm(b, gradient), norm(b, b.sub(next, weight)), histogram(b, weight), histogram(b, gradient)], 0);

/** Mean, deviation, least and largest; shares of zeros, of magnitudes above 0.99, of what lies between 0 and 0.01. */
export function activationObservation(b: Builder, output: Value): Value {
  const x = b.stopGradient(output);
  const mean = b.mean(x);
  const share = (which: Value) => b.mean(b.cast(which, 'float32'));
  const parts = [
    mean, b.sqrt(b.mean(b.square(b.sub(x, mean)))), b.reduceMin(x), b.reduceMax(x),
    share(b.eq(x, 0)), share(b.lt(0.99, b.abs(x))), share(b.and(b.lt(0, x), b.lt(x, 0.01))),
  ];
  return b.concat(parts.map((part) => scalar(b, part)), 0);
}

export interface Histogram {
  /** Bars lie between minus and plus this. */
  readonly limit: number;
  readonly counts: readonly number[];
}
export interface WeightStatistics {
  /** Euclidean norms. */
  readonly norm: number;
  readonly gradient: number;
  readonly update: number;
  /** The update's norm by the weight's: about 0.001 where learning goes well. */
  readonly ratio: number;
  readonly weights: Histogram;
  readonly gradients: Histogram;
}
export interface ActivationStatistics {
  readonly mean: number;
  readonly deviation: number;
  /** Share of exact zeros: units of a ReLU that say nothing. */
  readonly zeros: number;
  /** Share within a hundredth of the ends of a range from 0 or -1 to 1, where gradients vanish; 0 for outputs beyond such a range. */
  readonly saturated: number;
}

export function weightStatistics(said: ArrayLike<number>): WeightStatistics {
  const [norm, gradient, update] = [said[0]!, said[1]!, said[2]!];
  const bars = (at: number): Histogram => ({ limit: said[at]!, counts: Array.from({ length: BARS }, (_, i) => said[at + 1 + i]!) });
  return { norm, gradient, update, ratio: norm > 0 ? update / norm : 0, weights: bars(3), gradients: bars(4 + BARS) };
}

export function activationStatistics(said: ArrayLike<number>): ActivationStatistics {
  const [mean, deviation, least, largest, zeros, high, low] = Array.from(said) as [number, number, number, number, number, number, number];
  const bounded = least >= -1 && largest <= 1;
  return { mean, deviation, zeros, saturated: bounded ? high + (least >= 0 ? low : 0) : 0 };
}
