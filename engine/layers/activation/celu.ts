import { number } from '../../settings.ts';
import { activation } from '../factories/activation.ts';
import { alphaSummary } from '../common/summary.ts';

export const celu = activation({
  id: 'celu',
  title: 'CELU',
  doc: 'ELU whose slope is continuous for every α.',
  formula: 'y = \\max(0, x) + \\min(0, \\alpha (e^{x / \\alpha} - 1))',
  source: {
    title: 'Barron 2017, Continuously Differentiable Exponential Linear Units',
    url: 'https://arxiv.org/abs/1704.07483',
  },
  settings: { alpha: number({ label: 'Alpha', default: 1, min: 0, exclusiveMin: true, doc: 'What it bends to.' }) },
  short: alphaSummary,
  torch: (_, { alpha }) => ({ module: 'nn.CELU', args: { alpha: alpha === 1 ? undefined : alpha } }),
  apply: (b, x, { alpha }) => {
    const positive = b.lt(0, x);
    return b.select(positive, x, b.mul(b.sub(b.exp(b.mul(b.select(positive, 0, x), 1 / alpha)), 1), alpha));
  },
  variants: [{ alpha: 0.5 }, { alpha: 2 }],
});
