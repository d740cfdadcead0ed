import { number } from '../../settings.ts';
import { activation } from '../factories/activation.ts';
import { summary } from '../common/summary.ts';

export const leakyRelu = activation({
  id: 'leakyRelu',
  title: 'Leaky ReLU',
  doc: 'Like ReLU, but lets a little of the negative through, so that no unit can die.',
  formula: 'y = \\max(0, x) + \\alpha \\min(0, x)',
  source: {
    title: 'Maas et al. 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models',
    url: 'https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf',
  },
  keywords: ['lrelu'],
  settings: { slope: number({ label: 'Slope', default: 0.01, min: 0, doc: 'Slope for negative inputs.' }) },
  short: ({ slope }) => summary('slope', 'slope {{slope}}', { slope }),
  torch: (_, { slope }) => ({ module: 'nn.LeakyReLU', args: { negative_slope: slope } }),
  apply: (b, x, { slope }) => b.select(b.lt(0, x), x, b.mul(x, slope)),
  spell: (_, { slope }) => ({ tfjs: { call: 'leakyReLU', layout: 'any', args: { alpha: slope } } }),
  variants: [{ slope: 0.2 }, { slope: 0 }, { slope: 1.5 }],
});
