import { boolean, int, number } from '../../settings.ts';
import type { TensorType } from '../../types/tensor.ts';
import {
  isStepwise,
  ATTENTION,
  attend,
  attendMacs,
  expectAcross,
  expectDivisor,
  expectPairs,
  expectSameLength,
  type Heads,
  joinHeads,
  MASK,
  splitHeads,
  unpackHeads,
} from '../common/attention.ts';
import { none, sequence } from '../common/examples.ts';
import { expectSequence } from '../common/sequences.ts';
import { defineLayer, reject, type Rejection } from '../define.ts';
import { causalSummary, headsSummary, summary } from '../common/summary.ts';
import { type Phrase, phrase } from '../../phrases.ts';
import { type Dim, formatShape } from '../../types/shape.ts';

interface Given {
  readonly heads: number;
  readonly keyHeads: number;
  readonly packed: boolean;
}

/** How the features of the inputs are shared out among the heads. */
function headsOf([query, key, value]: readonly (TensorType | undefined)[], { heads, keyHeads, packed }: Given): Heads {
  const groups = keyHeads || heads;
  if (packed) {
    const width = (query!.shape[2] as number) / (heads + 2 * groups);
    return { heads, keyHeads: groups, width, valueWidth: width };
  }
  const last = value ?? key ?? query!;
  return {
    heads,
    keyHeads: groups,
    width: (query!.shape[2] as number) / heads,
    valueWidth: (last.shape[2] as number) / groups,
  };
}

function expectFeatures(inputs: readonly (TensorType | undefined)[], s: Given): Rejection | undefined {
  const [query, key, value] = inputs;
  const groups = s.keyHeads || s.heads;
  const uneven = expectDivisor('keyHeads', groups, s.heads, 'divisor-of-heads');
  if (uneven) return uneven;
  const features = query!.shape[2] as number;
  const size = (port: string, expected: Phrase, received: Dim) =>
    reject('size-mismatch', { expected, received: formatShape([received]) }, { port });
  if (s.packed) {
    const parts = s.heads + 2 * groups;
    if (key || value) return size(key ? 'key' : 'value', phrase('only-packed'), 'N');
    return features % parts === 0
      ? undefined
      : size('query', phrase('packed-features', { heads: s.heads, groups, number: parts }), features);
  }
  if (features % s.heads !== 0) return expectDivisor('heads', s.heads, features, 'divisor-of-features');
  const { width } = headsOf(inputs, s);
  const found = (key ?? query!).shape[2]!;
  if (found !== groups * width)
    return size('key', phrase('key-features', { groups, width, features: groups * width }), found);
  const last = (value ?? key ?? query!).shape[2] as number;
  return last % groups === 0 ? undefined : size('value', phrase('divisible-values', { groups }), last);
}

const PORTS = ['query', 'key', 'value', 'mask', 'bias'] as const;
/** An input as an argument of its module in PyTorch, by its name where one before it is left out. */
const argument = (inputs: readonly (TensorType | undefined)[], i: number, name: string): string[] =>
  inputs[i] ? [inputs.slice(0, i).every(Boolean) ? `$${i}` : `${name}=$${i}`] : [];

