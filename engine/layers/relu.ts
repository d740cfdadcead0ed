import { activation } from './elementwise.ts';

export const relu = activation({
  id: 'relu',
  title: 'ReLU',
  doc: 'Keeps what is positive, zero for the rest. The usual choice between layers.',
  formula: 'y = \\max(0, x)',
  settings: {},
  short: 'max(0, x)',
  apply: (b, x) => b.relu(x),
  spell: () => ({ tfjs: { call: 'activation', layout: 'any', args: { activation: 'relu' } } }),
});
