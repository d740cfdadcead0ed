import { int } from '../../settings.ts';
import { defineSchedule } from '../define.ts';
import { counted, gamma } from './common/settings.ts';

export const step = defineSchedule({
  id: 'step',
  title: 'Step',
  doc: 'Falls by the same factor again and again.',
  formula: '\\eta_t = \\eta \\, \\gamma^{\\lfloor t / n \\rfloor}',
  source: {
    title: 'PyTorch: StepLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html',
  },
  settings: {
    every: int({ label: 'Every', default: 10, min: 1, doc: 'Epochs or steps between two falls.' }),
    gamma: gamma(0.1),
    unit: counted('epochs'),
  },
  unit: ({ unit }) => unit,
  factor: () => 'gamma ^ floor(time / every)',
});
