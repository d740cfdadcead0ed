import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { decoupledDecay, decayScalars, movingAverage } from './common/decay.ts';

export const lion = defineOptimizer({
  id: 'lion',
  title: 'Lion',
  doc:
    'Steps of one size in the direction of the sign alone; remembers half of what Adam does. Takes a ' +
    'learning rate some ten times smaller, and more weight decay.',
  formula:
    'w \\leftarrow (1 - \\eta\\lambda) w - \\eta \\, \\mathrm{sign}(\\beta_1 m + (1 - \\beta_1) g), \\quad m \\leftarrow \\beta_2 m + (1 - \\beta_2) g',
  source: {
    title: 'Chen et al. 2023, Symbolic Discovery of Optimization Algorithms',
    url: 'https://arxiv.org/abs/2302.06675',
  },
  learningRate: 0.0001,
  settings: {
    beta1: number({
      label: 'Beta 1',
      default: 0.9,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Memory of the gradient in the step.',
    }),
    beta2: number({
      label: 'Beta 2',
      default: 0.99,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Memory of the gradient in what is kept.',
    }),
    weightDecay: decoupledDecay(0),
  },
  slots: () => [{ name: 'm', start: 0 }],
  scalars: (settings) => ({ rate: 'learningRate', ...decayScalars(settings) }),
  update(b, { weight, gradient, slots, scalars }, { beta1, beta2, weightDecay }) {
    const step = b.mul(b.sign(movingAverage(b, slots.m!, gradient, beta1)), scalars.rate!);
    return {
      weight: b.sub(weightDecay > 0 ? b.mul(weight, scalars.keep!) : weight, step),
      slots: { m: movingAverage(b, slots.m!, gradient, beta2) },
    };
  },
});
