import { int } from '../../settings.ts';
import type { TensorType } from '../../types/tensor.ts';
import {
  isStepwise,
  expectAcross,
  expectHeads,
  expectSameLength,
  MASK,
  MULTI_HEAD,
  multiHead,
  multiHeadMacs,
  multiHeadWeights,
  multiHeadInTorch,
} from '../common/attention.ts';
import { none, sequence } from '../common/examples.ts';
import { expectSequence } from '../common/sequences.ts';
import { defineLayer } from '../define.ts';
import { causalSummary, headsSummary, summary } from '../common/summary.ts';

const widthOf = (x: TensorType): number => x.shape[2] as number;

export const multiHeadAttention = defineLayer({
  id: 'multiHeadAttention',
  title: 'Multi-head attention',
  family: 'attention',
  doc:
    'Several heads look at a sequence at once, each with learned queries, keys and values, and what they find is ' +
    'mixed. With one wire the sequence looks at itself; with keys it looks at another (cross-attention).',
  formula:
    'Y = [h_1, \\dots, h_n] W^{O\\top}, \\quad h_i = \\mathrm{softmax}\\Big(\\frac{Q W_i^{Q\\top} (K W_i^{K\\top})^\\top}{\\sqrt{d}}\\Big) V W_i^{V\\top}',
  source: { title: 'Vaswani et al. 2017, Attention Is All You Need', url: 'https://arxiv.org/abs/1706.03762' },
  keywords: [
    'mha',
    'self-attention',
    'cross-attention',
    'grouped-query',
    'multi-query',
    'gqa',
    'mqa',
    'transformer',
    'attn',
  ],
  settings: {
    ...MULTI_HEAD,
    headWidth: int({
      label: 'Head width',
      default: 0,
      min: 0,
      doc: 'Features of each head’s queries and keys; 0 shares out the width of the input.',
      blank: { value: 0, text: 'width ÷ heads' },
    }),
    valueWidth: int({
      label: 'Value width',
      default: 0,
      min: 0,
      doc: 'Features of each head’s values; 0 is as many as its keys have.',
      blank: { value: 0, text: 'as the keys' },
    }),
  },
  inputs: [
    { name: 'query', doc: 'N×queries×width.' },
    { name: 'key', doc: 'N×keys×any width. The queries themselves without a wire.', optional: true },
    { name: 'value', doc: 'N×keys×any width. The keys themselves without a wire.', optional: true },
    MASK,
  ],
  outputs: [
    { name: 'output', doc: 'N×queries×width.' },
    { name: 'weights', doc: 'Where each query looks: N×heads×queries×keys.' },
  ],
  summary: ({ heads, keyHeads, causal }) => [
    headsSummary(heads),
    ...(keyHeads > 0 && keyHeads < heads ? [summary('key-heads', '{{heads}} of keys', { heads: keyHeads })] : []),
    ...(causal ? [causalSummary()] : []),
  ],
  infer([query, key = query, value = key, mask], s) {
    const unfit =
      expectSequence(query!, 'query') ??
      expectSequence(key!, 'key') ??
      expectSequence(value!, 'value') ??
      expectSameLength(key!, value!) ??
      expectHeads(widthOf(query!), s);
    if (unfit) return unfit;
    const [queries, keys] = [query!.shape[1]!, key!.shape[1]!];
    return (
      expectAcross(mask, 'mask', s.heads, queries, keys) ?? [
        query!,
        { dtype: 'float32', shape: ['N', s.heads, queries, keys] },
      ]
    );
  },
  adaptable: true,
  weights: ([query, key = query, value = key], s) =>
    multiHeadWeights(widthOf(query!), widthOf(key!), widthOf(value!), s),
  lower(ctx, [query, key = query, value = key, mask], s, weights) {
    const { output, weights: looks } = multiHead(ctx, query!, key!, value!, mask, s, weights);
    return [output, looks];
  },
  stepwise: isStepwise,
  macs: ([query, key = query, value = key], _, s) => multiHeadMacs(query!, key!, value!, s),
  torch: ([query, key, value, mask], s) => multiHeadInTorch([query, key, value, mask], s),
  examples: [
    { inputs: [sequence(4, 8)], output: ['N', 4, 8] },
    { inputs: [sequence(5, 6)], settings: { heads: 3, causal: true, bias: false }, output: ['N', 5, 6] },
    { inputs: [sequence(3, 4), sequence(5, 4)], settings: { heads: 2 }, output: ['N', 3, 4] },
    { inputs: [sequence(3, 4), sequence(5, 6), sequence(5, 3)], settings: { heads: 2 }, output: ['N', 3, 4] },
    {
      inputs: [sequence(4, 4), none, none, { dtype: 'bool', shape: ['N', 4] }],
      settings: { heads: 2, dropout: 0.3 },
      output: ['N', 4, 4],
    },
    {
      inputs: [sequence(4, 8)],
      settings: { heads: 4, keyHeads: 2, positions: 'rotary' },
      output: ['N', 4, 8],
      batch: 2,
    },
    {
      inputs: [sequence(4, 6)],
      settings: { heads: 3, keyHeads: 1, headWidth: 4, valueWidth: 5, positions: 'alibi' },
      output: ['N', 4, 6],
    },
    { inputs: [sequence(1, 2)], settings: { heads: 1 }, output: ['N', 1, 2], batch: 1 },
  ],
});
