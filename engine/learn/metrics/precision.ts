import { defineMetric } from '../define.ts';
import { average, classifies, confusion, share } from './classification.ts';

export const precision = defineMetric({
  id: 'precision',
  title: 'Precision',
  doc: 'Of what was called a class, the share that is one; mean over classes.',
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => average(totals, ({ right, chosen }) => share(right, chosen)),
});
