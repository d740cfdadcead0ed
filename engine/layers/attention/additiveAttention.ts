import { boolean, initializer, int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { expectAcross, expectSameLength, joinHeads, MASK, mixValues, splitHeads } from '../common/attention.ts';
import { none, sequence } from '../common/examples.ts';
import { expectSequence, linear } from '../common/sequences.ts';
import { defineLayer, reject } from '../define.ts';
import { unitsSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const additiveAttention = defineLayer({
  id: 'additiveAttention',
  title: 'Additive attention',
  family: 'attention',
  doc:
    'Scores how well a query fits each key by a small network with one hidden layer, and takes the mean of the ' +
    'values by these scores. Also called Bahdanau attention; the query is usually a decoder’s state.',
  formula: 'y = \\sum_s \\mathrm{softmax}_s\\big(v^\\top \\tanh(W_q q + W_k k_s + b)\\big)\\, v_s',
  source: {
    title: 'Bahdanau et al. 2015, Neural Machine Translation by Jointly Learning to Align and Translate',
    url: 'https://arxiv.org/abs/1409.0473',
  },
  keywords: ['bahdanau', 'alignment', 'seq2seq', 'mlp attention'],
  settings: {
    units: int({ label: 'Units', default: 64, min: 1, doc: 'Width of the hidden layer.' }),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset before the tanh.' }),
    initializer: initializer({
      label: 'Initializer',
      default: { type: 'xavier-uniform' },
      doc: 'How the weights start.',
    }),
  },
  inputs: [
    { name: 'query', doc: 'N×features, or several queries, N×queries×features.' },
    { name: 'key', doc: 'N×keys×features.' },
    { name: 'value', doc: 'N×keys×features. The keys themselves without a wire.', optional: true },
    { ...MASK, doc: '0 where a query must not look, such as padding: N×keys or N×queries×keys.' },
  ],
  outputs: [
    { name: 'output', doc: 'N×features of the values, for each query.' },
    { name: 'weights', doc: 'Where each query looks: N×queries×keys.' },
  ],
  summary: unitsSummary,
  infer([query, key, value = key, mask]) {
    const { dtype, shape } = query!;
    if (dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'query' });
    if (shape.length !== 2 && shape.length !== 3)
      return reject('rank-mismatch', { expected: phrase('query'), received: formatType(query!) }, { port: 'query' });
    const unfit = expectSequence(key!, 'key') ?? expectSequence(value!, 'value') ?? expectSameLength(key!, value!);
    if (unfit) return unfit;
    const [queries, keys] = [shape.length === 3 ? shape[1]! : 1, key!.shape[1]!];
    return (
      expectAcross(mask, 'mask', 1, queries, keys) ?? [
        { dtype: 'float32', shape: [...shape.slice(0, -1), value!.shape[2]!] },
        { dtype: 'float32', shape: ['N', queries, keys] },
      ]
    );
  },
  weights([query, key], { units, bias, initializer }) {
    const matrix = (inputs: number) => ({ shape: [units, inputs], initializer, fan: [inputs, units] as const });
    return {
      'query.weight': matrix(query!.shape.at(-1) as number),
      'key.weight': matrix(key!.shape[2] as number),
      ...(bias && { bias: { shape: [units], initializer: { type: 'zeros' }, role: 'bias' as const } }),
      'energy.weight': { shape: [1, units], initializer, fan: [units, 1] },
    };
  },
  lower(ctx, [query, key, value = key, mask], _, weights) {
    const { b } = ctx;
    const several = query!.shape.length === 3;
    const [n, features] = [query!.shape[0]!, query!.shape.at(-1)!];
    const queries = several ? query!.shape[1]! : 1;
    const [, keys, width] = value!.shape as [number, number, number];
    const { bias } = weights;
    const units = weights['query.weight']!.shape[0]!;
    const q = b.reshape(linear(b, b.reshape(query!, [n, queries, features]), weights['query.weight']!, bias), [
      n,
      queries,
      1,
      units,
    ]);
    const k = b.reshape(linear(b, key!, weights['key.weight']!), [n, 1, keys, units]);
    const scores = b.reshape(b.matmul(b.tanh(b.add(q, k)), weights['energy.weight']!, { transposeB: true }), [
      n,
      1,
      queries,
      keys,
    ]);
    const { output, weights: looks } = mixValues(ctx, scores, splitHeads(b, value!, 1), mask, 0);
    return [
      b.reshape(joinHeads(b, output), several ? [n, queries, width] : [n, width]),
      b.reshape(looks, [n, queries, keys]),
    ];
  },
  macs([query, key, value = key], [, looks], { units }) {
    const [queries, keys] = looks!.shape.slice(1) as [number, number];
    return (
      units * (queries * (query!.shape.at(-1) as number) + keys * (key!.shape[2] as number)) +
      queries * keys * (units + (value!.shape[2] as number))
    );
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }, sequence(4, 5)], settings: { units: 6 }, output: ['N', 5] },
    { inputs: [sequence(2, 3), sequence(4, 5)], settings: { units: 2, bias: false }, output: ['N', 2, 5] },
    { inputs: [sequence(2, 3), sequence(4, 5), sequence(4, 2)], settings: { units: 3 }, output: ['N', 2, 2] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 4] }, sequence(3, 4), none, { dtype: 'bool', shape: ['N', 3] }],
      settings: { units: 2 },
      output: ['N', 4],
      batch: 5,
    },
    {
      inputs: [sequence(3, 2), sequence(3, 2), none, { dtype: 'float32', shape: ['N', 3, 3] }],
      settings: { units: 2 },
      output: ['N', 3, 2],
      batch: 2,
    },
    { inputs: [sequence(1, 1), sequence(1, 1)], settings: { units: 1 }, output: ['N', 1, 1], batch: 1 },
  ],
});
