/** How the metrics of a run read: their names in words, their values with a unit. */
import type { Metric } from './define.ts';
import { metricOf } from './index.ts';
import { t, word, type Worded } from '../texts/index.ts';
import { definitionTitle, inSentence, withinSentence } from '../texts/definitions.ts';
import { named, type Phrase, type Verbatim, verbatim } from '../phrases.ts';

/** The metric of that name; one that stands twice among a document's metrics has a number behind its id. */
export const metricNamed = (name: string): Metric | undefined => metricOf(name) ?? metricOf(name.replace(/_\d+$/, ''));

/** In the language of now. */
export function titleOfMetric(name: string): Worded {
  if (name === 'loss') return t('metrics.loss', 'Loss');
  const metric = metricNamed(name);
  return metric ? definitionTitle('metrics', metric) : word(verbatim(name));
}

/** The title as it stands within a sentence: `mean absolute error`, but `R²` and `ROC AUC`. */
export const metricInWords = (name: string): Worded => withinSentence(titleOfMetric(name));

/** The same as a phrase, for what is recorded. */
export function metricPhrase(name: string): Phrase {
  const metric = metricNamed(name);
  return named(metric ? `metrics.${metric.id}.title` : 'metrics.loss', inSentence(metric?.title ?? name));
}

/** Whether a value of that metric is better than another; one that is not defined is not, and all others are better than that. */
export function isBetter(name: string, value: number | null, than: number | null): boolean {
  if (value === null || than === null) return value !== null;
  return metricNamed(name)?.better === 'higher' ? value > than : value < than;
}

/** What stands where a value is not defined. */
export const UNDEFINED = verbatim('–');

/** `98.94 %`, `0.03125`; a dash where it is not defined. */
export const valueText = (name: string, value: number | null): Verbatim => {
  if (value === null || !Number.isFinite(value)) return UNDEFINED;
  return verbatim(metricNamed(name)?.shows === 'percent' ? `${(100 * value).toFixed(2)} %` : value.toPrecision(4));
};
