import { defineMetric } from '../define.ts';
import { expectLabels, howMany, saidAndTrue } from './common/labels.ts';

export const labelF1 = defineMetric({
  id: 'labelF1',
  title: 'Label F1',
  doc: 'How well the labels that are there are found: precision and recall in one, over all labels of all rows together (micro).',
  formula: '\\frac{2 \\sum [\\, \\hat y = y = 1 \\,]}{\\sum \\hat y + \\sum y}',
  source: {
    title: 'scikit-learn: f1_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html',
  },
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: expectLabels,
  accumulate(b, prediction, target, _, counted) {
    const { said, truth, counts } = saidAndTrue(b, prediction, target, counted);
    return howMany(b, [b.and(said, truth), said, truth], counts, prediction);
  },
  totals: ['right', 'chosen', 'actual'],
  undefinedWhere: 'class-nowhere',
  value: () => '2 * right / (chosen + actual)',
});
