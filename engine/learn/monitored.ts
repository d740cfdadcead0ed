import type { Document } from '../graph/document.ts';
import { measured } from './measured.ts';
import { metricNamed } from './metricText.ts';

/**
 * The metric that says which epoch was best: early stopping's, else the first that can be better or worse, else the loss; of several
 * targets the loss, which all of them have a part in.
 */
export function monitored({ training }: Document): { monitor: string; better: 'higher' | 'lower' } {
  const targets = new Set(training.losses.map(({ target }) => target));
  const monitor = training.earlyStopping?.monitor ?? (targets.size > 1 ? 'loss' : headline(training));
  return { monitor, better: metricNamed(monitor)?.better === 'higher' ? 'higher' : 'lower' };
}

/** The metrics by which a result can be better or worse, in their order. */
export const comparable = (training: Training): readonly string[] =>
  measured(training).flatMap(({ name }) => (metricNamed(name)?.better === 'none' ? [] : [name]));

/** The metric that a result is known by: the first that can be better or worse. */
export const headline = (training: Training): string => comparable(training)[0] ?? 'loss';

type Training = Document['training'];
