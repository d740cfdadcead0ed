import { choice, number } from '../../settings.ts';
import { defineLayer, sampleShape } from '../define.ts';
import { channelsFirst } from '../common/channels.ts';
import { lastAxis, summary } from '../common/summary.ts';

export const unitNorm = defineLayer({
  id: 'unitNorm',
  title: 'Unit norm',
  family: 'normalization',
  doc: 'Scales each vector to length 1, so that only its direction counts: for embeddings that are compared by their angle.',
  formula: 'y = \\frac{x}{\\max(\\lVert x \\rVert_2, \\epsilon)}',
  source: {
    title: 'PyTorch: normalize',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html',
  },
  keywords: ['l2 normalize', 'cosine', 'unit length'],
  settings: {
    along: choice(['last', 'channels'], {
      label: 'Along',
      default: 'last',
      doc: 'The axis on which a vector lies.',
      names: { last: 'Last axis', channels: 'Channels' },
    }),
    epsilon: number({
      label: 'Epsilon',
      default: 1e-6,
      min: 0,
      exclusiveMin: true,
      doc: 'Shortest length that is divided by.',
    }),
  },
  inputs: [{ name: 'input', doc: 'Vectors on the last axis, or on the axis after the batch.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ along }) => (along === 'last' ? lastAxis() : summary('channels', 'channels')),
  infer: ([x]) => channelsFirst(x!, 2) ?? [x!],
  lower({ b }, [x], { along, epsilon }) {
    const square = b.sum(b.square(x!), [along === 'last' ? -1 : 1], true);
    return b.div(x!, b.sqrt(b.max(square, epsilon ** 2)));
  },
  macs: ([x]) => 2 * sampleShape(x!).reduce((a, c) => a * c, 1),
  torch: (_, { along, epsilon }) => ({
    apply: 'F.normalize($0, dim={dim}, eps={eps})',
    values: { dim: along === 'last' ? -1 : 1, eps: epsilon },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], output: ['N', 3, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 3] }], settings: { along: 'channels' }, output: ['N', 4, 2, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 7] }], settings: { along: 'channels' }, output: ['N', 7], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 2] }], settings: { epsilon: 1.5 }, output: ['N', 5, 2], batch: 2 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }],
      settings: { along: 'channels', epsilon: 0.1 },
      output: ['N', 3, 4],
      batch: 5,
    },
  ],
});
