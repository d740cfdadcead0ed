import { defineMetric } from '../define.ts';
import { expectSameSize } from '../losses/common/paired.ts';
import { squaredErrors } from './common/errors.ts';

export const rootMeanSquaredError = defineMetric({
  id: 'rootMeanSquaredError',
  title: 'Root mean squared error',
  doc: 'How far off the predictions are, in their own unit; large errors weigh most.',
  formula: '\\sqrt{\\tfrac{1}{n} \\sum (x - t)^2}',
  source: {
    title: 'scikit-learn: root_mean_squared_error',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.root_mean_squared_error.html',
  },
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: expectSameSize,
  accumulate: squaredErrors,
  totals: ['sum', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'sqrt(sum / count)',
});
