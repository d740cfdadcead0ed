import { int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { expectMaps } from '../common/windows.ts';
import { phrase, verbatim } from '../../phrases.ts';

export const pixelShuffle = defineLayer({
  id: 'pixelShuffle',
  title: 'Pixel shuffle',
  family: 'pooling',
  doc: 'Lays r² channels out as r×r pixels: the maps become larger, the channels fewer, and nothing is lost. A convolution before it learns how to enlarge.',
  formula: 'y_{c, ri + a, rj + b} = x_{cr^2 + ra + b, \\, i, j}',
  source: {
    title: 'Shi et al. 2016, Real-Time Single Image and Video Super-Resolution (ESPCN)',
    url: 'https://arxiv.org/abs/1609.05158',
  },
  keywords: ['depth to space', 'sub-pixel', 'super-resolution', 'upsample'],
  settings: { factor: int({ label: 'Factor', default: 2, min: 1, doc: 'How many times as high and wide (r).' }) },
  inputs: [{ name: 'input', doc: 'N×channels×height×width; the channels a multiple of r².' }],
  outputs: [{ name: 'output', doc: 'r times as high and wide, r² times fewer channels.' }],
  summary: ({ factor }) => verbatim(`×${factor}`),
  infer([x], { factor: r }) {
    const refused = expectMaps(x!, 2);
    if (refused) return refused;
    const [channels, height, width] = sampleShape(x!) as [number, number, number];
    if (channels % r ** 2 !== 0)
      return reject(
        'size-mismatch',
        { expected: phrase('multiple-of-channels', { number: r ** 2 }), received: formatType(x!) },
        { port: 'input', setting: 'factor' },
      );
    return [{ dtype: 'float32', shape: ['N', channels / r ** 2, height * r, width * r] }];
  },
  lower({ b }, [x], { factor: r }) {
    const [n, channels, height, width] = x!.shape as [number, number, number, number];
    const c = channels / r ** 2;
    return b.reshape(b.transpose(b.reshape(x!, [n, c, r, r, height, width]), [0, 1, 4, 2, 5, 3]), [
      n,
      c,
      height * r,
      width * r,
    ]);
  },
  torch: (_, { factor }) => ({ module: 'nn.PixelShuffle', args: { upscale_factor: factor } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 3] }], output: ['N', 1, 4, 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 8, 3, 1] }], output: ['N', 2, 6, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 9, 1, 2] }], settings: { factor: 3 }, output: ['N', 1, 3, 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 2] }], settings: { factor: 1 }, output: ['N', 3, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 12, 2, 2] }], output: ['N', 3, 4, 4], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 16, 1, 1] }],
      settings: { factor: 4 },
      output: ['N', 1, 4, 4],
      batch: 2,
    },
  ],
});
