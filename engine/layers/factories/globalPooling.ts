/** Global pooling over one, two or three axes. */
import { named } from '../../phrases.ts';
import { choice } from '../../settings.ts';
import { defineLayer, type Layer, type LayerExample, sampleShape } from '../define.ts';
import { expectMaps, LAYOUTS, product, type Rank } from '../common/windows.ts';

const POSITIONS = { 1: 'i', 2: 'i,j', 3: 'i,j,k' } as const;
const COUNT = { 1: 'L', 2: 'HW', 3: 'DHW' } as const;

export function globalPooling(rank: Rank, examples: readonly LayerExample[]): Layer {
  const axes = Array.from({ length: rank }, (_, i) => i + 2);
  return defineLayer({
    id: `globalPool${rank}d`,
    title: `Global pool ${rank}D`,
    family: 'pooling',
    doc:
      'Reduces each map to one number, its mean or maximum: a flat output ' +
      `whatever the ${{ 1: 'sequence’s length', 2: 'image’s size', 3: 'volume’s size' }[rank]}.`,
    formula: `y_c = \\frac{1}{${COUNT[rank]}} \\sum_{${POSITIONS[rank]}} x_{c,${POSITIONS[rank]}}`,
    source: { title: 'Lin et al. 2014, Network in Network', url: 'https://arxiv.org/abs/1312.4400' },
    keywords: ['global average pool', 'gap'],
    settings: {
      kind: choice(['average', 'max'], { label: 'Kind', default: 'average', doc: 'What a map is reduced to.' }),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    nonNegative: 'kept',
    outputs: [{ name: 'output', doc: 'N×channels.' }],
    summary: ({ kind }) => named(`options.${kind}`, kind),
    infer: ([x]) => expectMaps(x!, rank) ?? [{ dtype: 'float32', shape: x!.shape.slice(0, 2) }],
    lower: ({ b }, [x], { kind }) => (kind === 'max' ? b.reduceMax(x!, axes) : b.mean(x!, axes)),
    macs: ([x]) => product(sampleShape(x!)),
    // TensorFlow.js has none in three dimensions
    spell: (_, { kind }) =>
      rank === 3
        ? {}
        : {
            tfjs: {
              call: `global${kind === 'max' ? 'Max' : 'Average'}Pooling${rank}d`,
              layout: 'channelsLast',
              args: {},
            },
          },
    // of equal maxima each has its share of the gradient, which PyTorch's pooling gives to the first
    torch: (_, { kind }) =>
      kind === 'max'
        ? { apply: `$0.amax((${axes.join(', ')}${rank === 1 ? ',' : ''}))` }
        : { module: `nn.AdaptiveAvgPool${rank}d`, args: { output_size: 1 }, apply: '$m($0).flatten(1)' },
    examples: examples as never,
  });
}
