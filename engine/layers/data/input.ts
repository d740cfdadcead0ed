import { choice, ints } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { defineLayer } from '../define.ts';
import { summary } from '../common/summary.ts';

export const input = defineLayer({
  id: 'input',
  title: 'Input',
  family: 'data',
  doc: 'What the network receives, one sample after the other. Images are channels×height×width.',
  formula: 'x \\in \\mathbb{R}^{N \\times d_1 \\times \\dots \\times d_k}',
  source: { title: 'Keras: Input', url: 'https://keras.io/api/layers/core_layers/input/' },
  fed: true,
  settings: {
    shape: ints({ label: 'Shape', default: [1, 28, 28], min: 1, doc: 'Of one sample, without the batch.' }),
    values: choice(['float32', 'int32'], {
      label: 'Values',
      default: 'float32',
      doc: 'Numbers, or the whole numbers of tokens.',
      names: { float32: 'Numbers', int32: 'Tokens' },
    }),
  },
  inputs: [],
  outputs: [{ name: 'output', doc: 'The samples of a batch.' }],
  summary: ({ shape, values }) =>
    shape.length === 3 && shape[0] === 1
      ? summary('grey', '{{height}} × {{width}} grey', { height: shape[1]!, width: shape[2]! })
      : shape.length === 3 && shape[0] === 3
        ? summary('colour', '{{height}} × {{width}} colour', { height: shape[1]!, width: shape[2]! })
        : values === 'int32'
          ? summary('tokens', '{{shape}} tokens', { shape: formatShape(shape) })
          : formatShape(shape),
  infer: (_, { shape, values }) => [{ dtype: values, shape: ['N', ...shape] }],
  lower: () => {
    throw new Error('internal: an input has no forward program; it is an input of the program');
  },
  examples: [],
});
