import { ints } from '../../settings.ts';
import { defineSchedule } from '../define.ts';
import { counted, gamma } from './common/settings.ts';

export const multiStep = defineSchedule({
  id: 'multiStep',
  title: 'Multi-step',
  doc: 'Falls by a factor at chosen moments.',
  formula: '\\eta_t = \\eta \\, \\gamma^{|\\{m : m \\le t\\}|}',
  source: {
    title: 'PyTorch: MultiStepLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html',
  },
  settings: {
    milestones: ints({
      label: 'Milestones',
      default: [30, 60, 90],
      min: 1,
      doc: 'After how many epochs or steps it falls.',
    }),
    gamma: gamma(0.1),
    unit: counted('epochs'),
  },
  unit: ({ unit }) => unit,
  factor: () => 'gamma ^ reached(milestones, time)',
});
