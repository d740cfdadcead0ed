/** Pooling by the p-norm of each window. */
import { verbatim } from '../../phrases.ts';
import { above } from '../common/activations.ts';
import { number } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { defineLayer, type Layer, type LayerExample, sampleShape } from '../define.ts';
import { meanOf, poolingSettings, poolingWindow } from './pooling.ts';
import { LAYOUTS, product, type Rank, slideOver } from '../common/windows.ts';

export function lpPooling(rank: Rank, examples: readonly LayerExample[]): Layer {
  return defineLayer({
    id: `lpPool${rank}d`,
    title: `LP pool ${rank}D`,
    family: 'pooling',
    doc: 'Takes the p-norm of each window: between a sum (p = 1) and the largest value (p very large).',
    formula: 'y_i = \\Big(\\sum_{j \\in W(i)} |x_j|^p\\Big)^{1/p}',
    source: {
      title: 'Sermanet et al. 2012, Convolutional Neural Networks Applied to House Numbers',
      url: 'https://arxiv.org/abs/1204.3968',
    },
    keywords: ['power average', 'norm pooling', 'l2 pooling'],
    settings: {
      power: number({ label: 'Power', default: 2, min: 1, doc: 'p of the norm.' }),
      ...poolingSettings(rank),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: 'As many channels, smaller maps.' }],
    summary: ({ power, kernel }) => [formatShape(kernel), verbatim(`p = ${power}`)],
    infer([x], s) {
      const maps = slideOver(x!, rank, s.kernel, (spatial) => poolingWindow(spatial, s));
      return 'rejected' in maps ? maps : [{ dtype: 'float32', shape: ['N', maps.channels, ...maps.spatial] }];
    },
    lower({ b }, [x], s) {
      const powers = b.pow(b.abs(x!), s.power);
      // in ceil mode a window that hangs over the end counts as if what is there filled it, as in PyTorch
      const sum = b.mul(meanOf(b, powers, { ...s, countPadding: true }), product(s.kernel));
      // the root of 0 has no finite slope: a window of zeros gets none
      const some = above(b, sum, 0);
      return b.select(some, b.pow(b.select(some, sum, 1), 1 / s.power), 0);
    },
    macs: (_, [y], { kernel }) => 2 * product(sampleShape(y!)) * product(kernel),
    examples: examples as never,
  });
}
