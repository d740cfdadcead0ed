import { activation } from '../factories/activation.ts';
import { lastAxis } from '../common/summary.ts';

export const softmin = activation({
  id: 'softmin',
  title: 'Softmin',
  doc: 'Softmax of the negative: the smallest number gets the largest share.',
  formula: 'y_i = \\frac{e^{-x_i}}{\\sum_j e^{-x_j}}',
  source: { title: 'PyTorch: Softmin', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Softmin.html' },
  settings: {},
  short: lastAxis,
  torch: () => ({ module: 'nn.Softmin', args: { dim: -1 } }),
  apply: (b, x) => b.softmax(b.neg(x), -1),
});
