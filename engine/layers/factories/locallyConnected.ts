/** Like a convolution over one, two or three axes, but with filters of its own at every place. */
import { boolean, initializer, int, ints } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { defineLayer, type Layer, type LayerExample, sampleShape } from '../define.ts';
import { LAYOUTS, product, type Rank, slideOver, windowOf, windowSettings } from '../common/windows.ts';
import { summary } from '../common/summary.ts';

export function locallyConnected(rank: Rank, examples: readonly LayerExample[]): Layer {
  const each = (value: number) => Array<number>(rank).fill(value);
  return defineLayer({
    id: `locallyConnected${rank}d`,
    title: `Locally connected ${rank}D`,
    family: 'convolution',
    doc:
      'Like a convolution, but with filters of its own at every place: for inputs whose parts always lie at the same ' +
      'spots, such as aligned faces. Many weights.',
    formula: 'y_{m,p} = b_{m,p} + \\sum_{q \\in W(p)} W_{p,q,m} \\, x_q',
    source: {
      title: 'Taigman et al. 2014, DeepFace',
      url: 'https://www.cs.toronto.edu/~ranzato/publications/taigman_cvpr14.pdf',
    },
    keywords: ['convolution', 'unshared'],
    settings: {
      filters: int({ label: 'Filters', default: 8, min: 1, doc: 'Number of output channels.' }),
      kernel: ints({ label: 'Kernel', default: each(3), length: rank, min: 1, doc: 'Size of each filter.' }),
      stride: ints({ label: 'Stride', default: each(1), length: rank, min: 1, doc: 'Steps between the places.' }),
      ...windowSettings(rank),
      bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output value.' }),
      initializer: initializer({
        label: 'Initializer',
        default: { type: 'he-uniform' },
        doc: 'How the weights start.',
      }),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: 'The same with `filters` channels.' }],
    summary: ({ filters, kernel }) =>
      summary(
        'filters-a-place',
        { one: '{{count}} filter {{kernel}} a place', other: '{{count}} filters {{kernel}} a place' },
        { count: filters, kernel: formatShape(kernel) },
      ),
    infer([x], s) {
      const maps = slideOver(x!, rank, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
      return 'rejected' in maps ? maps : [{ dtype: 'float32', shape: ['N', s.filters, ...maps.spatial] }];
    },
    weights([x], s) {
      const maps = slideOver(x!, rank, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
      const [channels, places] = 'rejected' in maps ? [0, []] : [maps.channels, maps.spatial];
      const seen = channels * product(s.kernel);
      const fan = [seen, s.filters * product(s.kernel)] as const;
      return {
        weight: { shape: [product(places), seen, s.filters], initializer: s.initializer, fan },
        ...(s.bias && {
          bias: { shape: [s.filters, ...places], initializer: { type: 'zeros' }, fan, role: 'bias' as const },
        }),
      };
    },
    lower({ b }, [x], s, { weight, bias }) {
      const [n, channels, ...spatial] = x!.shape as [number, number, ...number[]];
      const { padding, stride, dilation } = windowOf(spatial, s.kernel, s.stride, s);
      const padded = b.pad(x!, [[0, 0], [0, 0], ...padding]);
      const places = s.kernel.map(
        (size, axis) => Math.floor((padded.shape[axis + 2]! - dilation[axis]! * (size - 1) - 1) / stride[axis]!) + 1,
      );
      // what each tap of the window sees, one beside the other: N×channels×taps×places
      const taps = Array.from({ length: product(s.kernel) }, (_, tap) => {
        const start = s.kernel.map(
          (size, axis) => (Math.floor(tap / product(s.kernel.slice(axis + 1))) % size) * dilation[axis]!,
        );
        const stop = start.map((from, axis) => from + (places[axis]! - 1) * stride[axis]! + 1);
        return b.reshape(b.slice(padded, [0, 0, ...start], [n, channels, ...stop], [1, 1, ...stride]), [
          n,
          channels,
          1,
          product(places),
        ]);
      });
      const windows = b.reshape(b.concat(taps, 2), [n, channels * taps.length, product(places)]);
      const y = b.transpose(b.matmul(b.transpose(windows, [2, 0, 1]), weight!), [1, 2, 0]);
      const maps = b.reshape(y, [n, s.filters, ...places]);
      return bias ? b.add(maps, bias) : maps;
    },
    macs: ([x], [y], { kernel }) => product(sampleShape(y!)) * sampleShape(x!)[0]! * product(kernel),
    examples: examples as never,
  });
}
