/** Pooling by the p-norm of each window, over one or two axes. */
import type { Window } from '../../ir/prims.ts';
import { ints, number } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { defineLayer, type Layer, type LayerExample, sampleShape } from '../define.ts';
import { LAYOUTS, product, slideOver } from '../windows.ts';

export function lpPooling(rank: 1 | 2, examples: readonly LayerExample[]): Layer {
  const each = (value: number) => Array<number>(rank).fill(value);
  const windowOf = (size: readonly number[], stride: readonly number[]): Window => ({
    stride: stride.map((s, axis) => (s === 0 ? size[axis]! : s)),
    padding: size.map(() => [0, 0] as const),
    dilation: each(1),
  });
  return defineLayer({
    id: `lpPool${rank}d`,
    title: `LP pool ${rank}D`,
    family: 'pooling',
    doc: 'Takes the p-norm of each window: between a sum (p = 1) and the largest value (p very large).',
    formula: 'y_p = \\Big(\\sum_{q \\in W(p)} |x_q|^p\\Big)^{1/p}',
    source: { title: 'Sermanet et al. 2012, Convolutional Neural Networks Applied to House Numbers', url: 'https://arxiv.org/abs/1204.3968' },
    keywords: ['power average', 'norm pooling', 'l2 pooling'],
    settings: {
      power: number({ label: 'Power', default: 2, min: 1, doc: 'p of the norm.' }),
      kernel: ints({ label: 'Window', default: each(2), length: rank, min: 1, doc: 'Size of the window.' }),
      stride: ints({ label: 'Stride', default: each(0), length: rank, min: 0, doc: 'Steps between windows; 0 is the window’s own size.' }),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: 'As many channels, smaller maps.' }],
    summary: ({ power, kernel }) => `${formatShape(kernel)}, p = ${power}`,
    infer([x], { kernel, stride }) {
      const slid = slideOver(x!, rank, kernel, () => windowOf(kernel, stride));
      return 'rejected' in slid ? slid : [{ dtype: 'float32', shape: ['N', slid.channels, ...slid.spatial] }];
    },
    lower({ b }, [x], { power, kernel, stride }) {
      const powers = b.pow(b.abs(x!), power);
      const sum = b.mul(b.avgPool(powers, { size: kernel, ...windowOf(kernel, stride), countPadding: true }), product(kernel));
      // the root of 0 has no finite slope: a window of zeros gets none
      const some = b.lt(0, sum);
      return b.select(some, b.pow(b.select(some, sum, 1), 1 / power), 0);
    },
    macs: (_, [y], { kernel }) => 2 * product(sampleShape(y!)) * product(kernel),
    examples: examples as never,
  });
}
