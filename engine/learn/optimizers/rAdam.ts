import { defineOptimizer } from '../define.ts';
import { adamScalars, MOMENTS, momentSettings } from './common/moments.ts';
import { decayed, movingAverage, weightDecay } from './common/decay.ts';

export const rAdam = defineOptimizer({
  id: 'rAdam',
  title: 'RAdam',
  doc: 'Adam that trusts the size of the gradient only once it has seen enough of it; needs no warm-up.',
  formula:
    'w \\leftarrow w - \\eta \\, r_t \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon} \\text{ once } \\rho_t > 5, \\text{ before } w - \\eta \\hat m',
  source: {
    title: 'Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond',
    url: 'https://arxiv.org/abs/1908.03265',
  },
  learningRate: 0.001,
  settings: { ...momentSettings, weightDecay },
  slots: () => MOMENTS,
  where: {
    corrected: adamScalars.rate,
    most: '2 / (1 - beta2) - 1',
    seen: 'most - 2 * step * beta2 ^ step / (1 - beta2 ^ step)',
    rectified: 'seen <= 5 ? 0 : sqrt((seen - 4) * (seen - 2) * most / ((most - 4) * (most - 2) * seen))',
  },
  // one of the two rates is 0: the plain step's, or that of the step divided by the gradient's size
  scalars: () => ({
    plain: 'seen <= 5 ? corrected : 0',
    rate: 'seen <= 5 ? 0 : corrected * rectified * sqrt(1 - beta2 ^ step)',
  }),
  update(b, of, { beta1, beta2, epsilon, weightDecay: share }) {
    const g = decayed(b, of, share);
    const m = movingAverage(b, of.slots.m!, g, beta1);
    const v = movingAverage(b, of.slots.v!, b.mul(g, g), beta2);
    const rate = b.add(of.scalars.plain!, b.div(of.scalars.rate!, b.add(b.sqrt(v), epsilon)));
    return { weight: b.sub(of.weight, b.mul(m, rate)), slots: { m, v } };
  },
});
