import { boolean, initializer, int, ints } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import { linear } from '../common/sequences.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { expectMaps } from '../common/windows.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';
import { each } from '../common/torch.ts';

const image = (channels: number, height: number, width: number): TensorType => ({
  dtype: 'float32',
  shape: ['N', channels, height, width],
});

export const patchEmbedding = defineLayer({
  id: 'patchEmbedding',
  title: 'Patch embedding',
  family: 'attention',
  doc:
    'Cuts an image into patches and turns each into a row of features, row by row from the top left: a sequence ' +
    'that a Transformer can read. The same as a convolution whose stride is its kernel.',
  formula: 'y_t = W\\, \\mathrm{patch}_t(x) + b',
  source: { title: 'Dosovitskiy et al. 2021, An Image Is Worth 16x16 Words', url: 'https://arxiv.org/abs/2010.11929' },
  keywords: ['vit', 'vision transformer', 'patches', 'conv_proj'],
  settings: {
    patch: ints({ label: 'Patch', default: [16, 16], length: 2, min: 1, doc: 'Size of a patch.' }),
    width: int({ label: 'Width', default: 64, min: 1, doc: 'Features of each patch.' }),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset.' }),
    initializer: initializer({
      label: 'Initializer',
      default: { type: 'xavier-uniform' },
      doc: 'How the weights start.',
    }),
  },
  inputs: [{ name: 'input', doc: 'Images, N×channels×height×width, that patches tile.' }],
  outputs: [{ name: 'output', doc: 'N×patches×width.' }],
  summary: ({ patch, width }) => summary('patches', '{{patch}} to {{width}}', { patch: formatShape(patch), width }),
  infer([x], { patch, width }) {
    const unfit = expectMaps(x!, 2);
    if (unfit) return unfit;
    const size = x!.shape.slice(2) as number[];
    if (size.some((length, i) => length % patch[i]! !== 0))
      return reject(
        'size-mismatch',
        { expected: phrase('tiled-images', { patch: formatShape(patch) }), received: formatShape(size) },
        { port: 'input' },
      );
    return [{ dtype: 'float32', shape: ['N', (size[0]! / patch[0]!) * (size[1]! / patch[1]!), width] }];
  },
  adaptable: true,
  weights([x], { patch, width, bias, initializer }) {
    const channels = x!.shape[1] as number;
    const fan = [channels * patch[0]! * patch[1]!, width] as const;
    return {
      weight: { shape: [width, channels, ...patch], initializer, fan },
      ...(bias && { bias: { shape: [width], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
    };
  },
  // the patches as rows, and one product
  lower({ b }, [x], { patch }, { weight, bias }) {
    const [n, channels, height, width] = x!.shape as [number, number, number, number];
    const [p, q] = patch as readonly [number, number];
    const [down, along, size] = [height / p, width / q, channels * p * q];
    const cut = b.transpose(b.reshape(x!, [n, channels, down, p, along, q]), [0, 2, 4, 1, 3, 5]);
    return linear(b, b.reshape(cut, [n, down * along, size]), b.reshape(weight!, [weight!.shape[0]!, size]), bias);
  },
  macs: ([x], [y]) => (y!.shape[2] as number) * (x!.shape.slice(1) as number[]).reduce((p, c) => p * c, 1),
  torch: ([x], { patch, width, bias }) => ({
    module: 'PatchEmbedding',
    args: { in_channels: sampleShape(x!)[0]!, width, patch: each(patch), bias: bias ? undefined : false },
  }),
  examples: [
    { inputs: [image(3, 4, 6)], settings: { patch: [2, 2], width: 5 }, output: ['N', 6, 5] },
    { inputs: [image(2, 6, 3)], settings: { patch: [2, 3], width: 4, bias: false }, output: ['N', 3, 4] },
    { inputs: [image(1, 4, 4)], settings: { patch: [4, 4], width: 3 }, output: ['N', 1, 3] },
    { inputs: [image(2, 3, 3)], settings: { patch: [1, 1], width: 2 }, output: ['N', 9, 2], batch: 2 },
    { inputs: [image(1, 5, 5)], settings: { patch: [5, 1], width: 1 }, output: ['N', 5, 1], batch: 5 },
    { inputs: [image(1, 2, 4)], settings: { patch: [1, 2], width: 3 }, output: ['N', 4, 3], batch: 1 },
  ],
});
