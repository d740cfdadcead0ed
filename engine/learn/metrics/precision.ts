import { defineMetric } from '../define.ts';
import { averaged, averaging, confusion, expectChosenClass } from './common/classification.ts';

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
  totals: 'classes',
  undefinedWhere: 'class-never-chosen',
  ...averaged((of) => [of('right'), of('chosen')]),
});
