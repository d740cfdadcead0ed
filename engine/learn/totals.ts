/** What the totals of a metric's sums come to: its formula over them. */
import type { Schema, SettingsOf } from '../settings.ts';
import type { Metric } from './define.ts';
import { compiled, type Listed } from './formulas.ts';

type Settings = SettingsOf<Schema>;
type Lists = Readonly<Record<string, readonly number[]>>;

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** How many classes totals of this length are about. */
export function classesIn({ totals }: Metric, settings: Settings, length: number): number {
  if (totals === 'scores') return length / (2 * Number(settings.bins));
  return typeof totals === 'string' ? Math.round(Math.sqrt(length)) : 0;
}

/** The value of a metric; for a matrix its elements, row-major. */
export function metricValue(metric: Metric, settings: Settings, totals: Float64Array): number | Float64Array {
  if (!metric.value) return totals;
  const classes = classesIn(metric, settings, totals.length);
  const formula = metric.value(settings, classes);
  const over = (lists: Readonly<Record<string, Listed>>): number => {
    const names: Record<string, Listed> = { ...(settings as Record<string, Listed>), ...lists };
    for (const [name, text] of Object.entries(metric.where ?? {})) names[name] = compiled(text)(names);
    return Number(compiled(formula)(names));
  };
  switch (metric.totals) {
    case 'classes':
      return over(perClass(totals, classes));
    case 'pairs':
      return over(perPair(totals, classes));
    case 'scores':
      return overScores(totals, classes, settings, over);
    default:
      return over(Object.fromEntries(metric.totals.map((name, i) => [name, totals[i]!])));
  }
}

/** For each class how often it was right, chosen and true. */
function perClass(totals: Float64Array, classes: number): Lists {
  const all = range(classes);
  return {
    right: all.map((c) => totals[c * classes + c]!),
    chosen: all.map((c) => all.reduce((sum, row) => sum + totals[row * classes + c]!, 0)),
    actual: all.map((c) => all.reduce((sum, column) => sum + totals[c * classes + column]!, 0)),
  };
}

/** For each true class and each choice how often they met, how often each of them was, and how many classes lie between. */
function perPair(totals: Float64Array, classes: number): Lists {
  const { actual, chosen } = perClass(totals, classes);
  const pairs = range(classes).flatMap((row) => range(classes).map((column) => [row, column] as const));
  return {
    count: [...totals],
    actual: pairs.map(([row]) => actual![row]!),
    chosen: pairs.map(([, column]) => chosen![column]!),
    distance: pairs.map(([row, column]) => Math.abs(row - column)),
  };
}

/**
 * The mean over the classes that have samples of both kinds, or the one that is looked at alone. Of two classes only
 * the second is counted; the first has the same scores, turned round.
 */
function overScores(
  totals: Float64Array,
  classes: number,
  { average, class: own, bins }: Settings,
  area: (lists: Readonly<Record<string, Listed>>) => number,
): number {
  const areaOf = (c: number): number | undefined => {
    const scores = scoresOf(totals, c, Number(bins));
    return scores.positives === 0 || scores.negatives === 0 ? undefined : area(scores);
  };
  if (average === 'class' && classes > 1) return areaOf(Number(own)) ?? 0;
  const areas = range(classes).flatMap((c) => areaOf(c) ?? []);
  return areas.length === 0 ? 0 : areas.reduce((a, b) => a + b) / areas.length;
}

/** Rows of a class and of others with the same score, from the highest score to the lowest, and what they have come to so far. */
function scoresOf(totals: Float64Array, c: number, bins: number) {
  const places = range(bins)
    .map((i) => [(2 * c + 2) * bins - 1 - i, (2 * c + 1) * bins - 1 - i] as const)
    .filter(([yes, no]) => totals[yes]! + totals[no]! > 0);
  const own = places.map(([yes]) => totals[yes]!);
  const other = places.map(([, no]) => totals[no]!);
  const upTo = (list: readonly number[]): number[] => {
    let sum = 0;
    return list.map((value) => (sum += value));
  };
  const ownUpTo = upTo(own);
  return {
    own,
    other,
    ownUpTo,
    allUpTo: upTo(own.map((count, i) => count + other[i]!)),
    positives: ownUpTo.at(-1) ?? 0,
    negatives: upTo(other).at(-1) ?? 0,
  };
}
