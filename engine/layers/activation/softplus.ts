import { number } from '../../settings.ts';
import { activation } from '../factories/activation.ts';
import { summary } from '../common/summary.ts';

export const softplus = activation({
  id: 'softplus',
  title: 'Softplus',
  doc: 'A smooth ReLU, always positive.',
  formula: 'y = \\frac{1}{\\beta} \\log(1 + e^{\\beta x})',
  source: {
    title: 'Dugas et al. 2001, Incorporating second-order functional knowledge',
    url: 'https://papers.nips.cc/paper/1920',
  },
  settings: { beta: number({ label: 'Beta', default: 1, min: 0, exclusiveMin: true, doc: 'How sharply it bends.' }) },
  short: ({ beta }) => summary('beta', 'beta {{beta}}', { beta }),
  spell: (_, { beta }) =>
    beta === 1 ? { layersModel: { call: 'activation', layout: 'any', args: { activation: 'softplus' } } } : {},
  torch: (_, { beta }) => ({ module: 'nn.Softplus', args: { beta: beta === 1 ? undefined : beta } }),
  apply: (b, x, { beta }) => (beta === 1 ? b.softplus(x) : b.mul(b.softplus(b.mul(x, beta)), 1 / beta)),
  variants: [{ beta: 2 }, { beta: 0.5 }],
});
