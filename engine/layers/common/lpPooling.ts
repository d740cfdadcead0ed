/** Pooling by the p-norm of each window, over one or two axes. */
import { ints, number } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { defineLayer, type Layer, type LayerExample, sampleShape } from '../define.ts';
import { LAYOUTS, poolStride, product, slideOver, windowOf, windowSettings } from '../windows.ts';

export function lpPooling(rank: 1 | 2, examples: readonly LayerExample[]): Layer {
  const each = (value: number) => Array<number>(rank).fill(value);
  return defineLayer({
    id: `lpPool${rank}d`,
    title: `LP pool ${rank}D`,
    family: 'pooling',
    doc: 'Takes the p-norm of each window: between a sum (p = 1) and the largest value (p very large).',
    formula: 'y_i = \\Big(\\sum_{j \\in W(i)} |x_j|^p\\Big)^{1/p}',
    source: { title: 'Sermanet et al. 2012, Convolutional Neural Networks Applied to House Numbers', url: 'https://arxiv.org/abs/1204.3968' },
    keywords: ['power average', 'norm pooling', 'l2 pooling'],
    settings: {
      power: number({ label: 'Power', default: 2, min: 1, doc: 'p of the norm.' }),
      kernel: ints({ label: 'Window', default: each(2), length: rank, min: 1, doc: 'Size of the window.' }),
      stride: ints({ label: 'Stride', default: each(0), length: rank, min: 0, doc: 'Steps between windows; 0 is the window’s own size.' }),
      ...windowSettings(rank),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: 'As many channels, smaller maps.' }],
    summary: ({ power, kernel }) => `${formatShape(kernel)}, p = ${power}`,
    infer([x], s) {
      const slid = slideOver(x!, rank, s.kernel, (spatial) => windowOf(spatial, s.kernel, poolStride(s.kernel, s.stride), s));
      return 'rejected' in slid ? slid : [{ dtype: 'float32', shape: ['N', slid.channels, ...slid.spatial] }];
    },
    lower({ b }, [x], s) {
      const powers = b.pow(b.abs(x!), s.power);
      const window = windowOf(x!.shape.slice(2), s.kernel, poolStride(s.kernel, s.stride), s);
      const sum = b.mul(b.avgPool(powers, { size: s.kernel, ...window, countPadding: true }), product(s.kernel));
      // the root of 0 has no finite slope: a window of zeros gets none
      const some = b.lt(0, sum);
      return b.select(some, b.pow(b.select(some, sum, 1), 1 / s.power), 0);
    },
    macs: (_, [y], { kernel }) => 2 * product(sampleShape(y!)) * product(kernel),
    examples: examples as never,
  });
}
