import { defineLoss } from '../define.ts';
import { sameSize, withShape } from './paired.ts';

export const meanSquaredError = defineLoss({
  id: 'meanSquaredError',
  title: 'Mean squared error',
  doc: 'For predicting numbers; large errors weigh most.',
  formula: 'L = (x - t)^2',
  settings: {},
  accepts: sameSize,
  lower: (b, prediction, target) => b.mean(b.square(b.sub(prediction, withShape(b, target, prediction)))),
});
