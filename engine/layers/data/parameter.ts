import { initializer, ints } from '../../settings.ts';
import { formatShape, sizeOf } from '../../types/shape.ts';
import { defineLayer } from '../define.ts';
import { summary } from '../common/summary.ts';

export const parameter = defineLayer({
  id: 'parameter',
  title: 'Parameter',
  family: 'data',
  doc: 'Learned numbers that depend on no input, the same for every sample: a query, a start state, a temperature.',
  formula: 'y_n = W',
  source: {
    title: 'PyTorch: Parameter',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html',
  },
  keywords: ['learned', 'weight', 'variable', 'bias', 'query'],
  settings: {
    shape: ints({
      label: 'Shape',
      default: [1],
      min: 1,
      doc: 'Of one sample, without the batch; empty for a single number.',
      blank: { value: [], text: 'one number' },
    }),
    initializer: initializer({ label: 'Initializer', default: { type: 'normal' }, doc: 'How the numbers start.' }),
  },
  inputs: [],
  outputs: [{ name: 'output', doc: 'The numbers, once for each sample.' }],
  summary: ({ shape }) => (shape.length === 0 ? summary('one-number', 'one number') : formatShape(shape)),
  infer: (_, { shape }) => [{ dtype: 'float32', shape: ['N', ...shape] }],
  weights: (_, { shape, initializer }) => ({
    weight: { shape, initializer, fan: [sizeOf(shape.slice(1)), sizeOf(shape.slice(0, 1))] },
  }),
  lower: ({ b, batch }, _, { shape }, { weight }) => b.broadcast(b.reshape(weight!, [1, ...shape]), [batch, ...shape]),
  examples: [
    { inputs: [], output: ['N', 1] },
    { inputs: [], settings: { shape: [4] }, output: ['N', 4] },
    { inputs: [], settings: { shape: [2, 3] }, output: ['N', 2, 3], batch: 1 },
    { inputs: [], settings: { shape: [] }, output: ['N'], batch: 5 },
    { inputs: [], settings: { shape: [1, 5] }, output: ['N', 1, 5] },
    { inputs: [], settings: { shape: [2, 1, 3], initializer: { type: 'zeros' } }, output: ['N', 2, 1, 3] },
  ],
});
