import { int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { expectMaps } from '../common/windows.ts';
import { phrase, verbatim } from '../../phrases.ts';

export const pixelUnshuffle = defineLayer({
  id: 'pixelUnshuffle',
  title: 'Pixel unshuffle',
  family: 'pooling',
  doc: 'Lays r×r pixels out as r² channels, the reverse of Pixel shuffle: makes maps smaller without losing anything.',
  formula: 'y_{cr^2 + ra + b, \\, i, j} = x_{c, ri + a, rj + b}',
  source: {
    title: 'PyTorch: PixelUnshuffle',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html',
  },
  keywords: ['space to depth', 'downsample'],
  settings: { factor: int({ label: 'Factor', default: 2, min: 1, doc: 'How many times less high and wide (r).' }) },
  inputs: [{ name: 'input', doc: 'N×channels×height×width; both sizes multiples of r.' }],
  outputs: [{ name: 'output', doc: 'r times less high and wide, r² times as many channels.' }],
  summary: ({ factor }) => verbatim(`÷${factor}`),
  infer([x], { factor: r }) {
    const refused = expectMaps(x!, 2);
    if (refused) return refused;
    const [channels, height, width] = sampleShape(x!) as [number, number, number];
    if (height % r !== 0 || width % r !== 0)
      return reject(
        'size-mismatch',
        { expected: phrase('divisible-size', { number: r }), received: formatType(x!) },
        { port: 'input', setting: 'factor' },
      );
    return [{ dtype: 'float32', shape: ['N', channels * r ** 2, height / r, width / r] }];
  },
  lower({ b }, [x], { factor: r }) {
    const [n, c, height, width] = x!.shape as [number, number, number, number];
    return b.reshape(b.transpose(b.reshape(x!, [n, c, height / r, r, width / r, r]), [0, 1, 3, 5, 2, 4]), [
      n,
      c * r ** 2,
      height / r,
      width / r,
    ]);
  },
  torch: (_, { factor }) => ({ module: 'nn.PixelUnshuffle', args: { downscale_factor: factor } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 6] }], output: ['N', 4, 2, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 2] }], output: ['N', 8, 3, 1] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 6] }], settings: { factor: 3 }, output: ['N', 9, 1, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 2] }], settings: { factor: 1 }, output: ['N', 3, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 4] }], output: ['N', 12, 2, 2], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 4] }],
      settings: { factor: 4 },
      output: ['N', 16, 1, 1],
      batch: 2,
    },
  ],
});
