import { combination } from '../factories/combination.ts';
import { elementwise } from '../common/summary.ts';

export const maximum = combination({
  id: 'maximum',
  title: 'Maximum',
  doc: 'The largest of its inputs, number by number.',
  formula: 'y = \\max_i x_i',
  source: { title: 'PyTorch: maximum', url: 'https://pytorch.org/docs/stable/generated/torch.maximum.html' },
  keywords: ['max'],
  nonNegative: 'kept',
  takes: 'many',
  summary: elementwise,
  spell: () => ({ layersModel: { call: 'maximum', layout: 'any', args: {} } }),
  torch: (inputs) => (inputs.length === 2 ? { apply: 'torch.maximum($0, $1)' } : undefined),
  apply: (b, inputs) => inputs.reduce((p, q) => b.max(p, q)),
});
