import { int } from '../../settings.ts';
import { sizeOf } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { channelsFirst } from '../common/channels.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { groupsSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const channelShuffle = defineLayer({
  id: 'channelShuffle',
  title: 'Channel shuffle',
  family: 'pooling',
  doc: 'Interleaves groups of channels: the first of each, then the second of each. What grouped convolutions keep apart gets mixed (ShuffleNet).',
  formula: 'y_{jg + k} = x_{kc + j}, \\quad c = C / g',
  source: { title: 'Zhang et al. 2017, ShuffleNet', url: 'https://arxiv.org/abs/1707.01083' },
  keywords: ['shufflenet', 'interleave', 'groups'],
  settings: {
    groups: int({
      label: 'Groups',
      default: 2,
      min: 1,
      doc: 'Of neighbouring channels (g); they divide the channels.',
    }),
  },
  inputs: [{ name: 'input', doc: 'N×channels, and any axes after.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: groupsSummary,
  infer([x], { groups }) {
    const refused = channelsFirst(x!, 2);
    if (refused) return refused;
    if ((x!.shape[1] as number) % groups !== 0)
      return reject(
        'size-mismatch',
        { expected: phrase('multiple-of-channels', { number: groups }), received: formatType(x!) },
        { port: 'input', setting: 'groups' },
      );
    return [x!];
  },
  lower({ b }, [x], { groups }) {
    const [n, channels, ...rest] = x!.shape as [number, number, ...number[]];
    const apart = b.reshape(x!, [n, groups, channels / groups, ...rest]);
    return b.reshape(b.transpose(apart, [0, 2, 1, ...rest.map((_, i) => i + 3)]), x!.shape);
  },
  spell([x], { groups }) {
    const [channels, ...rest] = sampleShape(x!);
    return {
      layersModel: {
        call: 'reshape',
        layout: 'channelsLast',
        args: { targetShape: [sizeOf(rest), groups, channels! / groups] },
        behind: [
          { call: 'permute', args: { dims: [1, 3, 2] } },
          { call: 'reshape', args: { targetShape: [...rest, channels!] } },
        ],
      },
    };
  },
  torch: (_, { groups }) => ({
    apply: '$0.unflatten(1, ({groups}, -1)).transpose(1, 2).flatten(1, 2)',
    values: { groups },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 3] }], output: ['N', 4, 2, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 12, 2, 2] }], settings: { groups: 3 }, output: ['N', 12, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 5] }], settings: { groups: 3 }, output: ['N', 6, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 8] }], settings: { groups: 4 }, output: ['N', 8], batch: 2 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 3, 1] }], settings: { groups: 1 }, output: ['N', 5, 3, 1] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 6, 1, 4] }],
      settings: { groups: 6 },
      output: ['N', 6, 1, 4],
      batch: 1,
    },
  ],
});
