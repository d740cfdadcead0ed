import { formatType, sameType } from '../../types/tensor.ts';
import { defineLayer, reject } from '../define.ts';
import { elementwise } from '../common/summary.ts';
import { all, phrase } from '../../phrases.ts';

export const add = defineLayer({
  id: 'add',
  title: 'Add',
  family: 'shape',
  doc: 'Adds its inputs number by number: the end of a residual connection.',
  formula: 'y = \\sum_i x_i',
  source: { title: 'He et al. 2016, Deep Residual Learning', url: 'https://arxiv.org/abs/1512.03385' },
  keywords: ['sum', 'residual', 'skip'],
  settings: {},
  inputs: [{ name: 'inputs', doc: 'Two or more of the same shape.', many: true }],
  outputs: [{ name: 'output', doc: 'Their sum.' }],
  summary: elementwise,
  infer(inputs) {
    const first = inputs[0]!;
    if (!inputs.every((x) => sameType(x, first)))
      return reject(
        'branches-mismatch',
        { expected: phrase('same-shapes'), shapes: all(inputs.map(formatType)) },
        { port: 'inputs' },
      );
    return [first];
  },
  lower: ({ b }, inputs) => inputs.reduce((x, y) => b.add(x, y)),
  macs: (inputs, [y]) => (inputs.length - 1) * y!.shape.reduce<number>((a, d) => (d === 'N' ? a : a * d), 1),
  spell: () => ({ tfjs: { call: 'add', layout: 'any', args: {} } }),
  examples: [
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 4] },
        { dtype: 'float32', shape: ['N', 4] },
      ],
      output: ['N', 4],
    },
    {
      inputs: [1, 2, 3].map(() => ({ dtype: 'float32' as const, shape: ['N', 2, 3, 3] as const })),
      output: ['N', 2, 3, 3],
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 1] },
        { dtype: 'float32', shape: ['N', 1] },
      ],
      output: ['N', 1],
    },
    {
      inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 3, 5] as const })),
      output: ['N', 3, 5],
      batch: 1,
    },
    {
      inputs: [1, 2, 3, 4, 5].map(() => ({ dtype: 'float32' as const, shape: ['N', 2] as const })),
      output: ['N', 2],
      batch: 2,
    },
    {
      inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 1, 4, 3] as const })),
      output: ['N', 1, 4, 3],
    },
  ],
});
