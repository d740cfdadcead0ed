import { boolean, initializer, int } from '../../settings.ts';
import { sequence } from '../common/examples.ts';
import { bucketOf } from '../common/positions.ts';
import { expectSequence } from '../common/sequences.ts';
import { headsSummary } from '../common/summary.ts';
import { defineLayer } from '../define.ts';

export const relativePositions = defineLayer({
  id: 'relativePositions',
  title: 'Relative positions',
  family: 'attention',
  doc:
    'A learned number for each head and each distance between a query and a key, to be added to the scores: connect it to ' +
    'the bias of an Attention of the same sequence. Near distances have a number each, farther ones share one with ' +
    'more and more others, as in T5. All layers of a stack may read the same.',
  formula: 'B_{h, i, j} = W_{\\mathrm{bucket}(j - i), h}',
  source: {
    title: 'Raffel et al. 2020, Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer',
    url: 'https://arxiv.org/abs/1910.10683',
  },
  keywords: ['t5', 'relative_attention_bias', 'position bias', 'buckets'],
  settings: {
    heads: int({ label: 'Heads', default: 1, min: 1, doc: 'Of the attention.' }),
    buckets: int({
      label: 'Buckets',
      default: 32,
      min: 4,
      doc: 'Different numbers of a head; half of them for exact distances.',
    }),
    farthest: int({
      label: 'Farthest',
      default: 128,
      min: 2,
      doc: 'From this distance on all share one number.',
    }),
    bothWays: boolean({
      label: 'Both ways',
      default: true,
      doc: 'Half of the numbers are for keys before the query, half for those behind it; else all are for those before it.',
    }),
    initializer: initializer({
      label: 'Initializer',
      default: { type: 'normal', settings: { deviation: 0.02 } },
      doc: 'How the numbers start.',
    }),
  },
  inputs: [{ name: 'input', doc: 'The sequence, N×length×features, of which only the length is read.' }],
  outputs: [{ name: 'output', doc: 'N×heads×length×length, queries before keys.' }],
  summary: ({ heads }) => headsSummary(heads),
  infer: ([x], { heads }) =>
    expectSequence(x!) ?? [{ dtype: 'float32', shape: ['N', heads, x!.shape[1]!, x!.shape[1]!] }],
  weights: (_, { heads, buckets, initializer }) => ({
    weight: { shape: [buckets, heads], initializer, fan: [buckets, heads] },
  }),
  lower({ b }, [x], { heads, buckets, farthest, bothWays }, { weight }) {
    const [rows, length] = x!.shape as [number, number];
    // the numbers of every distance, from the farthest before to the farthest behind; then those of every pair
    const places = Array.from({ length: 2 * length - 1 }, (_, i) =>
      bucketOf(i - length + 1, { buckets, farthest, bothWays }),
    );
    const near = b.gather(weight!, b.constant(places, [places.length], 'int32'), 0);
    const apart = b.add(b.sub(b.iota([1, length], 1), b.iota([length, 1], 0)), length - 1);
    const pairs = b.transpose(b.gather(near, apart, 0), [2, 0, 1]);
    return b.broadcast(b.reshape(pairs, [1, heads, length, length]), [rows, heads, length, length]);
  },
  examples: [
    { inputs: [sequence(5, 3)], settings: { heads: 2 }, output: ['N', 2, 5, 5] },
    { inputs: [sequence(20, 1)], settings: { buckets: 8, farthest: 12 }, output: ['N', 1, 20, 20], batch: 1 },
    {
      inputs: [sequence(20, 1)],
      settings: { buckets: 8, farthest: 16, bothWays: false },
      output: ['N', 1, 20, 20],
      batch: 1,
    },
    { inputs: [sequence(1, 4)], settings: { heads: 3, bothWays: false }, output: ['N', 3, 1, 1] },
    { inputs: [sequence(4, 2)], settings: { heads: 2, buckets: 5, farthest: 3 }, output: ['N', 2, 4, 4], batch: 5 },
    { inputs: [sequence(7, 2)], settings: { heads: 1, buckets: 4, farthest: 6 }, output: ['N', 1, 7, 7], batch: 2 },
  ],
});
