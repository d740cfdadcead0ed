import { combination } from './common/combination.ts';

export const subtract = combination({
  id: 'subtract',
  title: 'Subtract',
  doc: 'The first input minus the second, number by number.',
  formula: 'y = a - b',
  keywords: ['minus', 'difference'],
  takes: 'two',
  summary: 'a − b',
  apply: (b, [p, q]) => b.sub(p!, q!),
});
