import { defineMetric } from '../define.ts';
import { expectSameSize, withShape } from '../losses/common/paired.ts';
import { sumAndCount } from './common/errors.ts';

export const meanAbsolutePercentageErrorMetric = defineMetric({
  id: 'meanAbsolutePercentageError',
  title: 'Mean absolute percentage error',
  doc: 'How far off the predictions are on average, as a share of the truth; a truth of 0 counts as 2.2e-16, as in scikit-learn.',
  formula: '\\tfrac{1}{n} \\sum |x - t| / |t|',
  source: {
    title: 'scikit-learn: mean_absolute_percentage_error',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.mean_absolute_percentage_error.html',
  },
  settings: {},
  better: 'lower',
  shows: 'percent',
  accepts: expectSameSize,
  accumulate(b, prediction, target, _, counted) {
    const truth = withShape(b, target, prediction);
    return sumAndCount(b, b.div(b.abs(b.sub(prediction, truth)), b.max(b.abs(truth), 2 ** -52)), counted);
  },
  totals: ['sum', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'sum / count',
});
