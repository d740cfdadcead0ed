import { defineSchedule } from '../define.ts';
import { cosineFall, counted, length, lowest, PART } from './common/settings.ts';

export const cosine = defineSchedule({
  id: 'cosine',
  title: 'Cosine',
  doc: 'Falls to its lowest value along half a cosine: slowly, then fast, then slowly. A good first choice.',
  formula: '\\eta_t = \\eta \\, (l + \\tfrac{1 - l}{2}(1 + \\cos(\\pi t / n)))',
  source: { title: 'Loshchilov and Hutter 2017, SGDR', url: 'https://arxiv.org/abs/1608.03983' },
  settings: { lowest, length, unit: counted('steps') },
  unit: ({ unit }) => unit,
  factor: () => cosineFall(`pi * ${PART}`),
});
