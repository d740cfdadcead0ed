import { int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const maxout = defineLayer({
  id: 'maxout',
  title: 'Maxout',
  family: 'activation',
  doc: 'Groups neighbouring features and keeps the largest of each group: an activation that is learned by the layer before it.',
  formula: 'y_i = \\max_{j < k} x_{ik + j}',
  source: { title: 'Goodfellow et al. 2013, Maxout Networks', url: 'https://arxiv.org/abs/1302.4389' },
  settings: { pieces: int({ label: 'Pieces', default: 2, min: 1, doc: 'Features in a group.' }) },
  inputs: [{ name: 'input', doc: 'N×features or N×channels×…; the features are on the axis after the batch.' }],
  outputs: [{ name: 'output', doc: 'As many features as there are groups.' }],
  summary: ({ pieces }) => summary('largest-of', 'the largest of {{pieces}}', { pieces }),
  infer([x], { pieces }) {
    const { dtype, shape } = x!;
    if (dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'input' });
    const features = shape[1];
    if (typeof features !== 'number' || features % pieces !== 0)
      return reject(
        'size-mismatch',
        { expected: phrase('multiple-of-features', { number: pieces }), received: formatType(x!) },
        { port: 'input', setting: 'pieces' },
      );
    return [{ dtype, shape: shape.with(1, features / pieces) }];
  },
  lower({ b }, [x], { pieces }) {
    const [rows, features, ...rest] = x!.shape as [number, number, ...number[]];
    return b.reduceMax(b.reshape(x!, [rows, features / pieces, pieces, ...rest]), [2]);
  },
  torch: (_, { pieces }) => ({ apply: '$0.unflatten(1, (-1, {pieces})).amax(2)', values: { pieces } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], settings: { pieces: 3 }, output: ['N', 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 3, 2] }], output: ['N', 2, 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { pieces: 5 }, output: ['N', 1], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], settings: { pieces: 1 }, output: ['N', 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 8, 2] }], settings: { pieces: 4 }, output: ['N', 2, 2] },
  ],
});
