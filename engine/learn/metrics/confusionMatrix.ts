import { defineMetric } from '../define.ts';
import { classifies, confusion } from './classification.ts';

export const confusionMatrix = defineMetric({
  id: 'confusionMatrix',
  title: 'Confusion matrix',
  doc: 'How often each class was taken for each other.',
  settings: {},
  better: 'none',
  shows: 'matrix',
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => totals,
});
