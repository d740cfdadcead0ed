import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const huber = defineLoss({
  id: 'huber',
  title: 'Huber',
  doc: 'Squared for small errors, linear for large ones.',
  formula: 'L = \\tfrac{1}{2} e^2 \\text{ if } |e| < \\delta, \\text{ else } \\delta (|e| - \\tfrac{\\delta}{2})',
  source: { title: 'PyTorch: HuberLoss', url: 'https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html' },
  settings: {
    delta: number({
      label: 'Delta',
      default: 1,
      min: 0,
      exclusiveMin: true,
      doc: 'Where it turns from squared to linear.',
    }),
  },
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, { delta }, weights) {
    const size = b.abs(b.sub(prediction, withShape(b, target, prediction)));
    return weighted(
      b,
      b.select(b.lt(size, delta), b.mul(b.square(size), 0.5), b.mul(b.sub(size, delta / 2), delta)),
      weights,
    );
  },
});
