import { number } from '../../settings.ts';
import { activation } from '../factories/activation.ts';
import { summary } from '../common/summary.ts';

export const snake = activation({
  id: 'snake',
  title: 'Snake',
  doc: 'Adds a wave to the identity: for signals that repeat.',
  formula: 'y = x + \\frac{1}{a} \\sin^2(a x)',
  source: {
    title: 'Liu et al. 2020, Neural Networks Fail to Learn Periodic Functions',
    url: 'https://arxiv.org/abs/2006.08195',
  },
  settings: {
    frequency: number({ label: 'Frequency', default: 1, min: 0, exclusiveMin: true, doc: 'The a of the formula.' }),
  },
  short: ({ frequency }) => summary('frequency', 'frequency {{frequency}}', { frequency }),
  torch: (_, { frequency }) => ({
    apply: '$0 + ({frequency} * $0).sin().square() / {frequency}',
    values: { frequency },
  }),
  apply: (b, x, { frequency }) => b.add(x, b.mul(b.square(b.sin(b.mul(x, frequency))), 1 / frequency)),
  variants: [{ frequency: 2 }, { frequency: 0.3 }],
});
