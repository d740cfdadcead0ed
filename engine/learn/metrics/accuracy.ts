import { defineMetric } from '../define.ts';
import { decisions, expectClasses, shareOf } from './common/classification.ts';

export const accuracy = defineMetric({
  id: 'accuracy',
  title: 'Accuracy',
  doc: 'Share of right answers.',
  formula: '\\tfrac{1}{n} \\sum_i [\\, \\hat y_i = y_i \\,]',
  source: {
    title: 'scikit-learn: accuracy_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.accuracy_score.html',
  },
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: expectClasses,
  accumulate(b, prediction, target, _, counted) {
    const { chosen, truth, logits, counts } = decisions(b, prediction, target, counted);
    return shareOf(b, b.eq(chosen, truth), logits, counts);
  },
  totals: ['right', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'right / count',
});
