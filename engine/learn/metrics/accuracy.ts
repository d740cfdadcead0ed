import { defineMetric } from '../define.ts';
import { decisions, expectClasses } from './common/classification.ts';

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
  accumulate(b, prediction, target) {
    const { chosen, truth } = decisions(b, prediction, target);
    const right = b.reshape(b.sum(b.cast(b.eq(chosen, truth), 'float32')), [1]);
    return b.concat([right, b.fill(b.size(truth), [1])], 0);
  },
  totals: ['right', 'count'],
  value: () => 'share(right, count)',
});
