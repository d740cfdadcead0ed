import { defineOptimizer } from '../define.ts';
import { decayed, weightDecay } from './common/decay.ts';
import { adamScalars, adamSettings, adamSlots, adamStep } from './common/moments.ts';

export const adam = defineOptimizer({
  id: 'adam',
  title: 'Adam',
  doc: 'Gives each weight a step of its own size; a good first choice.',
  formula: 'w \\leftarrow w - \\eta \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}',
  source: { title: 'Kingma and Ba 2015, Adam', url: 'https://arxiv.org/abs/1412.6980' },
  learningRate: 0.001,
  settings: { ...adamSettings, weightDecay },
  slots: (settings) => adamSlots(settings),
  scalars: () => adamScalars,
  update(b, of, settings) {
    const { step, slots } = adamStep(b, { ...of, gradient: decayed(b, of, settings.weightDecay) }, settings);
    return { weight: b.sub(of.weight, step), slots };
  },
});
