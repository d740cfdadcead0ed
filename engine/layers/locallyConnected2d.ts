import { boolean, initializer, int, ints } from '../settings.ts';
import { formatShape } from '../types/shape.ts';
import { defineLayer, sampleShape } from './define.ts';
import { product, slideOver, windowOf, windowSettings } from './windows.ts';

export const locallyConnected2d = defineLayer({
  id: 'locallyConnected2d',
  title: 'Locally connected 2D',
  family: 'convolution',
  doc: 'Like a convolution, but with filters of its own at every place: for images whose parts always lie at the same spots, such as aligned faces. Many weights.',
  formula: 'y_{m,p} = b_{m,p} + \\sum_{q \\in W(p)} W_{p,q,m} \\, x_q',
  source: { title: 'Taigman et al. 2014, DeepFace', url: 'https://www.cs.toronto.edu/~ranzato/publications/taigman_cvpr14.pdf' },
  keywords: ['convolution', 'unshared'],
  settings: {
    filters: int({ label: 'Filters', default: 8, min: 1, doc: 'Number of output channels.' }),
    kernel: ints({ label: 'Kernel', default: [3, 3], length: 2, min: 1, doc: 'Size of each filter.' }),
    stride: ints({ label: 'Stride', default: [1, 1], length: 2, min: 1, doc: 'Steps between the places.' }),
    ...windowSettings(2),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output value.' }),
    initializer: initializer({ label: 'Initializer', default: { type: 'he-uniform' }, doc: 'How the weights start.' }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×height×width.' }],
  outputs: [{ name: 'output', doc: 'The same with `filters` channels.' }],
  summary: ({ filters, kernel }) => `${filters} filter${filters === 1 ? '' : 's'} ${formatShape(kernel)} a place`,
  infer([x], s) {
    const slid = slideOver(x!, 2, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
    return 'rejected' in slid ? slid : [{ dtype: 'float32', shape: ['N', s.filters, ...slid.spatial] }];
  },
  weights([x], s) {
    const slid = slideOver(x!, 2, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
    const [channels, places] = 'rejected' in slid ? [0, []] : [slid.channels, slid.spatial];
    const seen = channels * product(s.kernel);
    const fan = [seen, s.filters * product(s.kernel)] as const;
    return {
      weight: { shape: [product(places), seen, s.filters], initializer: s.initializer, fan },
      ...(s.bias && { bias: { shape: [s.filters, ...places], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
    };
  },
  lower({ b }, [x], s, { weight, bias }) {
    const [n, channels, ...spatial] = x!.shape as [number, number, ...number[]];
    const { padding, stride, dilation } = windowOf(spatial, s.kernel, s.stride, s);
    const padded = b.pad(x!, [[0, 0], [0, 0], ...padding]);
    const [height, width] = s.kernel.map((size, axis) => Math.floor((padded.shape[axis + 2]! - dilation[axis]! * (size - 1) - 1) / stride[axis]!) + 1) as [number, number];
    const places = height * width;
    // what each tap of the window sees, one beside the other: N×channels×taps×places
    const taps = Array.from({ length: product(s.kernel) }, (_, tap) => {
      const start = [Math.floor(tap / s.kernel[1]!) * dilation[0]!, (tap % s.kernel[1]!) * dilation[1]!] as const;
      const seen = b.slice(padded, [0, 0, ...start], [n, channels, start[0] + (height - 1) * stride[0]! + 1, start[1] + (width - 1) * stride[1]! + 1], [1, 1, ...stride]);
      return b.reshape(seen, [n, channels, 1, places]);
    });
    const windows = b.reshape(b.concat(taps, 2), [n, channels * taps.length, places]);
    const y = b.transpose(b.matmul(b.transpose(windows, [2, 0, 1]), weight!), [1, 2, 0]);
    const maps = b.reshape(y, [n, s.filters, height, width]);
    return bias ? b.add(maps, bias) : maps;
  },
  macs: ([x], [y], { kernel }) => product(sampleShape(y!)) * sampleShape(x!)[0]! * product(kernel),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 4] }], settings: { filters: 2 }, output: ['N', 2, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { filters: 1, kernel: [2, 3], bias: false }, output: ['N', 1, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 5] }], settings: { filters: 2, kernel: [2, 2], stride: [3, 2] }, output: ['N', 2, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3] }], settings: { filters: 1, padding: 'same', stride: [2, 1] }, output: ['N', 1, 2, 3], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 3] }], settings: { filters: 2, kernel: [2, 2], dilation: [2, 1], padding: 'explicit', explicitPadding: [0, 1] }, output: ['N', 2, 2, 4], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 1] }], settings: { filters: 2, kernel: [1, 1] }, output: ['N', 2, 2, 1], batch: 2 },
  ],
});
