import { silu as apply } from '../common/activations.ts';
import { activation } from '../factories/activation.ts';

export const silu = activation({
  id: 'silu',
  title: 'SiLU',
  doc: 'The input times its own sigmoid; a smooth ReLU. Also called Swish.',
  formula: 'y = x \\, \\sigma(x)',
  source: { title: 'Elfwing et al. 2017, Sigmoid-Weighted Linear Units', url: 'https://arxiv.org/abs/1702.03118' },
  keywords: ['swish'],
  settings: {},
  short: 'x · sigmoid(x)',
  torch: () => ({ module: 'nn.SiLU' }),
  apply,
  spell: () => ({ tfjs: { call: 'activation', layout: 'any', args: { activation: 'swish' } } }),
});
