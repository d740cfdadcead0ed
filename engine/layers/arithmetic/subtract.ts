import { verbatim } from '../../phrases.ts';
import { combination } from '../factories/combination.ts';

export const subtract = combination({
  id: 'subtract',
  title: 'Subtract',
  doc: 'The first input minus the second, number by number.',
  formula: 'y = a - b',
  source: { title: 'PyTorch: sub', url: 'https://pytorch.org/docs/stable/generated/torch.sub.html' },
  keywords: ['minus', 'difference'],
  takes: 'two',
  summary: () => verbatim('a − b'),
  torch: () => ({ apply: '$0 - $1' }),
  apply: (b, [p, q]) => b.sub(p!, q!),
});
