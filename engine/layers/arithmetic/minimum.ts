import { combination } from '../factories/combination.ts';
import { elementwise } from '../common/summary.ts';

export const minimum = combination({
  id: 'minimum',
  title: 'Minimum',
  doc: 'The smallest of its inputs, number by number.',
  formula: 'y = \\min_i x_i',
  source: { title: 'PyTorch: minimum', url: 'https://pytorch.org/docs/stable/generated/torch.minimum.html' },
  keywords: ['min'],
  takes: 'many',
  summary: elementwise,
  spell: () => ({ layersModel: { call: 'minimum', layout: 'any', args: {} } }),
  torch: (inputs) => (inputs.length === 2 ? { apply: 'torch.minimum($0, $1)' } : undefined),
  apply: (b, inputs) => inputs.reduce((p, q) => b.min(p, q)),
});
