import { defineOptimizer } from '../define.ts';
import { adamScalars, adamSettings, adamSlots, adamStep } from './common/moments.ts';
import { decoupledDecay, decayScalars } from './common/decay.ts';

export const adamW = defineOptimizer({
  id: 'adamW',
  title: 'AdamW',
  doc: 'Adam with weight decay apart from the gradient.',
  formula: 'w \\leftarrow (1 - \\eta\\lambda) w - \\eta \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}',
  source: {
    title: 'Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization',
    url: 'https://arxiv.org/abs/1711.05101',
  },
  learningRate: 0.001,
  settings: { ...adamSettings, weightDecay: decoupledDecay(0.01) },
  slots: (settings) => adamSlots(settings),
  scalars: (settings) => ({ ...adamScalars, ...decayScalars(settings) }),
  update(b, of, settings) {
    const { step, slots } = adamStep(b, of, settings);
    return { weight: b.sub(settings.weightDecay > 0 ? b.mul(of.weight, of.scalars.keep!) : of.weight, step), slots };
  },
});
