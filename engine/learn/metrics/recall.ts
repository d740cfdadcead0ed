import { defineMetric } from '../define.ts';
import { averaged, averaging, confusion, expectChosenClass } from './common/classification.ts';

export const recall = defineMetric({
  id: 'recall',
  title: 'Recall',
  doc: 'Of what is a class, the share that was found.',
  formula: '\\frac{TP}{TP + FN}',
  source: {
    title: 'scikit-learn: recall_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.recall_score.html',
  },
  settings: averaging,
  better: 'higher',
  shows: 'percent',
  accepts: expectChosenClass,
  accumulate: confusion,
  totals: 'classes',
  undefinedWhere: 'no-row-of-class',
  ...averaged((of) => [of('right'), of('actual')]),
});
