import { defineMetric } from '../define.ts';
import { expectSameSize, withShape } from '../losses/common/paired.ts';
import { sumAndCount } from './common/errors.ts';

export const r2 = defineMetric({
  id: 'r2',
  title: 'R²',
  doc: 'Share of the variance that is explained: 1 is perfect, 0 no better than the mean.',
  formula: 'R^2 = 1 - \\frac{\\sum (t - x)^2}{\\sum (t - \\bar t)^2}',
  source: {
    title: 'scikit-learn: r2_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.r2_score.html',
  },
  settings: {},
  better: 'higher',
  shows: 'number',
  accepts: expectSameSize,
  // the sums are float32: digits go where the targets' mean is some hundred times their deviation
  accumulate(b, prediction, target, _, counted) {
    const truth = withShape(b, target, prediction);
    const sums = [b.square(b.sub(prediction, truth)), truth, b.square(truth)].map((v) => sumAndCount(b, v, counted));
    return b.concat([...sums.slice(0, 2).map((pair) => b.slice(pair, [0], [1])), sums[2]!], 0);
  },
  totals: ['residual', 'sum', 'squares', 'count'],
  value: () => '1 - residual / (squares - sum * sum / count)',
});
