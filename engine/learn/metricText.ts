/** How the metrics of a run read: their names in words, their values with a unit. */
import type { Metric } from './define.ts';
import { metricOf } from './index.ts';
import { namedParts } from './measured.ts';
import { t, word, type Worded } from '../texts/index.ts';
import { definitionTitle, inSentence, withinSentence } from '../texts/definitions.ts';
import { measured } from '../types/bytes.ts';
import { named, type Phrase, phrase, type Verbatim, verbatim } from '../phrases.ts';

/** The metric of that name, whichever target it is of; one that stands twice among a document's metrics has a number behind its id. */
export function metricNamed(name: string): Metric | undefined {
  const { type } = namedParts(name);
  return metricOf(type) ?? metricOf(type.replace(/_\d+$/, ''));
}

/** In the language of now. */
export function titleOfMetric(name: string): Worded {
  if (name === 'loss') return t('metrics.loss', 'Loss');
  const metric = metricNamed(name);
  const { target } = namedParts(name);
  if (!metric) return word(verbatim(name));
  const title = definitionTitle('metrics', metric);
  return target === undefined
    ? title
    : t('metrics.of', '{{metric}} of {{target}}', { metric: title, target: verbatim(target) });
}

/** The title as it stands within a sentence: `mean absolute error`, but `R²` and `ROC AUC`. */
export const metricInWords = (name: string): Worded => withinSentence(titleOfMetric(name));

/** The same as a phrase, for what is recorded. */
export function metricPhrase(name: string): Phrase {
  const metric = metricNamed(name);
  const { target } = namedParts(name);
  const title = named(metric ? `metrics.${metric.id}.title` : 'metrics.loss', inSentence(metric?.title ?? name));
  return metric && target !== undefined ? phrase('metric-of', { metric: title, target: verbatim(target) }) : title;
}

/** Whether a value of that metric is better than another; one that is not defined is not, and all others are better than that. */
export function isBetter(name: string, value: number | null, than: number | null): boolean {
  if (value === null || than === null) return value !== null;
  return metricNamed(name)?.better === 'higher' ? value > than : value < than;
}

/** `accuracy 98.94 %, loss 0.03125` */
export const metricsInWords = (metrics: Readonly<Record<string, number | null>>): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${metricInWords(name)} ${valueText(name, value)}`)
    .join(', ');

/** What stands where a value is not defined. */
export const UNDEFINED = verbatim('–');

/** `98.94 %`, `0.03125`, `22,581`; a dash where it is not defined. */
export const valueText = (name: string, value: number | null): Verbatim => {
  if (value === null || !Number.isFinite(value)) return UNDEFINED;
  return metricNamed(name)?.shows === 'percent' ? verbatim(`${(100 * value).toFixed(2)} %`) : measured(value);
};
