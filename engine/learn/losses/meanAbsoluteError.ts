import { defineLoss } from '../define.ts';
import { sameSize, withShape } from './paired.ts';

export const meanAbsoluteError = defineLoss({
  id: 'meanAbsoluteError',
  title: 'Mean absolute error',
  doc: 'For predicting numbers; outliers weigh no more than their size.',
  formula: 'L = |x - t|',
  settings: {},
  accepts: sameSize,
  lower: (b, prediction, target) => b.mean(b.abs(b.sub(prediction, withShape(b, target, prediction)))),
});
