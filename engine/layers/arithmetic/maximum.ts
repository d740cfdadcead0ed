import { sameType } from '../../types/tensor.ts';
import { combination } from '../factories/combination.ts';
import { elementwise } from '../common/summary.ts';

export const maximum = combination({
  id: 'maximum',
  title: 'Maximum',
  doc: 'The largest of its inputs, number by number.',
  formula: 'y = \\max_i x_i',
  source: { title: 'PyTorch: maximum', url: 'https://pytorch.org/docs/stable/generated/torch.maximum.html' },
  keywords: ['max'],
  takes: 'many',
  summary: elementwise,
  // the word of TensorFlow.js does not sum up the gradient of what it stretches
  spell: (inputs) =>
    inputs.every((x) => sameType(x, inputs[0]!)) ? { tfjs: { call: 'maximum', layout: 'any', args: {} } } : {},
  apply: (b, inputs) => inputs.reduce((p, q) => b.max(p, q)),
});
