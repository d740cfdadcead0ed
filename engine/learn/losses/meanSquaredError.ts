import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const meanSquaredError = defineLoss({
  id: 'meanSquaredError',
  title: 'Mean squared error',
  doc: 'For predicting numbers; large errors weigh most.',
  formula: 'L = (x - t)^2',
  source: { title: 'PyTorch: MSELoss', url: 'https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html' },
  settings: {},
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower: (b, prediction, target, _, weights) =>
    weighted(b, b.square(b.sub(prediction, withShape(b, target, prediction))), weights),
});
