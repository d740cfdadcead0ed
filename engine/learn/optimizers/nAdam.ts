import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { adamScalars, MOMENTS, momentSettings } from './common/moments.ts';
import { decayed, movingAverage, weightDecay } from './common/decay.ts';

export const nAdam = defineOptimizer({
  id: 'nAdam',
  title: 'NAdam',
  doc: "Adam that looks ahead along its momentum, as Nesterov's method does.",
  formula:
    'w \\leftarrow w - \\eta \\frac{\\mu_{t+1} m / (1 - \\prod \\mu) + (1 - \\mu_t) g / (1 - \\prod \\mu)}{\\sqrt{\\hat v} + \\epsilon}',
  source: {
    title: 'Dozat 2016, Incorporating Nesterov Momentum into Adam',
    url: 'https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ',
  },
  learningRate: 0.002,
  settings: {
    ...momentSettings,
    fade: number({ label: 'Momentum decay', default: 0.004, min: 0, doc: 'How fast the momentum grows to beta 1.' }),
    weightDecay,
  },
  slots: () => MOMENTS,
  stepFunctions: {
    momentumAt: {
      doc: 'The momentum grows to beta 1.',
      kind: 'formula',
      formula: 'beta1 * (1 - 0.5 * 0.96 ^ (step * fade))',
    },
    productAt: { doc: 'The products of the momenta up to each step.', kind: 'product', formula: 'momentumAt(step)' },
  },
  scalars: () => ({
    fresh: 'learningRate * (1 - momentumAt(step)) / (1 - productAt(step))',
    rate: 'learningRate * momentumAt(step + 1) / (1 - productAt(step + 1))',
    root: adamScalars.root,
  }),
  update(b, of, { beta1, beta2, epsilon, weightDecay: share }) {
    const g = decayed(b, of, share);
    const m = movingAverage(b, of.slots.m!, g, beta1);
    const v = movingAverage(b, of.slots.v!, b.mul(g, g), beta2);
    const step = b.add(b.mul(g, of.scalars.fresh!), b.mul(m, of.scalars.rate!));
    return {
      weight: b.sub(of.weight, b.div(step, b.add(b.mul(b.sqrt(v), of.scalars.root!), epsilon))),
      slots: { m, v },
    };
  },
});
