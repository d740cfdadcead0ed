import { defineMetric } from '../define.ts';
import { average, averaging, confusion, expectChosenClass, share } from './common/classification.ts';

export const precision = defineMetric({
  id: 'precision',
  title: 'Precision',
  doc: 'Of what was called a class, the share that is one.',
  formula: '\\frac{TP}{TP + FP}',
  source: {
    title: 'scikit-learn: precision_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.precision_score.html',
  },
  settings: averaging,
  better: 'higher',
  shows: 'percent',
  accepts: expectChosenClass,
  accumulate: confusion,
  finish: (totals, settings) => average(totals, settings, ({ right, chosen }) => share(right, chosen)),
});
