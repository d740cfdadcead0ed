import { verbatim } from '../../phrases.ts';
import { activation } from '../factories/activation.ts';
import { rangeSummary } from '../common/summary.ts';

export const tanh = activation({
  id: 'tanh',
  title: 'Tanh',
  doc: 'Squeezes every number between −1 and 1.',
  formula: 'y = \\tanh x',
  source: { title: 'PyTorch: Tanh', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html' },
  settings: {},
  short: () => rangeSummary({ low: verbatim('−1'), high: 1 }),
  torch: () => ({ module: 'nn.Tanh' }),
  apply: (b, x) => b.tanh(x),
  spell: () => ({ tfjs: { call: 'activation', layout: 'any', args: { activation: 'tanh' } } }),
});
