import { verbatim } from '../../phrases.ts';
import { combination } from '../factories/combination.ts';

export const divide = combination({
  id: 'divide',
  title: 'Divide',
  doc: 'The first input divided by the second, number by number.',
  formula: 'y = a / b',
  source: { title: 'PyTorch: div', url: 'https://pytorch.org/docs/stable/generated/torch.div.html' },
  keywords: ['quotient', 'ratio'],
  takes: 'two',
  summary: () => verbatim('a ÷ b'),
  torch: () => ({ apply: '$0 / $1' }),
  apply: (b, [p, q]) => b.div(p!, q!),
});
