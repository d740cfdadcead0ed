import { activation } from '../factories/activation.ts';

export const relu = activation({
  id: 'relu',
  title: 'ReLU',
  doc: 'Keeps what is positive, zero for the rest. The usual choice between layers.',
  formula: 'y = \\max(0, x)',
  source: {
    title: 'Nair and Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines',
    url: 'https://www.cs.toronto.edu/~fritz/absps/reluICML.pdf',
  },
  keywords: ['rectified linear unit'],
  nonNegative: true,
  settings: {},
  short: 'max(0, x)',
  torch: () => ({ module: 'nn.ReLU' }),
  apply: (b, x) => b.relu(x),
  spell: () => ({ tfjs: { call: 'activation', layout: 'any', args: { activation: 'relu' } } }),
});
