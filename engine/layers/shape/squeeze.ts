import { normalizeAxis } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { axisSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const squeeze = defineLayer({
  id: 'squeeze',
  title: 'Squeeze',
  family: 'shape',
  doc: 'Takes an axis of size 1 away.',
  formula: 'd_1 \\times 1 \\times d_2 \\to d_1 \\times d_2',
  source: { title: 'PyTorch: squeeze', url: 'https://pytorch.org/docs/stable/generated/torch.squeeze.html' },
  keywords: ['remove axis'],
  settings: { axis: axisSetting('Which axis goes.') },
  inputs: [{ name: 'input', doc: 'Size 1 along the axis.' }],
  outputs: [{ name: 'output', doc: 'Without the axis.' }],
  summary: axisSummary,
  infer([x], { axis }) {
    const at = axisOf(x!, axis);
    if (typeof at !== 'number') return at;
    if (x!.shape[at] !== 1)
      return reject(
        'size-mismatch',
        { expected: phrase('axis-of-one', { axis: at }), received: formatType(x!) },
        { port: 'input', setting: 'axis' },
      );
    return [{ dtype: x!.dtype, shape: x!.shape.toSpliced(at, 1) }];
  },
  lower: ({ b }, [x], { axis }) => b.reshape(x!, x!.shape.toSpliced(normalizeAxis(axis, x!.shape.length), 1)),
  spell([x], { axis }) {
    const [, ...targetShape] = x!.shape.toSpliced(normalizeAxis(axis, x!.shape.length), 1);
    return targetShape.length > 0 ? { layersModel: { call: 'reshape', args: { targetShape } } } : {};
  },
  torch: (_, { axis }) => ({ apply: '$0.squeeze({dim})', values: { dim: axis } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 1] }], output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 4] }], settings: { axis: 1 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 3] }], settings: { axis: 2 }, output: ['N', 2, 3], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N'] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 3] }], settings: { axis: -2 }, output: ['N', 2, 3] },
    { inputs: [{ dtype: 'int32', shape: ['N', 5, 1] }], output: ['N', 5], below: 9 },
  ],
});
