import { combination } from './common/combination.ts';

export const maximum = combination({
  id: 'maximum',
  title: 'Maximum',
  doc: 'The largest of its inputs, number by number.',
  formula: 'y = \\max_i x_i',
  keywords: ['max'],
  takes: 'many',
  summary: 'element by element',
  apply: (b, inputs) => inputs.reduce((p, q) => b.max(p, q)),
});
