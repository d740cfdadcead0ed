import { boolean, initializer, int, ints } from '../settings.ts';
import { formatShape } from '../types/shape.ts';
import { acrossChannels } from './common/channels.ts';
import { defineLayer, sampleShape } from './define.ts';
import { product, slideOver, windowOf, windowSettings } from './windows.ts';

const ONE = { stride: [1, 1], padding: [[0, 0], [0, 0]], dilation: [1, 1] } as const;

export const separableConv2d = defineLayer({
  id: 'separableConv2d',
  title: 'Separable conv 2D',
  family: 'convolution',
  doc: 'A convolution in two steps: first each channel by itself (depthwise), then a 1×1 convolution that mixes the channels. Nearly as good as a full one with a fraction of its weights.',
  formula: 'y_m = b_m + \\sum_{k} P_{m,k} \\, (D_k \\star x_{c(k)})',
  source: { title: 'Chollet 2017, Xception: Deep Learning with Depthwise Separable Convolutions', url: 'https://arxiv.org/abs/1610.02357' },
  keywords: ['convolution', 'depthwise', 'pointwise', 'xception'],
  settings: {
    filters: int({ label: 'Filters', default: 32, min: 1, doc: 'Number of output channels.' }),
    multiplier: int({ label: 'Multiplier', default: 1, min: 1, doc: 'Filters for each channel in the first step.' }),
    kernel: ints({ label: 'Kernel', default: [3, 3], length: 2, min: 1, doc: 'Size of the filters of the first step.' }),
    stride: ints({ label: 'Stride', default: [1, 1], length: 2, min: 1, doc: 'Steps between the places where a filter is applied.' }),
    ...windowSettings(2),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output channel.' }),
    initializer: initializer({ label: 'Initializer', default: { type: 'he-uniform' }, doc: 'How the weights start.' }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×height×width.' }],
  outputs: [{ name: 'output', doc: 'The same with `filters` channels.' }],
  summary: ({ filters, kernel }) => `${filters} filter${filters === 1 ? '' : 's'} ${formatShape(kernel)}`,
  infer([x], s) {
    const slid = slideOver(x!, 2, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
    return 'rejected' in slid ? slid : [{ dtype: 'float32', shape: ['N', s.filters, ...slid.spatial] }];
  },
  weights([x], { filters, multiplier, kernel, bias, initializer }) {
    const between = sampleShape(x!)[0]! * multiplier;
    const fan = [between, filters] as const;
    return {
      depthwise_weight: { shape: [between, 1, ...kernel], initializer, fan: [product(kernel), multiplier * product(kernel)] },
      pointwise_weight: { shape: [filters, between, 1, 1], initializer, fan },
      ...(bias && { bias: { shape: [filters], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
    };
  },
  lower({ b }, [x], s, { depthwise_weight, pointwise_weight, bias }) {
    const each = b.conv(x!, depthwise_weight!, { ...windowOf(x!.shape.slice(2), s.kernel, s.stride, s), groups: x!.shape[1]! });
    const y = b.conv(each, pointwise_weight!, { ...ONE, groups: 1 });
    return bias ? b.add(y, acrossChannels(b, bias, y)) : y;
  },
  macs: ([x], [y], { filters, multiplier, kernel }) => (product(sampleShape(y!)) / filters) * sampleShape(x!)[0]! * multiplier * (product(kernel) + filters),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 4] }], settings: { filters: 3 }, output: ['N', 3, 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 4] }], settings: { filters: 2, multiplier: 2, padding: 'same' }, output: ['N', 2, 4, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 7, 5] }], settings: { filters: 2, kernel: [3, 2], stride: [2, 3], bias: false }, output: ['N', 2, 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 5] }], settings: { filters: 2, multiplier: 3, dilation: [2, 1] }, output: ['N', 2, 1, 3], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { filters: 1, padding: 'explicit', explicitPadding: [2, 0], stride: [2, 1] }, output: ['N', 1, 3, 2], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 2] }], settings: { filters: 3, kernel: [1, 1] }, output: ['N', 3, 2, 2], batch: 2 },
  ],
});
