import { defineSchedule } from '../define.ts';
import { counted, gamma } from './common/settings.ts';

export const exponential = defineSchedule({
  id: 'exponential',
  title: 'Exponential',
  doc: 'Falls by the same factor each time.',
  formula: '\\eta_t = \\eta \\, \\gamma^t',
  source: {
    title: 'PyTorch: ExponentialLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html',
  },
  settings: { gamma: gamma(0.95), unit: counted('epochs') },
  unit: ({ unit }) => unit,
  factor: () => 'gamma ^ time',
});
