import { number } from '../../settings.ts';
import { defineSchedule } from '../define.ts';
import { counted, length, lowest, PART } from './common/settings.ts';

export const polynomial = defineSchedule({
  id: 'polynomial',
  title: 'Polynomial',
  doc: 'Falls to its lowest value along a power of the time that is left.',
  formula: '\\eta_t = \\eta \\, (l + (1 - l)(1 - t / n)^p)',
  source: {
    title: 'PyTorch: PolynomialLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html',
  },
  settings: {
    power: number({
      label: 'Power',
      default: 2,
      min: 0,
      exclusiveMin: true,
      doc: '1 falls in a straight line; more falls faster at first.',
    }),
    lowest,
    length,
    unit: counted('steps'),
  },
  unit: ({ unit }) => unit,
  factor: () => `lowest + (1 - lowest) * (1 - ${PART}) ^ power`,
});
