import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { axisSummary } from '../common/summary.ts';

export const argMax = defineLayer({
  id: 'argMax',
  title: 'Arg max',
  family: 'shape',
  doc: 'The place of the largest number along an axis: the class that a classifier chose. No gradient passes.',
  formula: 'y = \\arg\\max_i x_i',
  source: { title: 'PyTorch: argmax', url: 'https://pytorch.org/docs/stable/generated/torch.argmax.html' },
  settings: { axis: axisSetting('Along which it looks.') },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'Whole numbers, without the axis.' }],
  summary: axisSummary,
  infer([x], { axis }) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    const at = axisOf(x!, axis);
    return typeof at === 'number' ? [{ dtype: 'int32', shape: x!.shape.toSpliced(at, 1) }] : at;
  },
  lower: ({ b }, [x], { axis }) => b.argMax(x!, axis),
  torch: (_, { axis }) => ({ apply: '$0.argmax({dim})', values: { dim: axis } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], output: ['N'] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], settings: { axis: 1 }, output: ['N', 4], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { axis: 2 }, output: ['N', 2, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N'], batch: 5 },
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 1] }], settings: { axis: 1 }, output: ['N', 1] },
  ],
});
