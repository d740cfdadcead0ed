import { boolean, number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { decayed, movingAverage, weightDecay } from './common/decay.ts';

export const rmsprop = defineOptimizer({
  id: 'rmsprop',
  title: 'RMSprop',
  doc: 'Divides each step by a running size of the gradient; often used for recurrent networks.',
  formula:
    's \\leftarrow \\alpha s + (1 - \\alpha) g^2, \\quad w \\leftarrow w - \\eta \\frac{g}{\\sqrt{s} + \\epsilon}',
  source: { title: 'PyTorch: RMSprop', url: 'https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html' },
  learningRate: 0.01,
  settings: {
    alpha: number({
      label: 'Alpha',
      default: 0.99,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Memory of the squared gradient.',
    }),
    momentum: number({
      label: 'Momentum',
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Share of the last step that is kept.',
    }),
    epsilon: number({ label: 'Epsilon', default: 1e-8, min: 0, doc: 'Keeps the division finite.' }),
    centered: boolean({
      label: 'Centred',
      default: false,
      doc: 'Subtract the squared mean gradient: divide by its deviation.',
    }),
    weightDecay,
  },
  slots: ({ momentum, centered }) => [
    { name: 'square', start: 0 },
    ...(centered ? [{ name: 'mean', start: 0 }] : []),
    ...(momentum > 0 ? [{ name: 'momentum', start: 0 }] : []),
  ],
  scalars: () => ({ rate: 'learningRate' }),
  update(b, of, { alpha, momentum, epsilon, centered, weightDecay: share }) {
    const { weight, slots, scalars } = of;
    const gradient = decayed(b, of, share);
    const square = movingAverage(b, slots.square!, b.mul(gradient, gradient), alpha);
    const mean = centered ? movingAverage(b, slots.mean!, gradient, alpha) : undefined;
    const size = b.add(b.sqrt(mean ? b.sub(square, b.mul(mean, mean)) : square), epsilon);
    const step = b.div(gradient, size);
    const velocity = momentum > 0 ? b.add(b.mul(slots.momentum!, momentum), step) : undefined;
    return {
      weight: b.sub(weight, b.mul(velocity ?? step, scalars.rate!)),
      slots: { square, ...(mean && { mean }), ...(velocity && { momentum: velocity }) },
    };
  },
});
