import type { Document } from '../graph/document.ts';
import { metricOf } from './index.ts';

/** The metric that says which epoch was best: early stopping's, else the first that can be better or worse, else the loss. */
export function monitored({ training }: Document): { monitor: string; better: 'higher' | 'lower' } {
  const monitor =
    training.earlyStopping?.monitor ??
    training.metrics.find(({ type }) => metricOf(type)?.better !== 'none')?.type ??
    'loss';
  return { monitor, better: metricOf(monitor)?.better === 'higher' ? 'higher' : 'lower' };
}
