import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { decayed, movingAverage, weightDecay } from './common/decay.ts';

export const adadelta = defineOptimizer({
  id: 'adadelta',
  title: 'Adadelta',
  doc: 'Steps as large as those of late, in proportion to the gradient; asks for no learning rate of its own (leave it at 1).',
  formula: '\\Delta = \\frac{\\sqrt{d + \\epsilon}}{\\sqrt{s + \\epsilon}} g, \\quad w \\leftarrow w - \\eta \\Delta',
  source: { title: 'Zeiler 2012, ADADELTA', url: 'https://arxiv.org/abs/1212.5701' },
  learningRate: 1,
  settings: {
    rho: number({
      label: 'Rho',
      default: 0.9,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Memory of the squared gradient and of the squared steps.',
    }),
    epsilon: number({
      label: 'Epsilon',
      default: 1e-6,
      min: 0,
      exclusiveMin: true,
      doc: 'Keeps the division finite, and sets the first steps going.',
    }),
    weightDecay,
  },
  slots: () => [
    { name: 'square', start: 0 },
    { name: 'moved', start: 0 },
  ],
  scalars: () => ({ rate: 'learningRate' }),
  update(b, of, { rho, epsilon, weightDecay: share }) {
    const g = decayed(b, of, share);
    const square = movingAverage(b, of.slots.square!, b.mul(g, g), rho);
    const step = b.mul(b.div(b.sqrt(b.add(of.slots.moved!, epsilon)), b.sqrt(b.add(square, epsilon))), g);
    return {
      weight: b.sub(of.weight, b.mul(step, of.scalars.rate!)),
      slots: { square, moved: movingAverage(b, of.slots.moved!, b.mul(step, step), rho) },
    };
  },
});
