import { defineSchedule } from '../define.ts';
import { counted, length, lengthOf, lowest } from './common/settings.ts';

export const cosine = defineSchedule({
  id: 'cosine',
  title: 'Cosine',
  doc: 'Falls to its lowest value along half a cosine: slowly, then fast, then slowly. A good first choice.',
  formula: '\\eta_t = \\eta \\, (l + \\tfrac{1 - l}{2}(1 + \\cos(\\pi t / n)))',
  source: { title: 'Loshchilov and Hutter 2017, SGDR', url: 'https://arxiv.org/abs/1608.03983' },
  settings: { lowest, length, unit: counted('steps') },
  unit: ({ unit }) => unit,
  factor: ({ time, whole }, { lowest, length }) =>
    lowest + ((1 - lowest) / 2) * (1 + Math.cos(Math.PI * Math.min(time / lengthOf(length, whole), 1))),
});
