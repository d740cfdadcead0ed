import { int, number } from '../../settings.ts';
import { defineLayer, sampleShape } from '../define.ts';
import { channelsFirst } from '../common/channels.ts';
import { summary } from '../common/summary.ts';

export const localResponseNorm = defineLayer({
  id: 'localResponseNorm',
  title: 'Local response norm',
  family: 'normalization',
  doc:
    'Divides each number by how loud its neighbouring channels are at the same place, so that channels compete. ' +
    'AlexNet has it (with k = 2); batch norm has taken its place.',
  formula: 'y_c = x_c \\Big/ \\Big(k + \\frac{\\alpha}{n} \\sum_{j = c - n/2}^{c + n/2} x_j^2\\Big)^\\beta',
  source: {
    title: 'Krizhevsky et al. 2012, ImageNet Classification with Deep Convolutional Neural Networks',
    url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
  },
  keywords: ['lrn', 'alexnet', 'normalization'],
  settings: {
    size: int({ label: 'Neighbours', default: 5, min: 1, doc: 'Channels that are looked at together (n).' }),
    alpha: number({ label: 'Alpha', default: 1e-4, min: 0, doc: 'Weight of the neighbours’ mean square.' }),
    beta: number({ label: 'Beta', default: 0.75, min: 0, doc: 'The exponent.' }),
    k: number({ label: 'k', default: 1, min: 0, exclusiveMin: true, doc: 'What the divisor starts from.' }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×length, N×channels×height×width or with depth.' }],
  nonNegative: 'kept',
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ size }) =>
    summary('over-channels', { one: 'over {{count}} channel', other: 'over {{count}} channels' }, { count: size }),
  infer: ([x]) => channelsFirst(x!, 3) ?? [x!],
  lower({ b }, [x], { size, alpha, beta, k }) {
    const [n, channels, ...rest] = x!.shape as [number, number, ...number[]];
    // the channels as the height of an image, under an average that counts what is not there as zeros
    const squares = b.reshape(b.square(x!), [n, 1, channels, rest.reduce((a, c) => a * c, 1)]);
    const before = Math.floor(size / 2);
    const mean = b.avgPool(squares, {
      size: [size, 1],
      stride: [1, 1],
      padding: [
        [before, size - 1 - before],
        [0, 0],
      ],
      dilation: [1, 1],
      countPadding: true,
    });
    return b.div(x!, b.pow(b.add(b.mul(b.reshape(mean, x!.shape), alpha), k), beta));
  },
  macs: ([x], _, { size }) => (size + 2) * sampleShape(x!).reduce((a, c) => a * c, 1),
  torch: (_, { size, alpha, beta, k }) => ({ module: 'nn.LocalResponseNorm', args: { size, alpha, beta, k } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 2, 3] }], output: ['N', 6, 2, 3] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 4, 3, 2] }],
      settings: { size: 3, alpha: 0.7, k: 2 },
      output: ['N', 4, 3, 2],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 5, 4] }],
      settings: { size: 2, alpha: 1, beta: 0.5 },
      output: ['N', 5, 4],
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3] }], settings: { alpha: 2 }, output: ['N', 1, 3, 3], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 2, 2] }],
      settings: { size: 4, alpha: 1, beta: 1 },
      output: ['N', 3, 2, 2, 2],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 7, 3] }],
      settings: { size: 1, alpha: 0.3, beta: 2, k: 0.5 },
      output: ['N', 7, 3],
      batch: 2,
    },
  ],
});
