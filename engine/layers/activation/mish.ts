import { activation } from '../factories/activation.ts';

export const mish = activation({
  id: 'mish',
  title: 'Mish',
  doc: 'A smooth activation that lets a little of the negative through.',
  formula: 'y = x \\tanh(\\log(1 + e^x))',
  source: { title: 'Misra 2019, Mish', url: 'https://arxiv.org/abs/1908.08681' },
  settings: {},
  short: 'x tanh(softplus(x))',
  spell: () => ({ layersModel: { call: 'activation', layout: 'any', args: { activation: 'mish' } } }),
  torch: () => ({ module: 'nn.Mish' }),
  apply: (b, x) => b.mul(x, b.tanh(b.softplus(x))),
});
