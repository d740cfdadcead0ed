import { sameType } from '../../types/tensor.ts';
import { branchSettings, fitted, joinBranches } from '../common/branches.ts';
import { defineLayer } from '../define.ts';
import { elementwise } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const add = defineLayer({
  id: 'add',
  title: 'Add',
  family: 'shape',
  doc: 'Adds its inputs number by number: the end of a residual connection.',
  formula: 'y = \\sum_i x_i',
  source: { title: 'He et al. 2016, Deep Residual Learning', url: 'https://arxiv.org/abs/1512.03385' },
  keywords: ['sum', 'residual', 'skip'],
  settings: branchSettings,
  inputs: [{ name: 'inputs', doc: 'Two or more of the same shape.', many: true }],
  nonNegative: 'kept',
  outputs: [{ name: 'output', doc: 'Their sum.' }],
  summary: elementwise,
  infer: (inputs, { otherSizes: sizes }) =>
    joinBranches(inputs, sizes, { port: 'inputs', expected: phrase('same-shapes') }, ([first, ...others]) =>
      others.every((x) => sameType(x, first!)) ? [first!] : undefined,
    ),
  lower: ({ b }, inputs, { otherSizes: sizes }) => fitted(b, inputs, sizes).reduce((x, y) => b.add(x, y)),
  stepwise: ([x], { otherSizes }) => otherSizes === 'equal' && x!.shape.length > 2,
  macs: (inputs, [y]) => (inputs.length - 1) * y!.shape.reduce<number>((a, d) => (d === 'N' ? a : a * d), 1),
  spell: (_, { otherSizes: sizes }) => (sizes === 'equal' ? { tfjs: { call: 'add', layout: 'any', args: {} } } : {}),
  torch: (inputs, { otherSizes }) =>
    otherSizes === 'equal' || inputs.every((type) => sameType(type, inputs[0]!))
      ? { apply: inputs.map((_, i) => `$${i}`).join(' + ') }
      : undefined,
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
    {
      inputs: [5, 4].map((size) => ({ dtype: 'float32' as const, shape: ['N', 2, size, size + 1] as const })),
      settings: { otherSizes: 'crop' },
      output: ['N', 2, 4, 5],
    },
    {
      inputs: [2, 5].map((size) => ({ dtype: 'float32' as const, shape: ['N', 2, size] as const })),
      settings: { otherSizes: 'pad' },
      output: ['N', 2, 5],
    },
    {
      inputs: [3, 5].map((size) => ({ dtype: 'float32' as const, shape: ['N', 1, size, size] as const })),
      settings: { otherSizes: 'resize' },
      output: ['N', 1, 3, 3],
      batch: 2,
    },
  ],
});
