import { defineOptimizer } from '../define.ts';
import { adamScalars, MOMENTS, momentSettings } from './common/moments.ts';
import { decoupledDecay, movingAverage } from './common/decay.ts';

export const lamb = defineOptimizer({
  id: 'lamb',
  title: 'LAMB',
  doc: "Adam whose step in each weight tensor is as long as the tensor's own norm; bears very large batches.",
  formula:
    'r = \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon} + \\lambda w, \\quad w \\leftarrow w - \\eta \\frac{\\|w\\|}{\\|r\\|} r',
  source: {
    title: 'You et al. 2020, Large Batch Optimization for Deep Learning',
    url: 'https://arxiv.org/abs/1904.00962',
  },
  learningRate: 0.001,
  settings: {
    ...momentSettings,
    epsilon: { ...momentSettings.epsilon, default: 1e-6 },
    weightDecay: { ...decoupledDecay(0), doc: 'Added to the step, times the weight.' },
  },
  slots: () => MOMENTS,
  scalars: () => ({ rate: 'learningRate', first: '1 / (1 - beta1 ^ step)', root: adamScalars.root }),
  update(b, { weight, gradient, slots, scalars }, { beta1, beta2, epsilon, weightDecay }) {
    const m = movingAverage(b, slots.m!, gradient, beta1);
    const v = movingAverage(b, slots.v!, b.mul(gradient, gradient), beta2);
    const adam = b.div(b.mul(m, scalars.first!), b.add(b.mul(b.sqrt(v), scalars.root!), epsilon));
    const step = weightDecay > 0 ? b.add(adam, b.mul(weight, weightDecay)) : adam;
    const [own, size] = [b.sqrt(b.sum(b.square(weight))), b.sqrt(b.sum(b.square(step)))];
    // a tensor of zeros, or a step that is none, is not scaled
    const trust = b.select(b.and(b.lt(0, own), b.lt(0, size)), b.div(own, b.max(size, 1e-30)), 1);
    return { weight: b.sub(weight, b.mul(step, b.mul(trust, scalars.rate!))), slots: { m, v } };
  },
});
