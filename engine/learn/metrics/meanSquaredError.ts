import { defineMetric } from '../define.ts';
import { expectSameSize } from '../losses/common/paired.ts';
import { squaredErrors } from './common/errors.ts';

export const meanSquaredErrorMetric = defineMetric({
  id: 'meanSquaredError',
  title: 'Mean squared error',
  doc: 'Mean of the squared distances from the truth.',
  formula: '\\tfrac{1}{n} \\sum (x - t)^2',
  source: {
    title: 'scikit-learn: mean_squared_error',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.mean_squared_error.html',
  },
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: expectSameSize,
  accumulate: squaredErrors,
  totals: ['sum', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'sum / count',
});
