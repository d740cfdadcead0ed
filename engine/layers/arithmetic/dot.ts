import { named } from '../../phrases.ts';
import { boolean } from '../../settings.ts';
import { formatType, sameType } from '../../types/tensor.ts';
import { defineLayer, reject } from '../define.ts';
import { lastAxis } from '../common/summary.ts';
import { all, phrase } from '../../phrases.ts';

export const dot = defineLayer({
  id: 'dot',
  title: 'Dot product',
  family: 'shape',
  doc: 'How alike two vectors are: the sum of their products along the last axis, or the cosine of the angle between them.',
  formula: 'y = \\sum_i a_i b_i',
  source: { title: 'Keras: Dot', url: 'https://keras.io/api/layers/merging_layers/dot/' },
  keywords: ['cosine', 'similarity', 'inner product'],
  settings: {
    normalize: boolean({
      label: 'Cosine',
      default: false,
      doc: 'Divide by the lengths of both, so that it lies between −1 and 1.',
    }),
  },
  inputs: [
    { name: 'a', doc: 'Vectors on the last axis.' },
    { name: 'b', doc: 'The same shape.' },
  ],
  outputs: [{ name: 'output', doc: 'Size 1 on the last axis.' }],
  summary: ({ normalize }) => (normalize ? named('options.cosine', 'cosine') : lastAxis()),
  infer([p, q]) {
    if (p!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: p!.dtype }, { port: 'a' });
    if (!sameType(p!, q!))
      return reject(
        'branches-mismatch',
        { expected: phrase('same-shapes'), shapes: all([p!, q!].map(formatType)) },
        { port: 'b' },
      );
    if (p!.shape.length < 2)
      return reject(
        'rank-mismatch',
        { expected: phrase('features-after-batch'), received: formatType(p!) },
        { port: 'a' },
      );
    return [{ dtype: 'float32', shape: p!.shape.with(-1, 1) }];
  },
  lower({ b }, [p, q], { normalize }) {
    const product = b.sum(b.mul(p!, q!), [-1], true);
    if (!normalize) return product;
    const length = (x: typeof p) => b.max(b.sqrt(b.max(b.sum(b.square(x!), [-1], true), 1e-30)), 1e-8);
    return b.div(product, b.mul(length(p), length(q)));
  },
  torch: (_, { normalize }) => (normalize ? undefined : { apply: '($0 * $1).sum(-1, keepdim=True)' }),
  examples: [
    { inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 4] as const })), output: ['N', 1] },
    { inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 3, 5] as const })), output: ['N', 3, 1] },
    {
      inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 6] as const })),
      settings: { normalize: true },
      output: ['N', 1],
    },
    {
      inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 2, 3, 4] as const })),
      settings: { normalize: true },
      output: ['N', 2, 3, 1],
      batch: 1,
    },
    { inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 1] as const })), output: ['N', 1], batch: 5 },
    { inputs: [1, 2].map(() => ({ dtype: 'float32' as const, shape: ['N', 2, 7] as const })), output: ['N', 2, 1] },
  ],
});
