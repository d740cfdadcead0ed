import { activation } from '../factories/activation.ts';
import { lastAxis } from '../common/summary.ts';

export const logSoftmax = activation({
  id: 'logSoftmax',
  title: 'Log softmax',
  doc: 'The logarithm of softmax over the last axis, computed without rounding small shares to 0. Goes with the negative log likelihood loss.',
  formula: 'y_i = x_i - \\log \\sum_j e^{x_j}',
  source: { title: 'PyTorch: LogSoftmax', url: 'https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html' },
  settings: {},
  short: lastAxis,
  torch: () => ({ module: 'nn.LogSoftmax', args: { dim: -1 } }),
  apply: (b, x) => b.logSoftmax(x, -1),
});
