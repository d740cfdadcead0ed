import { combination } from '../factories/combination.ts';
import { elementwise } from '../common/summary.ts';

export const average = combination({
  id: 'average',
  title: 'Average',
  doc: 'The mean of its inputs, number by number.',
  formula: 'y = \\frac{1}{k} \\sum_i x_i',
  source: { title: 'Keras: Average', url: 'https://keras.io/api/layers/merging_layers/average/' },
  keywords: ['mean', 'ensemble'],
  nonNegative: 'kept',
  takes: 'many',
  summary: elementwise,
  spell: () => ({ tfjs: { call: 'average', layout: 'any', args: {} } }),
  torch: (inputs) => ({ apply: `(${inputs.map((_, i) => `$${i}`).join(' + ')}) / ${inputs.length}` }),
  apply: (b, inputs) =>
    b.mul(
      inputs.reduce((p, q) => b.add(p, q)),
      1 / inputs.length,
    ),
});
