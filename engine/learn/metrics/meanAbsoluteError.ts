import { defineMetric } from '../define.ts';
import { expectSameSize, withShape } from '../losses/common/paired.ts';
import { sumAndCount } from './common/errors.ts';

export const meanAbsoluteErrorMetric = defineMetric({
  id: 'meanAbsoluteError',
  title: 'Mean absolute error',
  doc: 'How far off the predictions are on average.',
  formula: '\\tfrac{1}{n} \\sum |x - t|',
  source: {
    title: 'scikit-learn: mean_absolute_error',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.mean_absolute_error.html',
  },
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: expectSameSize,
  accumulate: (b, prediction, target, _, counted) =>
    sumAndCount(b, b.abs(b.sub(prediction, withShape(b, target, prediction))), counted),
  totals: ['sum', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'sum / count',
});
