import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const meanSquaredLogarithmicError = defineLoss({
  id: 'meanSquaredLogarithmicError',
  title: 'Mean squared logarithmic error',
  doc: 'For amounts that span orders of magnitude: being off by a factor counts alike for small and large ones. Negative outputs and truths count as 0.',
  formula: 'L = (\\log(1 + x) - \\log(1 + t))^2',
  source: { title: 'Keras: MeanSquaredLogarithmicError', url: 'https://keras.io/api/losses/regression_losses/' },
  settings: {},
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, _, weights) {
    const [x, t] = [prediction, withShape(b, target, prediction)].map((value) => b.log(b.add(b.relu(value), 1)));
    return weighted(b, b.square(b.sub(x!, t!)), weights);
  },
});
