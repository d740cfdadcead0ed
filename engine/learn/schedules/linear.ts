import { number } from '../../settings.ts';
import { defineSchedule } from '../define.ts';
import { counted, length, PART } from './common/settings.ts';

export const linear = defineSchedule({
  id: 'linear',
  title: 'Linear',
  doc: 'Goes in a straight line from one share of the learning rate to another, and stays there.',
  formula: '\\eta_t = \\eta \\, (a + (b - a) \\min(t / n, 1))',
  source: {
    title: 'PyTorch: LinearLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html',
  },
  settings: {
    start: number({ label: 'From', default: 1, min: 0, doc: 'The share of the learning rate that it starts with.' }),
    end: number({ label: 'To', default: 0, min: 0, doc: 'The share that it ends with.' }),
    length,
    unit: counted('steps'),
  },
  unit: ({ unit }) => unit,
  factor: () => `start + (end - start) * ${PART}`,
});
