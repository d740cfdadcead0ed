import { activation } from '../factories/activation.ts';

export const tanh = activation({
  id: 'tanh',
  title: 'Tanh',
  doc: 'Squeezes every number between −1 and 1.',
  formula: 'y = \\tanh x',
  source: { title: 'PyTorch: Tanh', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html' },
  settings: {},
  short: '−1 to 1',
  apply: (b, x) => b.tanh(x),
  spell: () => ({ tfjs: { call: 'activation', layout: 'any', args: { activation: 'tanh' } } }),
});
