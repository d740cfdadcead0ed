import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { ADAM_SLOTS, adamScalars, adamSettings, adamStep } from './adam.ts';

export const adamW = defineOptimizer({
  id: 'adamW',
  title: 'AdamW',
  doc: 'Adam with weight decay apart from the gradient.',
  formula: 'w \\leftarrow (1 - \\eta\\lambda) w - \\eta \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}',
  source: { title: 'Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization', url: 'https://arxiv.org/abs/1711.05101' },
  learningRate: 0.001,
  settings: { ...adamSettings, weightDecay: number({ label: 'Weight decay', default: 0.01, min: 0, doc: 'Share of each weight taken off at each step, times the learning rate.' }) },
  slots: () => ADAM_SLOTS,
  scalars: (at, settings) => ({ ...adamScalars(at, settings), keep: 1 - at.learningRate * settings.weightDecay }),
  update(b, of, settings) {
    const { step, slots } = adamStep(b, of, settings);
    return { weight: b.sub(b.mul(of.weight, of.scalars.keep!), step), slots };
  },
});
