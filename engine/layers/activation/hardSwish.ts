import { below } from '../common/activations.ts';
import { activation } from '../factories/activation.ts';

export const hardSwish = activation({
  id: 'hardSwish',
  title: 'Hard swish',
  doc: 'SiLU made of straight lines and a parabola: cheap.',
  formula: 'y = x \\min(\\max(0, x + 3), 6) / 6',
  source: { title: 'Howard et al. 2019, Searching for MobileNetV3', url: 'https://arxiv.org/abs/1905.02244' },
  settings: {},
  short: 'x hard sigmoid(x)',
  torch: () => ({ module: 'nn.Hardswish' }),
  apply: (b, x) => b.mul(x, b.select(below(b, x, 3), b.mul(b.relu(b.add(x, 3)), 1 / 6), 1)),
});
