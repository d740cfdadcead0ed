/** What is done with the values of columns before the network reads them, in the arithmetic of the program that this project comes from. */

export interface Tensor<D extends "float32" | "int32" = "float32" | "int32"> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
/** What a transform learned from the training rows. */
export type TransformFit = Readonly<
  Record<string, number | string | readonly number[] | readonly string[]>
>;
/** What the transforms learned, in their order, by what they feed. */
export type Fits = Record<string, readonly TransformFit[]>;

/** What a transform is given: numbers, or classes with their names. */
interface Before {
  readonly kind: "number" | "category";
  readonly classes?: readonly string[];
}
interface Transform<S> {
  fit?(batches: Iterable<Tensor>, settings: S, before: Before): TransformFit;
  apply(batch: Tensor, settings: S, fit: TransformFit): Tensor;
  undo?(batch: Tensor, settings: S, fit: TransformFit): Tensor;
}
/** A transform with its settings. */
export interface Step {
  fit(batches: Iterable<Tensor>): TransformFit;
  apply(batch: Tensor, fit: TransformFit): Tensor;
  undo?(batch: Tensor, fit: TransformFit): Tensor;
}

export function step<S>(
  transform: Transform<S>,
  settings: S,
  before: Before = { kind: "number" },
): Step {
  const { fit, apply, undo } = transform;
  return {
    fit: (batches) => fit?.(batches, settings, before) ?? {},
    apply: (batch, learned) => apply(batch, settings, learned),
    ...(undo && { undo: (batch, learned) => undo(batch, settings, learned) }),
  };
}

/** All steps in their order; `raw` may be changed. */
export const applyAll = (
  steps: readonly Step[],
  raw: Tensor,
  fits: readonly TransformFit[] = [],
): Tensor =>
  steps.reduce((batch, one, i) => one.apply(batch, fits[i] ?? {}), raw);

/** The other way round, for what the network answers. */
export const undoAll = (
  steps: readonly Step[],
  answers: Tensor,
  fits: readonly TransformFit[] = [],
): Tensor =>
  steps.reduceRight(
    (batch, one, i) => one.undo!(batch, fits[i] ?? {}),
    answers,
  );

/** What each step learns from batches of the training rows. */
export function fitAll(
  steps: readonly Step[],
  batches: () => Iterable<Tensor>,
): TransformFit[] {
  const fits: TransformFit[] = [];
  for (const [i, one] of steps.entries())
    fits.push(
      one.fit(
        (function* () {
          for (const batch of batches())
            yield applyAll(steps.slice(0, i), batch, fits);
        })(),
      ),
    );
  return fits;
}

/** Columns side by side: a row of each, one behind the other. */
export function joined(columns: readonly Tensor[]): Tensor {
  const rows = columns[0]!.shape[0]!;
  const widths = columns.map(({ data }) => data.length / Math.max(1, rows));
  const width = widths.reduce((a, b) => a + b, 0);
  const out = new Float32Array(rows * width);
  let start = 0;
  columns.forEach(({ data }, column) => {
    const size = widths[column]!;
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < size; i++)
        out[row * width + start + i] = data[row * size + i]!;
    start += size;
  });
  return { dtype: "float32", shape: [rows, width], data: out };
}

type Shape = readonly number[];

