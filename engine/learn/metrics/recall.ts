import { defineMetric } from '../define.ts';
import { average, classifies, confusion, share } from './classification.ts';

export const recall = defineMetric({
  id: 'recall',
  title: 'Recall',
  doc: 'Of what is a class, the share that was found; mean over classes.',
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => average(totals, ({ right, true: actual }) => share(right, actual)),
});
