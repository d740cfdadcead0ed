import { defineMetric } from '../define.ts';
import { average, classifies, confusion, share } from './classification.ts';

export const f1 = defineMetric({
  id: 'f1',
  title: 'F1',
  doc: 'The harmonic mean of precision and recall; mean over classes.',
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => average(totals, ({ right, chosen, true: actual }) => share(2 * right, chosen + actual)),
});
