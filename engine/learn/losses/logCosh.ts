import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const logCosh = defineLoss({
  id: 'logCosh',
  title: 'Log-cosh',
  doc: 'Squared for small errors, linear for large ones, and smooth everywhere.',
  formula: 'L = \\log \\cosh(x - t)',
  source: { title: 'Keras: LogCosh', url: 'https://keras.io/api/losses/regression_losses/' },
  settings: {},
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, _, weights) {
    const off = b.sub(prediction, withShape(b, target, prediction));
    return weighted(b, b.sub(b.add(off, b.softplus(b.mul(off, -2))), Math.LN2), weights);
  },
});
