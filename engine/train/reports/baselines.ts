/**
 * What a forecast is held against: what needs no network. The value that was last known, that of the same place in the last season
 * where the training windows show one, and a linear model of the window (least squares). Errors are in the target's own units.
 */
import type { Fits, Pipeline, SplitName } from '../../data/pipeline.ts';
import type { Step } from '../../data/series/steps.ts';
import { undoTransforms } from '../../data/transformed.ts';
import type { Document } from '../../graph/document.ts';
import type { CompiledModel } from '../../passes/compiled.ts';
import { expandDocument } from '../../passes/expand.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Batch } from '../batches.ts';
import type { Tensors } from '../engine.ts';
import { leastSquares } from './leastSquares.ts';

export interface Errors {
  readonly meanAbsoluteError: number;
  readonly rootMeanSquaredError: number;
}

export type BaselineId = 'last' | 'season' | 'linear';
export interface Baseline extends Errors {
  readonly id: BaselineId;
  /** Steps of the season. */
  readonly season?: number;
}

/** A network's forecasts beside those that need none, on the same windows. */
export interface ForecastComparison {
  /** Of the windows: they are those of this split. */
  readonly split: SplitName;
  readonly windows: number;
  /** Null where the network's answers cannot be turned back into the target's units. */
  readonly network: Errors | null;
  readonly baselines: readonly Baseline[];
}

/** Sums up how far forecasts are from what came. */
export class ErrorSums {
  #count = 0;
  #absolute = 0;
  #squared = 0;

  add(said: ArrayLike<number>, came: ArrayLike<number>): void {
    for (let i = 0; i < came.length; i++) {
      const error = said[i]! - came[i]!;
      this.#absolute += Math.abs(error);
      this.#squared += error * error;
    }
    this.#count += came.length;
  }

