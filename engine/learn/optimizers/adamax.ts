import { defineOptimizer } from '../define.ts';
import { adamScalars, momentSettings } from './common/moments.ts';
import { decayed, movingAverage, weightDecay } from './common/decay.ts';

export const adamax = defineOptimizer({
  id: 'adamax',
  title: 'Adamax',
  doc: 'Adam that divides by the largest gradient of late instead of the mean square.',
  formula: 'u \\leftarrow \\max(\\beta_2 u, |g| + \\epsilon), \\quad w \\leftarrow w - \\eta \\frac{\\hat m}{u}',
  source: { title: 'Kingma and Ba 2015, Adam', url: 'https://arxiv.org/abs/1412.6980' },
  learningRate: 0.002,
  settings: { ...momentSettings, weightDecay },
  slots: () => [
    { name: 'm', start: 0 },
    { name: 'largest', start: 0 },
  ],
  scalars: () => ({ rate: adamScalars.rate }),
  update(b, of, { beta1, beta2, epsilon, weightDecay: share }) {
    const g = decayed(b, of, share);
    const m = movingAverage(b, of.slots.m!, g, beta1);
    const largest = b.max(b.mul(of.slots.largest!, beta2), b.add(b.abs(g), epsilon));
    return { weight: b.sub(of.weight, b.div(b.mul(m, of.scalars.rate!), largest)), slots: { m, largest } };
  },
});
