import { activation } from '../factories/activation.ts';
import { lastAxis } from '../common/summary.ts';

export const softmax = activation({
  id: 'softmax',
  title: 'Softmax',
  doc: 'Turns the numbers of the last axis into shares that add up to 1. Leave it out before a cross-entropy loss, which applies it itself.',
  formula: 'y_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}',
  source: { title: 'PyTorch: Softmax', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html' },
  keywords: ['probabilities'],
  probabilities: true,
  settings: {},
  short: lastAxis,
  torch: () => ({ module: 'nn.Softmax', args: { dim: -1 } }),
  apply: (b, x) => b.softmax(x, -1),
  spell: () => ({ tfjs: { call: 'softmax', args: { axis: -1 } } }),
});
