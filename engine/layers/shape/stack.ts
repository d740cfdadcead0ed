import { normalizeAxis } from '../../types/shape.ts';
import { formatType, sameType } from '../../types/tensor.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { axisSummary } from '../common/summary.ts';
import { all, phrase } from '../../phrases.ts';

export const stack = defineLayer({
  id: 'stack',
  title: 'Stack',
  family: 'shape',
  doc: 'Lays its inputs side by side along a new axis.',
  formula: 'y_{i, \\dots} = (x_i)_{\\dots}',
  source: { title: 'PyTorch: stack', url: 'https://pytorch.org/docs/stable/generated/torch.stack.html' },
  keywords: ['new axis'],
  settings: { axis: axisSetting('Where the new axis stands.', 1) },
  inputs: [{ name: 'inputs', doc: 'Two or more of the same shape.', many: true }],
  outputs: [{ name: 'output', doc: 'With one axis more, as long as there are inputs.' }],
  summary: axisSummary,
  infer(inputs, { axis }) {
    const first = inputs[0]!;
    if (!inputs.every((x) => sameType(x, first)))
      return reject(
        'branches-mismatch',
        { expected: phrase('same-shapes'), shapes: all(inputs.map(formatType)) },
        { port: 'inputs' },
      );
    const at = axisOf(first, axis, 1);
    return typeof at === 'number' ? [{ dtype: first.dtype, shape: first.shape.toSpliced(at, 0, inputs.length) }] : at;
  },
  lower({ b }, inputs, { axis }) {
    const at = normalizeAxis(axis, inputs[0]!.shape.length + 1);
    return b.concat(
      inputs.map((x) => b.reshape(x, x.shape.toSpliced(at, 0, 1))),
      at,
    );
  },
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
  ],
});
