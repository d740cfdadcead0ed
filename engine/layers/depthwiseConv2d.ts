import { boolean, initializer, int, ints } from '../settings.ts';
import { formatShape } from '../types/shape.ts';
import { acrossChannels } from './common/channels.ts';
import { defineLayer, sampleShape } from './define.ts';
import { product, slideOver, windowOf, windowSettings } from './windows.ts';

export const depthwiseConv2d = defineLayer({
  id: 'depthwiseConv2d',
  title: 'Depthwise conv 2D',
  family: 'convolution',
  doc: 'Each channel is convolved with filters of its own; channels do not mix. Very cheap; a 1×1 convolution behind it mixes them (MobileNet).',
  formula: 'y_{cm} = b_{cm} + W_{c,m} \\star x_c',
  source: { title: 'Howard et al. 2017, MobileNets', url: 'https://arxiv.org/abs/1704.04861' },
  keywords: ['convolution', 'mobilenet', 'grouped'],
  settings: {
    multiplier: int({ label: 'Multiplier', default: 1, min: 1, doc: 'Filters for each channel.' }),
    kernel: ints({ label: 'Kernel', default: [3, 3], length: 2, min: 1, doc: 'Size of each filter.' }),
    stride: ints({ label: 'Stride', default: [1, 1], length: 2, min: 1, doc: 'Steps between the places where a filter is applied.' }),
    ...windowSettings(2),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output channel.' }),
    initializer: initializer({ label: 'Initializer', default: { type: 'he-uniform' }, doc: 'How the weights start.' }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×height×width.' }],
  outputs: [{ name: 'output', doc: '`multiplier` times as many channels.' }],
  summary: ({ kernel, multiplier }) => `${formatShape(kernel)}${multiplier > 1 ? `, ${multiplier} a channel` : ''}`,
  infer([x], s) {
    const slid = slideOver(x!, 2, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
    return 'rejected' in slid ? slid : [{ dtype: 'float32', shape: ['N', slid.channels * s.multiplier, ...slid.spatial] }];
  },
  weights([x], { multiplier, kernel, bias, initializer }) {
    const filters = sampleShape(x!)[0]! * multiplier;
    const fan = [product(kernel), multiplier * product(kernel)] as const;
    return {
      weight: { shape: [filters, 1, ...kernel], initializer, fan },
      ...(bias && { bias: { shape: [filters], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
    };
  },
  lower({ b }, [x], s, { weight, bias }) {
    const y = b.conv(x!, weight!, { ...windowOf(x!.shape.slice(2), s.kernel, s.stride, s), groups: x!.shape[1]! });
    return bias ? b.add(y, acrossChannels(b, bias, y)) : y;
  },
  macs: (_, [y], { kernel }) => product(sampleShape(y!)) * product(kernel),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 4] }], output: ['N', 2, 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 4] }], settings: { multiplier: 2, padding: 'same' }, output: ['N', 6, 4, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 7, 5] }], settings: { kernel: [3, 2], stride: [2, 3], bias: false }, output: ['N', 2, 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 5] }], settings: { multiplier: 3, dilation: [2, 1] }, output: ['N', 3, 1, 3], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { multiplier: 2, padding: 'explicit', explicitPadding: [2, 0], stride: [2, 1] }, output: ['N', 4, 3, 2], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 2] }], settings: { kernel: [1, 1] }, output: ['N', 4, 2, 2], batch: 2 },
  ],
});
