import { boolean, number } from '../../settings.ts';
import { defineLayer, sampleShape } from '../define.ts';
import { acrossChannels, channelsFirst, scaleAndShift } from '../common/channels.ts';
import { summary } from '../common/summary.ts';

export const instanceNorm = defineLayer({
  id: 'instanceNorm',
  title: 'Instance norm',
  family: 'normalization',
  doc: 'Gives each channel of each sample mean 0 and variance 1: takes an image’s contrast away. Used to carry one image’s style over to another.',
  formula: 'y = \\gamma \\frac{x - \\mu_{n,c}}{\\sqrt{\\sigma_{n,c}^2 + \\epsilon}} + \\beta',
  source: { title: 'Ulyanov et al. 2016, Instance Normalization', url: 'https://arxiv.org/abs/1607.08022' },
  keywords: ['normalization', 'style', 'contrast'],
  settings: {
    affine: boolean({ label: 'Scale and shift', default: false, doc: 'Learn a scale and a shift for each channel.' }),
    epsilon: number({ label: 'Epsilon', default: 1e-5, min: 0, exclusiveMin: true, doc: 'Added to the variance.' }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×length, N×channels×height×width or with depth.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ affine }) => (affine ? summary('learned-scale', 'learned scale') : summary('per-channel', 'per channel')),
  infer: ([x]) => channelsFirst(x!, 3) ?? [x!],
  weights: ([x], { affine }) => (affine ? scaleAndShift(sampleShape(x!)[0]!) : {}),
  lower({ b }, [x], { epsilon }, { weight, bias }) {
    const [normal] = b.standardize(x!, x!.shape.map((_, axis) => axis).slice(2), epsilon);
    return weight ? b.add(b.mul(normal, acrossChannels(b, weight, x!)), acrossChannels(b, bias!, x!)) : normal;
  },
  macs: ([x]) => 2 * sampleShape(x!).reduce((a, c) => a * c, 1),
  torch: ([x], { affine, epsilon }) => ({
    module: `nn.InstanceNorm${x!.shape.length - 2}d`,
    args: {
      num_features: sampleShape(x!)[0]!,
      eps: epsilon === 1e-5 ? undefined : epsilon,
      affine: affine ? true : undefined,
    },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 3] }], output: ['N', 3, 4, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 5] }], settings: { affine: true }, output: ['N', 2, 3, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], settings: { epsilon: 1e-3 }, output: ['N', 2, 7] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2] }],
      settings: { affine: true, epsilon: 0.5 },
      output: ['N', 1, 2, 2],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 3, 2] }],
      settings: { affine: true },
      output: ['N', 2, 2, 3, 2],
      batch: 2,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 5] }], settings: { affine: true }, output: ['N', 4, 5], batch: 1 },
  ],
});
