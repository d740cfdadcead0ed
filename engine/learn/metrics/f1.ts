import { defineMetric } from '../define.ts';
import { averaged, averaging, confusion, expectChosenClass } from './common/classification.ts';

export const f1 = defineMetric({
  id: 'f1',
  title: 'F1',
  doc: 'The harmonic mean of precision and recall.',
  formula: 'F_1 = \\frac{2 \\, TP}{2 \\, TP + FP + FN}',
  source: {
    title: 'scikit-learn: f1_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html',
  },
  settings: averaging,
  better: 'higher',
  shows: 'percent',
  accepts: expectChosenClass,
  accumulate: confusion,
  totals: 'classes',
  undefinedWhere: 'class-nowhere',
  ...averaged((of) => [`2 * ${of('right')}`, `${of('chosen')} + ${of('actual')}`]),
});
