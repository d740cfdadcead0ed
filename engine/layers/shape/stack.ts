import { normalizeAxis } from '../../types/shape.ts';
import { sameType } from '../../types/tensor.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { branchSettings, fitted, joinBranches } from '../common/branches.ts';
import { defineLayer } from '../define.ts';
import { axisSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const stack = defineLayer({
  id: 'stack',
  title: 'Stack',
  family: 'shape',
  doc: 'Lays its inputs side by side along a new axis.',
  formula: 'y_{i, \\dots} = (x_i)_{\\dots}',
  source: { title: 'PyTorch: stack', url: 'https://pytorch.org/docs/stable/generated/torch.stack.html' },
  keywords: ['new axis'],
  settings: { axis: axisSetting('Where the new axis stands.', 1), ...branchSettings },
  inputs: [{ name: 'inputs', doc: 'Two or more of the same shape.', many: true }],
  outputs: [{ name: 'output', doc: 'With one axis more, as long as there are inputs.' }],
  summary: axisSummary,
  infer(inputs, { axis, otherSizes: sizes }) {
    const at = axisOf(inputs[0]!, axis, 1);
    if (typeof at !== 'number') return at;
    return joinBranches(inputs, sizes, { port: 'inputs', expected: phrase('same-shapes') }, ([first, ...others]) =>
      others.every((x) => sameType(x, first!))
        ? [{ dtype: first!.dtype, shape: first!.shape.toSpliced(at, 0, inputs.length) }]
        : undefined,
    );
  },
  lower({ b }, inputs, { axis, otherSizes: sizes }) {
    const at = normalizeAxis(axis, inputs[0]!.shape.length + 1);
    return b.concat(
      fitted(b, inputs, sizes).map((x) => b.reshape(x, x.shape.toSpliced(at, 0, 1))),
      at,
    );
  },
  torch: (_, { axis, otherSizes }) =>
    otherSizes === 'equal' ? { apply: 'torch.stack([$x], {dim})', values: { dim: axis } } : undefined,
  examples: [
    { inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 4] as const })), output: ['N', 2, 4] },
    {
      inputs: [1, 2, 3].map(() => ({ dtype: 'float32' as const, shape: ['N', 2] as const })),
      settings: { axis: -1 },
      output: ['N', 2, 3],
    },
    {
      inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 2, 3] as const })),
      settings: { axis: 2 },
      output: ['N', 2, 2, 3],
      batch: 1,
    },
    { inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N'] as const })), output: ['N', 2], batch: 5 },
    { inputs: [1, 2, 3, 4].map(() => ({ dtype: 'float32' as const, shape: ['N', 1] as const })), output: ['N', 4, 1] },
    {
      inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 2, 2, 2] as const })),
      settings: { axis: -2 },
      output: ['N', 2, 2, 2, 2],
    },
    {
      inputs: [3, 4].map((size) => ({ dtype: 'float32' as const, shape: ['N', 1, size, 2] as const })),
      settings: { otherSizes: 'crop' },
      output: ['N', 2, 1, 3, 2],
    },
  ],
});
