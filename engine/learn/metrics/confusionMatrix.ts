import { defineMetric } from '../define.ts';
import { confusion, expectClasses } from './common/classification.ts';

export const confusionMatrix = defineMetric({
  id: 'confusionMatrix',
  title: 'Confusion matrix',
  doc: 'How often each class was taken for each other.',
  formula: 'M_{a, b} = \\sum_i [\\, y_i = a, \\; \\hat y_i = b \\,]',
  source: {
    title: 'scikit-learn: confusion_matrix',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.confusion_matrix.html',
  },
  settings: {},
  better: 'none',
  shows: 'matrix',
  accepts: expectClasses,
  accumulate: confusion,
  totals: 'classes',
  undefinedWhere: 'nothing-counts',
});