export const attention = defineLayer({
  id: 'attention',
  title: 'Attention',
  family: 'attention',
  doc:
    'Each query takes the mean of the values, weighted by how well it fits their keys. Without projections of its ' +
    'own: put Dense layers before it, or take Multi-head attention, which has them.',
  formula: 'Y = \\mathrm{softmax}\\Big(\\frac{Q K^\\top}{\\sqrt{d}}\\Big) V',
  source: { title: 'Vaswani et al. 2017, Attention Is All You Need', url: 'https://arxiv.org/abs/1706.03762' },
  keywords: ['scaled dot product', 'sdpa', 'self-attention', 'cross-attention', 'luong', 'attn'],
  settings: {
    heads: int({
      label: 'Heads',
      default: 1,
      min: 1,
      doc: 'Into how many the features are cut; each looks by itself.',
    }),
    ...ATTENTION,
    packed: boolean({
      label: 'Packed',
      default: false,
      doc: 'The one input holds queries, keys and values side by side, as one Dense layer gives them.',
    }),
    scale: number({
      label: 'Scale',
      default: 0,
      min: 0,
      doc: 'Factor of the scores; 0 is 1/√width of a head.',
      blank: { value: 0, text: '1/√width' },
    }),
  },
  inputs: [
    { name: 'query', doc: 'N×queries×features.' },
    { name: 'key', doc: 'N×keys×features. The queries themselves without a wire.', optional: true },
    { name: 'value', doc: 'N×keys×features. The keys themselves without a wire.', optional: true },
    MASK,
    { name: 'bias', doc: 'Added to the scores, such as learned positions: shapes as the mask.', optional: true },
  ],
  outputs: [
    { name: 'output', doc: 'N×queries×features.' },
    { name: 'weights', doc: 'Where each query looks: N×heads×queries×keys.' },
  ],
  summary: ({ heads, causal, packed }) => [
    headsSummary(heads),
    ...(causal ? [causalSummary()] : []),
    ...(packed ? [summary('packed', 'packed')] : []),
  ],
  infer(inputs, s) {
    const [query, key, value, mask, bias] = inputs as readonly [TensorType, ...(TensorType | undefined)[]];
    const keys = key ?? query;
    const unfit =
      expectSequence(query, 'query') ??
      (key && expectSequence(key, 'key')) ??
      (value && expectSequence(value, 'value')) ??
      expectSameLength(keys, value ?? keys) ??
      expectFeatures(inputs, s);
    if (unfit) return unfit;
    const heads = headsOf(inputs, s);
    const [length, count] = [query.shape[1]!, keys.shape[1]!];
    if (bias && bias.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: bias.dtype }, { port: 'bias' });
    return (
      expectPairs(s.positions, heads.width) ??
      expectAcross(mask, 'mask', s.heads, length, count) ??
      expectAcross(bias, 'bias', s.heads, length, count) ?? [
        { dtype: 'float32', shape: ['N', length, s.heads * heads.valueWidth] },
        { dtype: 'float32', shape: ['N', s.heads, length, count] },
      ]
    );
  },
  lower(ctx, [query, key = query, value = key, mask, bias], s) {
    const { b } = ctx;
    const groups = s.keyHeads || s.heads;
    const width = query!.shape[2]! / (s.heads + 2 * groups);
    const [q, k, v] = s.packed
      ? unpackHeads(b, query!, { heads: s.heads, keyHeads: groups, width, valueWidth: width })
      : [splitHeads(b, query!, s.heads), splitHeads(b, key!, groups), splitHeads(b, value!, groups)];
    const attended = attend(ctx, q, k, v, { ...s, scale: s.scale || 1 / Math.sqrt(q.shape[3]!), mask, addend: bias });
    return [joinHeads(b, attended.output), attended.weights];
  },
  stepwise: isStepwise,
  // PyTorch's function does not tell where each query looks; of a query that may look at nothing it makes something else
  torch: (inputs, s) =>
    s.positions === 'alibi' || (s.positions === 'rotary' && s.pairs !== 'halves') || (s.causal && inputs[3])
      ? undefined
      : {
          module: 'Attention',
          args: {
            heads: s.heads,
            key_heads: s.keyHeads > 0 && s.keyHeads !== s.heads ? s.keyHeads : undefined,
            causal: s.causal || undefined,
            scale: s.scale > 0 ? s.scale : undefined,
            rotary: s.positions === 'rotary' ? s.base : undefined,
            packed: s.packed || undefined,
            dropout: s.dropout > 0 ? s.dropout : undefined,
          },
          apply: `$m(${PORTS.flatMap((name, i) => argument(inputs, i, name)).join(', ')})`,
        },
  macs: (inputs, [, weights], s) =>
    attendMacs(headsOf(inputs, s), weights!.shape[2] as number, weights!.shape[3] as number),
  examples: [
    { inputs: [sequence(4, 6)], output: ['N', 4, 6] },
    { inputs: [sequence(4, 6)], settings: { heads: 2, causal: true }, output: ['N', 4, 6] },
    { inputs: [sequence(3, 4), sequence(5, 4), sequence(5, 6)], settings: { heads: 2 }, output: ['N', 3, 6] },
    {
      inputs: [sequence(3, 8), sequence(5, 4), none, { dtype: 'bool', shape: ['N', 5] }],
      settings: { heads: 4, keyHeads: 2 },
      output: ['N', 3, 8],
    },
    {
      inputs: [sequence(5, 18)],
      settings: { heads: 3, packed: true, dropout: 0.3, causal: true },
      output: ['N', 5, 6],
    },
    {
      inputs: [sequence(4, 16)],
      settings: { heads: 4, keyHeads: 2, packed: true, positions: 'rotary' },
      output: ['N', 4, 8],
    },
    {
      inputs: [sequence(4, 12)],
      settings: { heads: 3, positions: 'alibi', causal: true },
      output: ['N', 4, 12],
      batch: 2,
    },
    {
      inputs: [
        sequence(3, 4),
        none,
        none,
        { dtype: 'int32', shape: ['N', 1, 3, 3] },
        { dtype: 'float32', shape: ['N', 2, 3, 3] },
      ],
      settings: { heads: 2, scale: 0.3 },
      output: ['N', 3, 4],
      below: 2,
    },
    {
      inputs: [sequence(6, 4)],
      settings: { positions: 'rotary', pairs: 'neighbours', base: 100 },
      output: ['N', 6, 4],
      batch: 1,
    },
    { inputs: [sequence(1, 2)], output: ['N', 1, 2], batch: 1 },
  ],
});
