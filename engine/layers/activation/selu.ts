import { activation } from '../factories/activation.ts';
import { summary } from '../common/summary.ts';

export const selu = activation({
  id: 'selu',
  title: 'SELU',
  doc: 'Like ELU with a scale that keeps mean 0 and variance 1 from layer to layer. Goes with LeCun normal weights and alpha dropout.',
  formula: 'y = \\lambda x \\text{ if } x > 0, \\text{ else } \\lambda \\alpha (e^x - 1)',
  source: { title: 'Klambauer et al. 2017, Self-Normalizing Neural Networks', url: 'https://arxiv.org/abs/1706.02515' },
  settings: {},
  short: () => summary('self-normalizing', 'self-normalizing'),
  spell: () => ({ layersModel: { call: 'activation', layout: 'any', args: { activation: 'selu' } } }),
  torch: () => ({ module: 'nn.SELU' }),
  apply: (b, x) => {
    const [alpha, scale] = [1.6732632423543772848170429916717, 1.0507009873554804934193349852946];
    const positive = b.lt(0, x);
    return b.mul(b.select(positive, x, b.mul(b.sub(b.exp(b.select(positive, 0, x)), 1), alpha)), scale);
  },
});