/** Number of elements; 1 for a scalar. */
function sizeOf(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/**
 * Counts, means, spreads and extremes of numbers that come in batches, for several groups at once. Missing numbers (NaN) are counted
 * and left out. Batches' means and squared deviations are merged (Chan, Golub and LeVeque 1979), which loses no digits.
 */
interface Moments {
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

function merge(
  into: Sums,
  { count, missing, minimum, maximum, mean, squares }: Sums,
): void {
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

const momentsOf = ({
  count,
  missing,
  minimum,
  maximum,
  mean,
  squares,
}: Sums): Moments =>
  count === 0
    ? {
        count,
        missing,
        minimum: Number.NaN,
        maximum: Number.NaN,
        mean: Number.NaN,
        deviation: Number.NaN,
      }
    : {
        count,
        missing,
        minimum,
        maximum,
        mean,
        deviation: Math.sqrt(squares / count),
      };

class MomentsOf {
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

/** Which mean each element of a row belongs to. A channel is the first axis of a row that has several, a feature the last. */
function grouping(
  shape: Shape,
  per: "column" | "channel" | "value" | "feature",
): { groups: number; of: Int32Array } {
  const row = shape.slice(1);
  const size = sizeOf(row);
  if (per === "feature" && row.length > 1)
    return {
      groups: row.at(-1)!,
      of: Int32Array.from({ length: size }, (_, i) => i % row.at(-1)!),
    };
  const groups =
    per === "column" || row.length === 0
      ? 1
      : per !== "channel" || row.length === 1
        ? size
        : row[0]!;
  return {
    groups,
    of: Int32Array.from({ length: size }, (_, i) =>
      Math.floor((i * groups) / size),
    ),
  };
}

/** Scale. Turns x into (x / divisor − subtract) / divide. For pixels from 0 to 255: divisor 255, then subtract 0.5 and divide by 0.5 for values from −1 to 1. */
export const scale: Transform<{
  divisor: number;
  subtract: number;
  divide: number;
}> = {
  apply(batch, { divisor, subtract, divide }) {
    const { data } = batch;
    // as pixels mostly are: a second division would take as long again
    if (subtract === 0 && divide === 1)
      for (let i = 0; i < data.length; i++) data[i]! /= divisor;
    else
      for (let i = 0; i < data.length; i++)
        data[i] = (data[i]! / divisor - subtract) / divide;
    return batch;
  },
  undo(batch, { divisor, subtract, divide }) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++)
      data[i] = (data[i]! * divide + subtract) * divisor;
    return batch;
  },
};

/** Standardize. Subtracts the mean and divides by the standard deviation of the training rows. Per channel is usual for pictures, per value for tables. */
export const standardize: Transform<{
  per: "column" | "channel" | "value" | "feature";
}> = {
  fit(batches, { per }) {
    let moments: MomentsOf | undefined;
    for (const { shape, data } of batches) {
      if (!moments) {
        const { groups, of } = grouping(shape, per);
        moments = new MomentsOf(of, groups);
      }
      moments.add(data);
    }
    const groups = moments?.groups() ?? [];
    // what never varies is left as wide as it is; what is never there stays missing
    return {
      mean: groups.map(({ mean }) => mean || 0),
      deviation: groups.map(({ deviation }) => deviation || 1),
    };
  },
  apply(batch, { per }, fit) {
    const [means, deviations] = [
      fit.mean as readonly number[],
      fit.deviation as readonly number[],
    ];
    const { data } = batch;
    if (means.length === 1) {
      const [mean, deviation] = [means[0]!, deviations[0]!];
      for (let at = 0; at < data.length; at++)
        data[at] = (data[at]! - mean) / deviation;
      return batch;
    }
    const { of } = grouping(batch.shape, per);
    const mean = Float64Array.from(of, (g) => means[g]!);
    const deviation = Float64Array.from(of, (g) => deviations[g]!);
    for (let at = 0; at < data.length; at += of.length)
      for (let i = 0; i < of.length; i++)
        data[at + i] = (data[at + i]! - mean[i]!) / deviation[i]!;
    return batch;
  },
  undo(batch, { per }, fit) {
    const [means, deviations] = [
      fit.mean as readonly number[],
      fit.deviation as readonly number[],
    ];
    const { data, shape } = batch;
    const size = data.length / shape[0]!;
    for (let at = 0; at < data.length; at++) {
      const group =
        per === "feature"
          ? at % means.length
          : Math.floor(((at % size) * means.length) / size);
      data[at] = data[at]! * deviations[group]! + means[group]!;
    }
    return batch;
  },
};
