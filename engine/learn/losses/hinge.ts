import { boolean } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const hinge = defineLoss({
  id: 'hinge',
  title: 'Hinge',
  doc: 'For yes or no as a support vector machine learns it: right answers beyond the margin cost nothing. The truth is 1 for yes, 0 or -1 for no.',
  formula: 'L = \\max(0, 1 - t x), \\quad t = \\pm 1',
  source: { title: 'Cortes and Vapnik 1995, Support-Vector Networks', url: 'https://doi.org/10.1007/BF00994018' },
  settings: {
    squared: boolean({
      label: 'Squared',
      default: false,
      doc: 'The square of it: smooth, and large mistakes weigh more.',
    }),
  },
  compares: 'yes-or-no',
  least: -1,
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, { squared }, weights) {
    const truth = b.select(b.lt(0, withShape(b, target, prediction)), 1, -1);
    const short = b.relu(b.sub(1, b.mul(truth, prediction)));
    return weighted(b, squared ? b.square(short) : short, weights);
  },
});
