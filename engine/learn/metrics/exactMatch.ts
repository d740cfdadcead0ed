import { defineMetric } from '../define.ts';
import { everywhere, expectLabels, howMany, saidAndTrue } from './common/labels.ts';

export const exactMatch = defineMetric({
  id: 'exactMatch',
  title: 'Exact match',
  doc: 'Share of the rows of which every label is right, each a yes or no of its own.',
  formula: '\\tfrac{1}{n} \\sum_i [\\, \\hat y_i = y_i \\,]',
  source: {
    title: 'scikit-learn: accuracy_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.accuracy_score.html',
  },
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: expectLabels,
  accumulate(b, prediction, target, _, counted) {
    const { said, truth, counts } = saidAndTrue(b, prediction, target, counted);
    const wrong = b.cast(b.not(b.eq(b.cast(said, 'int32'), b.cast(truth, 'int32'))), 'float32');
    const [rows] = prediction.shape as [number];
    const flat = (value: typeof wrong) => b.reshape(value, [rows, b.size(prediction) / rows]);
    // a row of which no label counts is none
    const missed = counts ? b.mul(wrong, b.cast(counts, 'float32')) : wrong;
    const whole = b.eq(b.reduceMax(flat(missed), [1]), 0);
    const rowsThatCount = counts && b.lt(0, b.reduceMax(flat(b.cast(counts, 'float32')), [1]));
    return howMany(b, [whole, everywhere(b, whole)], rowsThatCount, prediction);
  },
  totals: ['right', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'right / count',
});
