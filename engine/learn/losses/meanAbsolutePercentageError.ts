import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const meanAbsolutePercentageError = defineLoss({
  id: 'meanAbsolutePercentageError',
  title: 'Mean absolute percentage error',
  doc: 'How far off predictions are as a share of the truth: 0.1 is ten per cent. Not for truths around 0.',
  formula: 'L = \\frac{|x - t|}{\\max(|t|, \\epsilon)}',
  source: { title: 'Keras: MeanAbsolutePercentageError', url: 'https://keras.io/api/losses/regression_losses/' },
  settings: {
    epsilon: number({
      label: 'Least truth',
      default: 1e-7,
      min: 0,
      exclusiveMin: true,
      doc: 'Smaller truths count as this.',
    }),
  },
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, { epsilon }, weights) {
    const truth = withShape(b, target, prediction);
    return weighted(b, b.div(b.abs(b.sub(prediction, truth)), b.max(b.abs(truth), epsilon)), weights);
  },
});
