import { number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const masking = defineLayer({
  id: 'masking',
  title: 'Masking',
  family: 'shape',
  doc:
    'Tells the real steps of a sequence from padding: a token, or a step all of whose features are the padding ' +
    'value, is padding. Lead its mask to the layers that read the sequence.',
  formula: 'm_t = [\\, x_t \\ne v \\,]',
  source: { title: 'Keras: Masking', url: 'https://keras.io/api/layers/core_layers/masking/' },
  keywords: ['padding', 'mask', 'sequence length', 'pad token'],
  settings: { value: number({ label: 'Padding value', default: 0, doc: 'What padding is filled with.' }) },
  inputs: [{ name: 'input', doc: 'N×steps×features of numbers, or N×steps of tokens.' }],
  outputs: [
    { name: 'output', doc: 'The sequence; features of padding are 0.' },
    { name: 'mask', doc: 'N×steps: 1 where a step is real, 0 where it is padding.' },
  ],
  summary: ({ value }) => summary('padding-is', 'padding is {{value}}', { value }),
  infer([x]) {
    const { dtype, shape } = x!;
    if (dtype === 'bool')
      return reject('dtype-mismatch', { expected: phrase('numbers-or-tokens'), received: dtype }, { port: 'input' });
    const rank = dtype === 'int32' ? 2 : 3;
    if (shape.length !== rank)
      return reject(
        'rank-mismatch',
        { expected: rank === 2 ? phrase('tokens') : phrase('masked-sequence'), received: formatType(x!) },
        { port: 'input' },
      );
    return [x!, { dtype: 'float32', shape: shape.slice(0, 2) }];
  },
  lower({ b }, [x], { value }) {
    if (x!.dtype === 'int32') return [x!, b.cast(b.not(b.eq(x!, Math.trunc(value))), 'float32')];
    const padding = b.reduceMin(b.cast(b.eq(x!, value), 'float32'), [2], true);
    const real = b.sub(1, padding);
    return [b.mul(x!, real), b.reshape(real, x!.shape.slice(0, 2))];
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 1] }], output: ['N', 6, 1] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 2] }], settings: { value: 1 }, output: ['N', 5, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], settings: { value: -1 }, output: ['N', 3, 4] },
    { inputs: [{ dtype: 'int32', shape: ['N', 7] }], output: ['N', 7], below: 3 },
    { inputs: [{ dtype: 'float32', shape: ['N', 8, 1] }], settings: { value: 2 }, output: ['N', 8, 1], batch: 1 },
    { inputs: [{ dtype: 'int32', shape: ['N', 1] }], settings: { value: 1 }, output: ['N', 1], below: 2, batch: 5 },
  ],
});
