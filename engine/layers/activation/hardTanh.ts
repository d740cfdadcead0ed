import { above, below } from '../common/activations.ts';
import { number } from '../../settings.ts';
import { activation } from '../factories/activation.ts';
import { rangeSummary } from '../common/summary.ts';

export const hardTanh = activation({
  id: 'hardTanh',
  title: 'Hard tanh',
  doc: 'Holds each number between two bounds: clips, or clamps, it.',
  formula: 'y = \\min(\\max(x, a), b)',
  source: { title: 'PyTorch: Hardtanh', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html' },
  keywords: ['clip', 'clamp'],
  settings: {
    low: number({ label: 'Low', default: -1, doc: 'Smallest value.' }),
    high: number({ label: 'High', default: 1, doc: 'Largest value.' }),
  },
  short: rangeSummary,
  torch: (_, { low, high }) => ({ module: 'nn.Hardtanh', args: { min_val: low, max_val: high } }),
  apply: (b, x, { low, high }) => b.select(above(b, x, low), b.select(below(b, x, high), x, high), low),
  variants: [{ low: -0.5 }, { low: 0, high: 1.5 }],
});
