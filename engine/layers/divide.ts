import { combination } from './common/combination.ts';

export const divide = combination({
  id: 'divide',
  title: 'Divide',
  doc: 'The first input divided by the second, number by number.',
  formula: 'y = a / b',
  keywords: ['quotient', 'ratio'],
  takes: 'two',
  summary: 'a ÷ b',
  apply: (b, [p, q]) => b.div(p!, q!),
});
