import { activation } from '../factories/activation.ts';

export const softsign = activation({
  id: 'softsign',
  title: 'Softsign',
  doc: 'Bends to ±1 more slowly than tanh.',
  formula: 'y = \\frac{x}{1 + |x|}',
  source: { title: 'PyTorch: Softsign', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html' },
  settings: {},
  short: 'x / (1 + |x|)',
  spell: () => ({ layersModel: { call: 'activation', layout: 'any', args: { activation: 'softsign' } } }),
  torch: () => ({ module: 'nn.Softsign' }),
  apply: (b, x) => b.div(x, b.add(b.abs(x), 1)),
});
