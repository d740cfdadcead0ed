import { number } from '../../settings.ts';
import { activation } from '../factories/activation.ts';
import { alphaSummary } from '../common/summary.ts';

export const elu = activation({
  id: 'elu',
  title: 'ELU',
  doc: 'Like ReLU, but bends smoothly to −α for negative inputs.',
  formula: 'y = x \\text{ if } x > 0, \\text{ else } \\alpha (e^x - 1)',
  source: { title: 'Clevert et al. 2016, ELUs', url: 'https://arxiv.org/abs/1511.07289' },
  settings: { alpha: number({ label: 'Alpha', default: 1, min: 0, doc: 'What it bends to.' }) },
  short: alphaSummary,
  torch: (_, { alpha }) => ({ module: 'nn.ELU', args: { alpha: alpha === 1 ? undefined : alpha } }),
  apply(b, x, { alpha }) {
    const positive = b.lt(0, x);
    // exp of the negative part only: no overflow on the branch that is not taken; at 0 the slope is alpha, as in PyTorch
    return b.select(positive, x, b.mul(b.sub(b.exp(b.select(positive, 0, x)), 1), alpha));
  },
  // TensorFlow.js has it for alpha 1 only
  spell: (_, { alpha }) =>
    alpha === 1 ? { tfjs: { call: 'activation', layout: 'any', args: { activation: 'elu' } } } : {},
  variants: [{ alpha: 0.5 }, { alpha: 0 }, { alpha: 2 }],
});