  get mean(): Errors | null {
    if (this.#count === 0) return null;
    const [meanAbsoluteError, square] = [this.#absolute / this.#count, this.#squared / this.#count];
    return Number.isFinite(square) ? { meanAbsoluteError, rootMeanSquaredError: Math.sqrt(square) } : null;
  }
}

/** Sums up the errors of a network that forecasts, batch by batch, in the target's own units. */
export class NetworkErrors {
  readonly #sums = new ErrorSums();
  readonly #target: string;
  readonly #readout: string;
  readonly #undo: (values: Tensor) => Tensor | undefined;

  /** Judged is what the first loss compares. */
  constructor(document: Document, { outputs }: Pick<CompiledModel, 'outputs'>, fits: Fits) {
    const [first] = expandDocument(document).training.losses;
    const judged = outputs.find(({ node }) => node === first?.output) ?? outputs[0];
    const config = document.data.targets[first?.target ?? ''];
    this.#target = `target:${first?.target}`;
    this.#readout = `readout:${judged?.node}`;
    this.#undo = (values) => config && undoTransforms(config.transforms, fits[this.#target] ?? [], values);
  }

  add({ feeds }: Batch, results: Tensors): void {
    const [said, came] = [results[this.#readout], feeds[this.#target]];
    if (!said || !came || said.data.length !== came.data.length) return;
    const [own, true_] = [this.#undo({ ...said, shape: came.shape } as Tensor), this.#undo(came)];
    if (own && true_) this.#sums.add(own.data, true_.data);
  }

  get mean(): Errors | null {
    return this.#sums.mean;
  }
}

/** Windows that are read at a time, and those that are learned from at most. */
const [CHUNK, MOST_LEARNED] = [256, 20_000];
/** Numbers of a window that a linear model reads at most, and what fitting it may take in multiplications. */
const [MOST_READ, MOST_WORK] = [1024, 2e9];
/** A season is evident that makes the error on the training windows smaller than this part of the last value's. */
const EVIDENT = 0.9;
/** Seasons that are tried where a step says none. */
const MOST_TRIED = 60;

/** What foretells without a network, fitted on the training windows alone. Null where a document forecasts nothing. */
export function foretellersOf(document: Document, data: Pipeline): readonly Foreteller[] | null {
  const { forecast } = data.dataset;
  const [first] = expandDocument(document).training.losses;
  const source = first && data.sourceOf(`target:${first.target}`);
  if (!forecast || source?.name !== forecast.future) return null;
  const learned = spread(windowsOf(data, 'train'), MOST_LEARNED);
  const season = evidentSeason(learned, forecast.step);
  const line = linearModel(learned);
  return [
    { id: 'last', foretell: lastValue },
    ...(season === undefined ? [] : [{ id: 'season' as const, season, foretell: seasonal(season) }]),
    ...(line ? [{ id: 'linear' as const, foretell: line }] : []),
  ];
}

/** How far off they are on a split; null where it has no windows, or nothing is forecast. */
export function baselinesOf(
  document: Document,
  data: Pipeline,
  split: SplitName,
  foretellers = foretellersOf(document, data),
): readonly Baseline[] | null {
  if (!foretellers || data.splits[split].rows.length === 0) return null;
  const own = windowsOf(data, split);
  return foretellers.flatMap(({ foretell, ...named }) => {
    const { mean } = errorsOf(own, foretell);
    return mean ? [{ ...named, ...mean }] : [];
  });
}

/** Windows of a split: the past, step by step with the target first, and the future of the target. */
export interface WindowRows {
  readonly rows: Int32Array;
  readonly length: number;
  readonly width: number;
  readonly horizon: number;
  readonly lead: number;
  read(rows: Int32Array): { readonly past: ArrayLike<number>; readonly future: ArrayLike<number> };
}

export function windowsOf(data: Pipeline, split: SplitName): WindowRows {
  const { table, rows } = data.splits[split];
  const { past, future, lead } = data.dataset.forecast!;
  const shapeOf = (name: string) => data.dataset.columns.find((column) => column.name === name)!.shape;
  const [length, width] = shapeOf(past) as [number, number];
  const [horizon] = shapeOf(future) as [number];
  const read = (some: Int32Array) => ({ past: table.read(past, some).data, future: table.read(future, some).data });
  return { rows, length, width, horizon, lead, read };
}

/** Evenly some of the windows. */
const spread = (windows: WindowRows, most: number): WindowRows =>
  windows.rows.length <= most
    ? windows
    : {
        ...windows,
        rows: Int32Array.from({ length: most }, (_, i) => windows.rows[Math.floor((i * windows.rows.length) / most)]!),
      };

/** A forecast that needs no network. */
export interface Foreteller extends Pick<Baseline, 'id' | 'season'> {
  readonly foretell: Foretell;
}

/** Forecasts of windows whose past begins at `at`, into `out`. */
type Foretell = (past: ArrayLike<number>, at: number, windows: WindowRows, out: Float64Array) => void;

function errorsOf(windows: WindowRows, foretell: Foretell): ErrorSums {
  const sums = new ErrorSums();
  const { rows, length, width, horizon } = windows;
  const out = new Float64Array(horizon);
  for (let from = 0; from < rows.length; from += CHUNK) {
    const some = rows.subarray(from, from + CHUNK);
    const { past, future } = windows.read(some);
    for (let i = 0; i < some.length; i++) {
      foretell(past, i * length * width, windows, out);
      sums.add(
        out,
        Array.from({ length: horizon }, (_, step) => future[i * horizon + step]!),
      );
    }
  }
  return sums;
}

const lastValue: Foretell = (past, at, { length, width }, out) => out.fill(past[at + (length - 1) * width]!);

/** The value of the same place in the last whole season before. */
const seasonal =
  (season: number): Foretell =>
  (past, at, { length, width, lead }, out) => {
    for (let step = 0; step < out.length; step++) {
      const ahead = lead + step + 1;
      const back = length - 1 + ahead - season * Math.ceil(ahead / season);
      out[step] = past[at + back * width]!;
    }
  };

/** The season of the training windows, in steps; undefined where none helps. */
function evidentSeason(learned: WindowRows, step: Step): number | undefined {
  const some = spread(learned, 2000);
  const known = seasonsOf(step).filter((season) => season >= 2 && season <= learned.length);
  const tried =
    known.length > 0 ? known : Array.from({ length: Math.min(learned.length, MOST_TRIED) - 1 }, (_, i) => i + 2);
  const errorOf = (foretell: Foretell) => errorsOf(some, foretell).mean?.meanAbsoluteError ?? Number.POSITIVE_INFINITY;
  let [best, least]: [number | undefined, number] = [undefined, EVIDENT * errorOf(lastValue)];
  for (const season of tried) {
    const error = errorOf(seasonal(season));
    if (error < least) [best, least] = [season, error];
  }
  return best;
}

/** What the calendar makes of a step: of months the year, of hours day and week, of days week and year. */
function seasonsOf({ unit, length }: Step): number[] {
  if (unit === 'units') return [];
  if (unit === 'months') return [12 / length].filter(Number.isInteger);
  const day = 1 / length;
  return [day, 7 * day, 365 * day].map(Math.round);
}

/**
 * Least squares of the future on the window and a constant. Every number is taken from the last step of its column, which is read as
 * well: the same model, in numbers that are not large beside their differences. Undefined where the window is too wide, or nothing varies.
 */
function linearModel(learned: WindowRows): Foretell | undefined {
  const { length, horizon } = learned;
  // of a window that is too wide the target's own past is read
  const width = length * learned.width <= MOST_READ ? learned.width : 1;
  const size = length * width + 1;
  if (size > MOST_READ + 1) return undefined;
  const { rows, read } = spread(learned, Math.max(size, Math.floor(MOST_WORK / size ** 2)));
  const features = new Float64Array(size);
  const fit = leastSquares(size, horizon);
  const targets = new Float64Array(horizon);
  for (let from = 0; from < rows.length; from += CHUNK) {
    const some = rows.subarray(from, from + CHUNK);
    const { past, future } = read(some);
    for (let i = 0; i < some.length; i++) {
      const last = lookAt(past, i * length * learned.width, learned, width, features);
      for (let step = 0; step < horizon; step++) targets[step] = future[i * horizon + step]! - last;
      fit.add(features, targets);
    }
  }
  const weights = fit.solve();
  if (!weights) return undefined;
  return (past, at, _, out) => {
    const last = lookAt(past, at, learned, width, features);
    for (let step = 0; step < horizon; step++) {
      let sum = last;
      for (let i = 0; i < size; i++) sum += weights[i * horizon + step]! * features[i]!;
      out[step] = sum;
    }
  };
}

/** A window as the linear model reads it; gives the target's last value. */
function lookAt(
  past: ArrayLike<number>,
  at: number,
  windows: WindowRows,
  width: number,
  features: Float64Array,
): number {
  const last = at + (windows.length - 1) * windows.width;
  let place = 0;
  for (let step = 0; step < windows.length - 1; step++)
    for (let i = 0; i < width; i++) features[place++] = past[at + step * windows.width + i]! - past[last + i]!;
  for (let i = 0; i < width; i++) features[place++] = past[last + i]!;
  features[place] = 1;
  return past[last]!;
}
