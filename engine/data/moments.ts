/**
 * Counts, means, spreads and extremes of numbers that come in batches, for several groups at once. Missing numbers (NaN) are counted
 * and left out. Batches' means and squared deviations are merged (Chan, Golub and LeVeque 1979), which loses no digits.
 */
export interface Moments {
  /** Numbers that are there. */
  readonly count: number;
  readonly missing: number;
  /** NaN where nothing is there. */
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Of all that are there: divided by their count. */
  readonly deviation: number;
}

interface Sums {
  count: number;
  missing: number;
  minimum: number;
  maximum: number;
  mean: number;
  /** Sum of the squared distances from the mean. */
  squares: number;
}

const none = (): Sums => ({
  count: 0,
  missing: 0,
  minimum: Number.POSITIVE_INFINITY,
  maximum: Number.NEGATIVE_INFINITY,
  mean: 0,
  squares: 0,
});

function merge(into: Sums, { count, missing, minimum, maximum, mean, squares }: Sums): void {
  into.missing += missing;
  if (count === 0) return;
  const all = into.count + count;
  const delta = mean - into.mean;
  into.squares += squares + (delta * delta * into.count * count) / all;
  into.mean = into.count === 0 ? mean : into.mean + (delta * count) / all;
  into.minimum = Math.min(into.minimum, minimum);
  into.maximum = Math.max(into.maximum, maximum);
  into.count = all;
}

const momentsOf = ({ count, missing, minimum, maximum, mean, squares }: Sums): Moments =>
  count === 0
    ? { count, missing, minimum: Number.NaN, maximum: Number.NaN, mean: Number.NaN, deviation: Number.NaN }
    : { count, missing, minimum, maximum, mean, deviation: Math.sqrt(squares / count) };

export class MomentsOf {
  /** The group of each number of a row. */
  readonly #of: Int32Array;
  readonly #groups: readonly Sums[];

  constructor(of: Int32Array, groups: number) {
    this.#of = of;
    this.#groups = Array.from({ length: groups }, none);
  }

  /** Whole rows, one after the other. */
  add(data: ArrayLike<number>): void {
    const of = this.#of;
    const batch = this.#groups.map(none);
    for (let at = 0; at < data.length; at += of.length)
      for (let i = 0; i < of.length; i++) {
        const value = data[at + i]!;
        const sums = batch[of[i]!]!;
        if (Number.isNaN(value)) {
          sums.missing++;
          continue;
        }
        sums.count++;
        sums.mean += value;
        if (value < sums.minimum) sums.minimum = value;
        if (value > sums.maximum) sums.maximum = value;
      }
    for (const sums of batch) sums.mean /= Math.max(1, sums.count);
    for (let at = 0; at < data.length; at += of.length)
      for (let i = 0; i < of.length; i++) {
        const value = data[at + i]!;
        const sums = batch[of[i]!]!;
        if (!Number.isNaN(value)) sums.squares += (value - sums.mean) ** 2;
      }
    batch.forEach((sums, group) => merge(this.#groups[group]!, sums));
  }

  groups(): readonly Moments[] {
    return this.#groups.map(momentsOf);
  }
  /** Of all groups together. */
  total(): Moments {
    const all = none();
    for (const sums of this.#groups) merge(all, sums);
    return momentsOf(all);
  }
}
