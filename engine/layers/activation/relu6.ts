import { below } from '../common/activations.ts';
import { activation } from '../factories/activation.ts';

export const relu6 = activation({
  id: 'relu6',
  title: 'ReLU6',
  doc: 'ReLU that stops at 6, so that the numbers fit few bits.',
  formula: 'y = \\min(\\max(0, x), 6)',
  source: { title: 'Howard et al. 2017, MobileNets', url: 'https://arxiv.org/abs/1704.04861' },
  nonNegative: true,
  settings: {},
  short: 'min(max(0, x), 6)',
  spell: () => ({ layersModel: { call: 'activation', layout: 'any', args: { activation: 'relu6' } } }),
  torch: () => ({ module: 'nn.ReLU6' }),
  apply(b, x) {
    const positive = b.relu(x);
    return b.select(below(b, positive, 6), positive, 6);
  },
});
