import { int, number } from '../../settings.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { acrossChannels, channelsFirst, scaleAndShift } from '../common/channels.ts';
import { groupsSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const groupNorm = defineLayer({
  id: 'groupNorm',
  title: 'Group norm',
  family: 'normalization',
  doc:
    'Cuts the channels of each sample in groups and gives each group mean 0 and variance 1, then each channel a ' +
    'learned scale and shift. Does not depend on the batch: for small batches, where batch norm fails.',
  formula: 'y = \\gamma \\frac{x - \\mu_g}{\\sqrt{\\sigma_g^2 + \\epsilon}} + \\beta',
  source: { title: 'Wu and He 2018, Group Normalization', url: 'https://arxiv.org/abs/1803.08494' },
  keywords: ['normalization', 'gn'],
  settings: {
    groups: int({
      label: 'Groups',
      default: 8,
      min: 1,
      doc: 'Channels are cut into this many groups. 1: all of a sample together.',
    }),
    epsilon: number({ label: 'Epsilon', default: 1e-5, min: 0, exclusiveMin: true, doc: 'Added to the variance.' }),
  },
  inputs: [{ name: 'input', doc: 'Channels on the axis after the batch.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: groupsSummary,
  infer([x], { groups }) {
    const refused = channelsFirst(x!, 2);
    if (refused) return refused;
    const channels = sampleShape(x!)[0]!;
    return channels % groups === 0
      ? [x!]
      : reject('groups-mismatch', { groups, channels, what: phrase('channels') }, { setting: 'groups' });
  },
  weights: ([x]) => scaleAndShift(sampleShape(x!)[0]!),
  lower({ b }, [x], { groups, epsilon }, { weight, bias }) {
    const [n, channels, ...rest] = x!.shape as [number, number, ...number[]];
    const parted = b.reshape(x!, [n, groups, channels / groups, ...rest]);
    const [normal] = b.standardize(parted, parted.shape.map((_, axis) => axis).slice(2), epsilon);
    return b.add(b.mul(b.reshape(normal, x!.shape), acrossChannels(b, weight!, x!)), acrossChannels(b, bias!, x!));
  },
  macs: ([x]) => 2 * sampleShape(x!).reduce((a, c) => a * c, 1),
  torch: ([x], { groups, epsilon }) => ({
    module: 'nn.GroupNorm',
    args: { num_groups: groups, num_channels: sampleShape(x!)[0]!, eps: epsilon === 1e-5 ? undefined : epsilon },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 8, 2, 2] }], output: ['N', 8, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 3, 2] }], settings: { groups: 3 }, output: ['N', 6, 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 5] }], settings: { groups: 1, epsilon: 1e-3 }, output: ['N', 4, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], settings: { groups: 2 }, output: ['N', 6], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 3, 2] }],
      settings: { groups: 2 },
      output: ['N', 2, 2, 3, 2],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 7] }],
      settings: { groups: 3, epsilon: 0.5 },
      output: ['N', 3, 7],
      batch: 2,
    },
  ],
});
