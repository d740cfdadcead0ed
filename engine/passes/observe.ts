/** Statistics of a training step: of every weight its size, gradient and update, of every layer its activations. */
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';
import { TRAITS } from '../ir/traits.ts';
import type { Tensor } from '../types/tensor.ts';

/** Bars of a histogram; they divide evenly what lies between minus and plus the largest magnitude. */
export const BARS = 24;
/** A histogram counts no more numbers than this; of a larger weight evenly spaced ones. */
export const SAMPLE = 4096;

/** Output names of these statistics, in front of the weight's name or the node's id. */
export const [WEIGHT, ACTIVATION] = ['weight:', 'activation:'];

const flat = (b: Builder, value: Value): Value => b.reshape(value, [b.size(value)]);
const sumOfSquares = (b: Builder, value: Value): Value => b.sum(b.square(value), [0], true);

const divides = (p: number, q: number): number => (q === 0 ? p : divides(q, p % q));
/**
 * Evenly spaced numbers of a list. Their distance has no factor in common with its length, so that all rows and columns
 * of a weight are sampled alike.
 */
function sample(b: Builder, list: Value): Value {
  const size = b.size(list);
  let step = Math.ceil(size / SAMPLE);
  while (divides(size, step) > 1) step++;
  return b.slice(list, [0], [size], [step]);
}

/** [sums of squares of the weight, its gradient and its update, sample of the weight, sample of its gradient] */
export function weightObservation(b: Builder, ...of: readonly [weight: Value, gradient: Value, next: Value]): Value {
  const [weight, gradient, next] = of.map((value) => flat(b, value)) as [Value, Value, Value];
  return b.concat(
    [
      ...[weight, gradient, b.sub(next, weight)].map((list) => sumOfSquares(b, list)),
      sample(b, weight),
      sample(b, gradient),
    ],
    0,
  );
}

/** Whether the numbers of a value can have bounds, judged by the equation that gives it. */
function isBounded(b: Builder, value: Value): boolean {
  const maker = b.equations.find(({ outputs }) => outputs.includes(value));
  if (!maker) return false;
  const { range } = TRAITS[maker.prim];
  return range === 'operand' ? isBounded(b, maker.inputs[0]!) : range === 'bounded';
}

/** [mean, standard deviation, share of zeros, share of saturated numbers] */
export function activationObservation(b: Builder, output: Value): Value {
  const x = b.stopGradient(output);
  const share = (which: Value) => b.mean(b.cast(which, 'float32'));
  const mean = b.mean(x);
  const deviation = b.sqrt(b.mean(b.square(b.sub(x, mean))));
  const parts = [mean, deviation, share(b.eq(x, 0)), isBounded(b, output) ? saturated(b, x, share) : b.fill(0, [])];
  return b.concat(
    parts.map((part) => b.reshape(part, [1])),
    0,
  );
}

/**
 * The share of numbers within a hundredth of the ends of a range from 0 or -1 to 1; 0 where numbers lie beyond that
 * range.
 */
function saturated(b: Builder, x: Value, share: (which: Value) => Value): Value {
  const [least, largest] = [b.reduceMin(x), b.reduceMax(x)];
  const middle = b.select(b.lt(least, 0), 0, 0.5);
  const found = share(b.lt(b.sub(0.99, middle), b.abs(b.sub(x, middle))));
  return b.select(b.and(b.le(-1, least), b.le(largest, 1)), found, 0);
}

export interface Histogram {
  /** Bars lie between minus and plus this, the largest magnitude of what is counted. */
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
  /** Share within a hundredth of the ends of a range from 0 or -1 to 1, where gradients vanish; 0 for layers without such a range. */
  readonly saturated: number;
}

/** By weight and by node. */
export interface Observation {
  readonly weights: Readonly<Record<string, WeightStatistics>>;
  readonly activations: Readonly<Record<string, ActivationStatistics>>;
}

export function histogram(values: ArrayLike<number>): Histogram {
  let limit = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) limit = Math.max(limit, Math.abs(values[i]!));
  const counts = new Array<number>(BARS).fill(0);
  // what is no finite number has no bar
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i]))
      counts[Math.min(BARS - 1, Math.floor(((limit > 0 ? values[i]! / limit : 0) + 1) * (BARS / 2)))]!++;
  return { limit, counts };
}

export function weightStatistics(said: Float32Array): WeightStatistics {
  const [norm, gradient, update] = [...said.subarray(0, 3)].map(Math.sqrt) as [number, number, number];
  const half = (said.length + 3) / 2;
  return {
    norm,
    gradient,
    update,
    ratio: norm > 0 ? update / norm : 0,
    weights: histogram(said.subarray(3, half)),
    gradients: histogram(said.subarray(half)),
  };
}

export function activationStatistics(said: ArrayLike<number>): ActivationStatistics {
  const [mean, deviation, zeros, saturated] = Array.from(said) as [number, number, number, number];
  return { mean, deviation, zeros, saturated };
}

/** What the outputs of `observe` say. */
export function observation(results: Readonly<Record<string, Tensor>>): Observation {
  const read = <T>(prefix: string, of: (said: Float32Array) => T): Record<string, T> =>
    Object.fromEntries(
      Object.entries(results).flatMap(([name, { data }]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), of(data as Float32Array)]] : [],
      ),
    );
  return { weights: read(WEIGHT, weightStatistics), activations: read(ACTIVATION, activationStatistics) };
}
