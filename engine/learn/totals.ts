/** What the totals of a metric come to: its formula over them. */
import type { Schema, SettingsOf } from '../settings.ts';
import type { MetricTotals } from './accumulation.ts';
import type { Metric } from './define.ts';
import { compiled, type Listed } from './formulas.ts';
import type { ScoreSteps, ScoreTable } from './scores.ts';

type Settings = SettingsOf<Schema>;
type Lists = Readonly<Record<string, readonly number[]>>;

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** How many classes totals of this length are about; for `outputs` how many outputs. */
export const classesIn = ({ totals }: Metric, length: number): number =>
  totals === 'outputs' ? length / 4 : typeof totals === 'string' ? Math.round(Math.sqrt(length)) : 0;

/**
 * The value of a metric, for a matrix its elements, row-major. Null where it is not defined: where its formula divides nothing by
 * nothing, or the outputs that it judges were not finite.
 */
export function metricValue(metric: Metric, settings: Settings, totals: MetricTotals): number | Float64Array | null {
  if (!metric.value) return (totals as Float64Array).every(Number.isFinite) ? (totals as Float64Array) : null;
  const value = formulaValue(metric, settings, totals);
  return Number.isFinite(value) ? value : null;
}

function formulaValue(metric: Metric, settings: Settings, totals: MetricTotals): number {
  const classes = totals instanceof Float64Array ? classesIn(metric, totals.length) : totals.classes;
  const formula = metric.value!(settings, classes);
  const over = (lists: Readonly<Record<string, Listed>>): number => {
    const names: Record<string, Listed> = { ...(settings as Record<string, Listed>), ...lists, nothing: Number.NaN };
    for (const [name, text] of Object.entries(metric.where ?? {})) names[name] = compiled(text)(names);
    return Number(compiled(formula)(names));
  };
  if (!(totals instanceof Float64Array)) return overScores(metric, settings, totals, over);
  switch (metric.totals) {
    case 'classes':
      return over(perClass(totals, classes));
    case 'pairs':
      return over(perPair(totals, classes));
    case 'outputs':
      return over(perOutput(totals, classes));
    default:
      return over(Object.fromEntries((metric.totals as readonly string[]).map((name, i) => [name, totals[i]!])));
  }
}

/** For each output how many targets it has, how far they spread, and what is left of that. */
function perOutput(totals: Float64Array, outputs: number): Lists {
  const [count, , spread, residual] = range(4).map((row) => [...totals.subarray(row * outputs, (row + 1) * outputs)]);
  return { count: count!, spread: spread!, residual: residual! };
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

/** The classes that a ranking metric looks at: one alone; of two the second, whose order is that of the first turned round; all. */
export const rankedClasses = ({ average, class: own }: Settings, classes: number): number[] =>
  average === 'class' ? [Number(own)] : classes === 2 ? [1] : range(classes);

/** The mean over classes, each against all others; those without a value count what scikit-learn has them count, or not at all. */
function overScores(
  { missing = Number.NaN }: Metric,
  settings: Settings,
  table: ScoreTable,
  area: (lists: Readonly<Record<string, Listed>>) => number,
): number {
  if (!table.isFinite) return Number.NaN;
  const areas = rankedClasses(settings, table.classes).map((c) => area(rankingLists(table.steps(c))));
  const defined = areas.filter(Number.isFinite);
  if (areas.length === 1 || defined.length === 0) return areas[0] ?? Number.NaN;
  const counted =
    settings.average === 'present' ? defined : areas.map((value) => (Number.isNaN(value) ? missing : value));
  return counted.reduce((a, b) => a + b) / counted.length;
}

/** What a ranking formula speaks of. */
function rankingLists({ own, other }: ScoreSteps) {
  const upTo = (list: Float64Array): number[] => {
    let sum = 0;
    return Array.from(list, (value) => (sum += value));
  };
  const [ownUpTo, otherUpTo] = [upTo(own), upTo(other)];
  return {
    own: [...own],
    other: [...other],
    ownUpTo,
    allUpTo: ownUpTo.map((count, i) => count + otherUpTo[i]!),
    positives: ownUpTo.at(-1) ?? 0,
    negatives: otherUpTo.at(-1) ?? 0,
  };
}

/** The classes without rows, where the metric is a mean over classes. */
export function missingClasses(metric: Metric, settings: Settings, totals: MetricTotals): number[] {
  const classes = totals instanceof Float64Array ? classesIn(metric, totals.length) : totals.classes;
  if (!metric.averages?.(settings, classes)) return [];
  const rows =
    totals instanceof Float64Array
      ? perClass(totals, classes).actual!
      : range(classes).map((c) => totals.steps(c).own.reduce((sum, count) => sum + count, 0));
  return range(classes).filter((c) => rows[c] === 0);
}
