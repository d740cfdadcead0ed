import type { Value } from '../../ir/program.ts';
import { boolean, number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { decayed, weightDecay } from './common/decay.ts';

export const sgd = defineOptimizer({
  id: 'sgd',
  title: 'SGD',
  doc: 'Steps down the gradient; momentum keeps some of the last direction.',
  formula: 'v \\leftarrow \\mu v + (1 - \\tau) g, \\quad w \\leftarrow w - \\eta v',
  source: { title: 'PyTorch: SGD', url: 'https://pytorch.org/docs/stable/generated/torch.optim.SGD.html' },
  learningRate: 0.01,
  settings: {
    momentum: number({
      label: 'Momentum',
      default: 0.9,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Share of the last step that is kept.',
    }),
    nesterov: boolean({
      label: 'Nesterov',
      default: false,
      doc: 'Look ahead along the momentum; without dampening.',
      unless: { momentum: [0] },
    }),
    dampening: number({
      label: 'Dampening',
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      when: { nesterov: [false] },
      unless: { momentum: [0] },
      doc: 'Share of each new gradient that momentum leaves out, from the second step on.',
    }),
    weightDecay,
  },
  slots: ({ momentum }) => (momentum > 0 ? [{ name: 'momentum', start: 0 }] : []),
  scalars: ({ momentum, nesterov, dampening }) => ({
    rate: 'learningRate',
    ...(dampening > 0 && momentum > 0 && !nesterov && { fresh: 'step == 1 ? 1 : 1 - dampening' }),
  }),
  update(b, { weight, gradient, slots, scalars }, { momentum, nesterov, weightDecay: share }) {
    const g = decayed(b, { weight, gradient }, share);
    if (momentum === 0) return { weight: b.sub(weight, b.mul(g, scalars.rate!)), slots: {} as Record<string, Value> };
    const v = b.add(b.mul(slots.momentum!, momentum), scalars.fresh ? b.mul(g, scalars.fresh) : g);
    const step = nesterov ? b.add(g, b.mul(v, momentum)) : v;
    return { weight: b.sub(weight, b.mul(step, scalars.rate!)), slots: { momentum: v } };
  },
});
