import { formatType } from '../../types/tensor.ts';
import { sequence } from '../common/examples.ts';
import {
  FEED_FORWARD,
  feedForward as apply,
  feedForwardMacs,
  feedForwardWeights,
  hiddenOf,
} from '../common/feedForward.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase, named } from '../../phrases.ts';

export const feedForward = defineLayer({
  id: 'feedForward',
  title: 'Feed-forward',
  family: 'attention',
  doc: 'Two dense layers with an activation or a gate between them, the same for every place of a sequence: the part of a Transformer that follows attention.',
  formula:
    'y = W_2\\, f(W_1 x + b_1) + b_2, \\quad \\text{gated: } y = W_2 \\big(a \\odot f(g)\\big) + b_2, \\; [a, g] = W_1 x + b_1',
  source: { title: 'Shazeer 2020, GLU Variants Improve Transformer', url: 'https://arxiv.org/abs/2002.05202' },
  keywords: ['mlp', 'ffn', 'swiglu', 'geglu', 'gated', 'transformer'],
  settings: FEED_FORWARD,
  inputs: [{ name: 'input', doc: 'N×…×width.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ hidden, activation }) => [
    hidden === 0 ? summary('four-widths', '4 × width') : hidden,
    named(`layers.feedForward.settings.activation.${activation}`, FEED_FORWARD.activation.names![activation]!),
  ],
  infer([x]) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    if (x!.shape.length !== 2 && x!.shape.length !== 3)
      return reject(
        'rank-mismatch',
        { expected: phrase('features-or-sequence'), received: formatType(x!) },
        { port: 'input' },
      );
    return [x!];
  },
  adaptable: true,
  weights: ([x], s) => feedForwardWeights(sampleShape(x!).at(-1)!, s),
  lower: (ctx, [x], s, weights) => apply(ctx, x!, s, weights),
  stepwise: ([x]) => x!.shape.length === 3,
  macs([x], _, s) {
    const [width, ...places] = sampleShape(x!).reverse();
    return places.reduce((p, c) => p * c, 1) * feedForwardMacs(width!, s);
  },
  torch: ([x], s) => {
    const width = sampleShape(x!).at(-1)!;
    return {
      module: 'FeedForward',
      args: {
        width,
        hidden: hiddenOf(width, s),
        activation: s.activation === 'relu' ? undefined : s.activation,
        dropout: s.dropout === 0 ? undefined : s.dropout,
        bias: s.bias ? undefined : false,
      },
    };
  },
  examples: [
    { inputs: [sequence(3, 4)], output: ['N', 3, 4] },
    { inputs: [sequence(3, 4)], settings: { hidden: 5, activation: 'gelu', bias: false }, output: ['N', 3, 4] },
    { inputs: [sequence(2, 3)], settings: { hidden: 6, activation: 'swiglu' }, output: ['N', 2, 3] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 5] }],
      settings: { hidden: 3, activation: 'geglu', bias: false },
      output: ['N', 5],
      batch: 2,
    },
    { inputs: [sequence(3, 4)], settings: { hidden: 4, activation: 'gelu-tanh', dropout: 0.3 }, output: ['N', 3, 4] },
    { inputs: [sequence(3, 2)], settings: { hidden: 4, activation: 'glu' }, output: ['N', 3, 2] },
    { inputs: [sequence(3, 2)], settings: { hidden: 4, activation: 'reglu' }, output: ['N', 3, 2] },
    { inputs: [sequence(1, 1)], settings: { hidden: 1, activation: 'silu' }, output: ['N', 1, 1], batch: 1 },
  ],
});
