import { normalizeAxis } from '../../types/shape.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer } from '../define.ts';
import { axisSummary } from '../common/summary.ts';

export const unsqueeze = defineLayer({
  id: 'unsqueeze',
  title: 'Unsqueeze',
  family: 'shape',
  doc: 'Puts in an axis of size 1.',
  formula: 'd_1 \\times d_2 \\to d_1 \\times 1 \\times d_2',
  source: { title: 'PyTorch: unsqueeze', url: 'https://pytorch.org/docs/stable/generated/torch.unsqueeze.html' },
  keywords: ['expand dims'],
  settings: { axis: axisSetting('Where the new axis stands.') },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'With one axis more.' }],
  summary: axisSummary,
  infer([x], { axis }) {
    const at = axisOf(x!, axis, 1);
    return typeof at === 'number' ? [{ dtype: x!.dtype, shape: x!.shape.toSpliced(at, 0, 1) }] : at;
  },
  lower: ({ b }, [x], { axis }) => b.reshape(x!, x!.shape.toSpliced(normalizeAxis(axis, x!.shape.length + 1), 0, 1)),
  spell([x], { axis }) {
    const [, ...targetShape] = x!.shape.toSpliced(normalizeAxis(axis, x!.shape.length + 1), 0, 1);
    return targetShape.length > 0 ? { layersModel: { call: 'reshape', args: { targetShape } } } : {};
  },
  torch: (_, { axis }) => ({ apply: '$0.unsqueeze({dim})', values: { dim: axis } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], output: ['N', 3, 1] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { axis: 1 }, output: ['N', 1, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], settings: { axis: 2 }, output: ['N', 2, 1, 3], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N'] }], output: ['N', 1] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], settings: { axis: -2 }, output: ['N', 2, 1, 3] },
    { inputs: [{ dtype: 'int32', shape: ['N', 5] }], output: ['N', 5, 1], below: 9 },
  ],
});
