import { number } from '../../settings.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';

export const gradientReversal = defineLayer({
  id: 'gradientReversal',
  title: 'Gradient reversal',
  family: 'shape',
  doc:
    'Passes its input on and the gradient back with the opposite sign: what lies before it learns to make what lies ' +
    'behind it fail. For adapting to a new domain.',
  formula: '\\frac{\\partial y}{\\partial x} := -\\lambda',
  source: {
    title: 'Ganin and Lempitsky 2015, Unsupervised Domain Adaptation by Backpropagation',
    url: 'https://arxiv.org/abs/1409.7495',
  },
  settings: { strength: number({ label: 'Strength', default: 1, min: 0, doc: 'The λ of the formula.' }) },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same.' }],
  summary: ({ strength }) => summary('reversed', '−{{strength}} back', { strength }),
  infer: ([x]) =>
    x!.dtype === 'float32'
      ? [x!]
      : reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' }),
  // x + λ x - λ x, where the gradient sees only the last term: (1 + λ) x is a constant to it
  lower({ b }, [x], { strength }) {
    const turned = b.mul(x!, -strength);
    return b.add(turned, b.stopGradient(b.sub(x!, turned)));
  },
  altersGradient: true,
  torch: (_, { strength }) => ({ module: 'GradientReversal', args: { strength } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], settings: { strength: 0.3 }, output: ['N', 2, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { strength: 0 }, output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 1], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 2] }], settings: { strength: 2 }, output: ['N', 2, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], output: ['N', 3], batch: 5 },
  ],
});
