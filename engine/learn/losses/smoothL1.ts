import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const smoothL1 = defineLoss({
  id: 'smoothL1',
  title: 'Smooth L1',
  doc: 'The absolute error with a round bottom: Huber divided by its delta.',
  formula: 'L = \\tfrac{e^2}{2\\beta} \\text{ if } |e| < \\beta, \\text{ else } |e| - \\tfrac{\\beta}{2}',
  source: {
    title: 'PyTorch: SmoothL1Loss',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html',
  },
  settings: {
    beta: number({
      label: 'Beta',
      default: 1,
      min: 0,
      exclusiveMin: true,
      doc: 'Where it turns from squared to linear.',
    }),
  },
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, { beta }, weights) {
    const size = b.abs(b.sub(prediction, withShape(b, target, prediction)));
    return weighted(b, b.select(b.lt(size, beta), b.mul(b.square(size), 0.5 / beta), b.sub(size, beta / 2)), weights);
  },
});
