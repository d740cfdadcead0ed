import { combination } from './common/combination.ts';

export const minimum = combination({
  id: 'minimum',
  title: 'Minimum',
  doc: 'The smallest of its inputs, number by number.',
  formula: 'y = \\min_i x_i',
  keywords: ['min'],
  takes: 'many',
  summary: 'element by element',
  apply: (b, inputs) => inputs.reduce((p, q) => b.min(p, q)),
});
