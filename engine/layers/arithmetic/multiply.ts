import { combination } from '../factories/combination.ts';
import { elementwise } from '../common/summary.ts';

export const multiply = combination({
  id: 'multiply',
  title: 'Multiply',
  doc: 'The product of its inputs, number by number: a gate or an attention mask.',
  formula: 'y = \\prod_i x_i',
  source: { title: 'PyTorch: mul', url: 'https://pytorch.org/docs/stable/generated/torch.mul.html' },
  keywords: ['product', 'gate', 'hadamard'],
  nonNegative: 'kept',
  takes: 'many',
  summary: elementwise,
  spell: () => ({ tfjs: { call: 'multiply', layout: 'any', args: {} } }),
  torch: (inputs) => ({ apply: inputs.map((_, i) => `$${i}`).join(' * ') }),
  apply: (b, inputs) => inputs.reduce((p, q) => b.mul(p, q)),
});
