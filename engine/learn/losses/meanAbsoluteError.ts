import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const meanAbsoluteError = defineLoss({
  id: 'meanAbsoluteError',
  title: 'Mean absolute error',
  doc: 'For predicting numbers; outliers weigh no more than their size.',
  formula: 'L = |x - t|',
  source: { title: 'PyTorch: L1Loss', url: 'https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html' },
  settings: {},
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower: (b, prediction, target, _, weights) =>
    weighted(b, b.abs(b.sub(prediction, withShape(b, target, prediction))), weights),
});
