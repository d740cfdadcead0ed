import { activation } from '../factories/activation.ts';
import { rangeSummary } from '../common/summary.ts';

export const sigmoid = activation({
  id: 'sigmoid',
  title: 'Sigmoid',
  doc: 'Squeezes every number between 0 and 1.',
  formula: 'y = \\frac{1}{1 + e^{-x}}',
  source: { title: 'PyTorch: Sigmoid', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html' },
  keywords: ['logistic'],
  probabilities: true,
  nonNegative: true,
  settings: {},
  short: () => rangeSummary({ low: 0, high: 1 }),
  torch: () => ({ module: 'nn.Sigmoid' }),
  apply: (b, x) => b.sigmoid(x),
  spell: () => ({ tfjs: { call: 'activation', layout: 'any', args: { activation: 'sigmoid' } } }),
});
