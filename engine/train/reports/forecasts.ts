/** Single windows of a series to look at: what was, what came, and what is foretold. */
import type { Pipeline, SplitName } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import { expandDocument } from '../../passes/expand.ts';
import type { Tensor } from '../../types/tensor.ts';
import { type Baseline, type BaselineId, type Foreteller, type WindowRows, windowsOf } from './baselines.ts';

/** A series among several, and how many windows of the split it has. */
export interface WindowGroup {
  readonly number: number;
  readonly name: string;
  readonly windows: number;
}

/** A window of a split, in the units of the data. */
export interface ForecastWindow {
  /** The series that have windows in the split, in their order; none where there is one series. */
  readonly groups: readonly WindowGroup[];
  /** Whose it is; null where there is one series. */
  readonly group: number | null;
  /** Its place among those that were asked about, which are so many. */
  readonly at: number;
  readonly total: number;
  /** Of the steps of `past`, then of those of `truth`: days since 1970 where they are dates. */
  readonly times: readonly number[];
  readonly isDate: boolean;
  /** The target; steps between the two, that are in neither. */
  readonly past: readonly number[];
  readonly lead: number;
  readonly truth: readonly number[];
  /** Empty where the network's answers cannot be turned back into the target's units. */
  readonly prediction: readonly number[];
  /** The nearest of what needs no network. */
  readonly baseline: { readonly id: BaselineId; readonly season?: number; readonly values: readonly number[] } | null;
}

export class ForecastWindows {
  readonly #windows: WindowRows;
  readonly #forecast: NonNullable<Pipeline['dataset']['forecast']>;
  /** Rows of the table by group, as time goes; all of them under null. */
  readonly #rows = new Map<number | null, Int32Array>();
  readonly #groups: readonly WindowGroup[];
  readonly #groupOf: (row: number) => number | null;
  readonly #nearest: Foreteller | undefined;
  /** What a network says, in the units of the data. */
  readonly #undo: (said: Tensor) => Tensor | undefined;

  /** Of what forecasts: `foretellers`, and how far off each is on this split. */
  constructor(
    document: Document,
    data: Pipeline,
    split: SplitName,
    foretellers: readonly Foreteller[],
    baselines: readonly Baseline[],
  ) {
    this.#windows = windowsOf(data, split);
    this.#forecast = data.dataset.forecast!;
    const all = this.#windows.rows.toSorted();
    this.#rows.set(null, all);
    const column = data.dataset.columns.find(({ role, classes }) => role === 'group' && classes);
    const groups = column && (data.splits[split].table.read(column.name, all).data as Int32Array);
    const found = new Map<number, number[]>();
    groups?.forEach((group, i) => {
      if (!found.has(group)) found.set(group, []);
      found.get(group)!.push(all[i]!);
    });
    for (const [group, rows] of found) this.#rows.set(group, Int32Array.from(rows));
    this.#groups = [...found]
      .map(([number, rows]) => ({ number, name: column!.classes![number]!, windows: rows.length }))
      .sort((a, b) => a.number - b.number);
    const numbers = new Map(groups && Array.from(all, (row, i) => [row, groups[i]!]));
    this.#groupOf = (row) => numbers.get(row) ?? null;
    const nearest = baselines.toSorted((a, b) => a.meanAbsoluteError - b.meanAbsoluteError)[0];
    const [first] = expandDocument(document).training.losses;
    this.#undo = (said) => data.undo(`target:${first!.target}`, said);
    this.#nearest = foretellers.find(({ id }) => id === nearest?.id);
  }

  /** The row of the table that is the `at`-th window of a group, or of all where it is null; the last where there are fewer. */
  place(group: number | null, at: number): { readonly row: number; readonly at: number; readonly total: number } {
    const rows = this.#rows.get(group) ?? this.#rows.get(null)!;
    const place = Math.min(at, rows.length - 1);
    return { row: rows[place]!, at: place, total: rows.length };
  }

  /** `said`: by the network of this row, as it reads it out. */
  window(place: ReturnType<ForecastWindows['place']>, said: Tensor | undefined): ForecastWindow {
    const { length, width, horizon, lead } = this.#windows;
    const { past, future } = this.#windows.read(Int32Array.of(place.row));
    const out = new Float64Array(horizon);
    if (this.#nearest) this.#nearest.foretell(past, 0, this.#windows, out);
    const own = said?.data.length === horizon ? this.#undo({ ...said, shape: [1, horizon] } as Tensor) : undefined;
    const { foretell: _, ...named } = this.#nearest ?? {};
    return {
      groups: this.#groups,
      group: this.#groupOf(place.row),
      at: place.at,
      total: place.total,
      times: this.#forecast.times(place.row),
      isDate: this.#forecast.isDate,
      past: Array.from({ length }, (_, step) => past[step * width]!),
      lead,
      truth: Array.from(future),
      prediction: Array.from(own?.data ?? []),
      baseline: this.#nearest ? { ...(named as Pick<Baseline, 'id' | 'season'>), values: Array.from(out) } : null,
    };
  }
}
