/** What looking into the steps of a run found: curves of every number by weight and layer, histograms of some looks. */
import type { TrainingEvent } from '../../../engine/train/events.ts';
import { Series } from './series.ts';

export type Look = Extract<TrainingEvent, { event: 'statistics' }>;

/** Of weights and of layers; the names that the statistics have. */
export type Quantity = 'norm' | 'gradient' | 'update' | 'ratio' | 'mean' | 'deviation' | 'zeros' | 'saturated';
const OF_WEIGHTS = ['norm', 'gradient', 'update', 'ratio'] as const;
const OF_LAYERS = ['mean', 'deviation', 'zeros', 'saturated'] as const;

export interface Looks {
  readonly step: Series;
  /** By the weight's or layer's name; one number for each look. They grow in place. */
  readonly curves: ReadonlyMap<string, Readonly<Partial<Record<Quantity, Series>>>>;
  readonly newest: Look | null;
  /** The first look and every so many more: histograms of all of them would fill the memory. */
  readonly kept: readonly Look[];
  readonly every: number;
}

export const noLooks = (): Looks => ({ step: new Series(), curves: new Map(), newest: null, kept: [], every: 1 });

/** More histograms than a chart has pixels for are thinned out. */
const MOST_KEPT = 128;

export function withLook(looks: Looks, look: Look): Looks {
  const { step, curves, kept, every } = looks;
  // a window that opens meanwhile may hear a look twice
  if (look.step <= (step.at(-1) ?? 0)) return looks;
  const place = step.length;
  step.push([look.step]);
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
  for (const [name, numbers] of Object.entries(look.weights)) add(name, OF_WEIGHTS, numbers);
  for (const [name, numbers] of Object.entries(look.activations)) add(name, OF_LAYERS, numbers);
  const more = place % every === 0 ? [...kept, look] : kept;
  const full = more.length > MOST_KEPT;
  return {
    step,
    curves: all,
    newest: look,
    kept: full ? more.filter((_, i) => i % 2 === 0) : more,
    every: full ? 2 * every : every,
  };
}

function grown(series: Series | undefined, place: number, value: number): Series {
  const grown = series ?? new Series();
  if (grown.length < place) grown.push(Array<number>(place - grown.length).fill(Number.NaN));
  grown.push([value]);
  return grown;
}

/** Forgets the looks behind a step: what is done again is looked into again. */
export function upTo(looks: Looks, last: number): Looks {
  const { step, curves, kept } = looks;
  const count = step.values.findIndex((at) => at > last);
  if (count < 0) return looks;
  for (const series of [step, ...[...curves.values()].flatMap((of) => Object.values(of))]) series.truncate(count);
  const left = kept.filter((look) => look.step <= last);
  return { ...looks, kept: left, newest: left.at(-1) ?? null };
}
