import { expectAcross, expectHeads, MASK, multiHead, multiHeadMacs, multiHeadWeights } from '../common/attention.ts';
import { none, sequence } from '../common/examples.ts';
import { feedForward, feedForwardMacs, feedForwardWeights } from '../common/feedForward.ts';
import { expectSequence, under, within } from '../common/sequences.ts';
import { normWeights, residual, TRANSFORMER, type Transformer, transformerInTorch } from '../common/transformer.ts';
import { defineLayer, reject } from '../define.ts';
import { headsSummary, preNormSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';
import { formatShape } from '../../types/shape.ts';

/** Places of one sequence say nothing about those of the other. */
const across = (s: Transformer): Transformer => ({ ...s, causal: false, positions: 'none' });

export const decoderLayer = defineLayer({
  id: 'decoderLayer',
  title: 'Transformer decoder layer',
  family: 'attention',
  doc:
    'Attention to the places before in its own sequence, attention to what an encoder gives, and a feed-forward ' +
    'part, each added to its input and normalized: for translation and other tasks from one sequence to another.',
  formula:
    'z = \\mathrm{norm}(x + \\mathrm{attention}(x)), \\quad u = \\mathrm{norm}(z + \\mathrm{attention}(z, m)), ' +
    '\\quad y = \\mathrm{norm}(u + \\mathrm{feedForward}(u))',
  source: { title: 'Vaswani et al. 2017, Attention Is All You Need', url: 'https://arxiv.org/abs/1706.03762' },
  keywords: ['transformer', 'seq2seq', 'cross-attention', 'translation'],
  settings: {
    ...TRANSFORMER,
    causal: { ...TRANSFORMER.causal, default: true, doc: 'In its own sequence no place looks at later ones.' },
  },
  inputs: [
    { name: 'input', doc: 'N×length×width.' },
    { name: 'memory', doc: 'What the encoder gives: N×keys×width.' },
    {
      ...MASK,
      doc: '0 where a place must not look in its own sequence: N×length, N×length×length or N×heads×length×length.',
    },
    {
      name: 'memoryMask',
      doc: '0 where a place must not look in the memory: N×keys, N×length×keys or N×heads×length×keys.',
      optional: true,
    },
  ],
  outputs: [{ name: 'output', doc: 'The shape of the input.' }],
  summary: ({ heads, norm }) => [headsSummary(heads), ...(norm === 'before' ? [preNormSummary()] : [])],
  infer([x, memory, mask, memoryMask], s) {
    const unfit = expectSequence(x!) ?? expectSequence(memory!, 'memory');
    if (unfit) return unfit;
    const [length, width] = x!.shape.slice(1) as [number, number];
    if (memory!.shape[2] !== width)
      return reject(
        'size-mismatch',
        { expected: phrase('memory-of', { width }), received: formatShape([memory!.shape[2]!]) },
        { port: 'memory' },
      );
    return (
      expectHeads(width, s) ??
      expectAcross(mask, 'mask', s.heads, length, length) ??
      expectAcross(memoryMask, 'memoryMask', s.heads, length, memory!.shape[1]!) ?? [x!]
    );
  },
  adaptable: true,
  weights([x], s) {
    const width = x!.shape[2] as number;
    const attention = multiHeadWeights(width, width, width, s);
    return {
      ...under('self_attn', attention),
      ...under('multihead_attn', attention),
      ...feedForwardWeights(width, s),
      ...normWeights(width, 3),
    };
  },
  lower: (ctx, [x, memory, mask, memoryMask], s, weights) =>
    residual(ctx, x!, s, weights, [
      (y) => multiHead(ctx, y, y, y, mask, s, within('self_attn', weights)).output,
      (y) => multiHead(ctx, y, memory!, memory!, memoryMask, across(s), within('multihead_attn', weights)).output,
      (y) => feedForward(ctx, y, s, weights),
    ]),
  macs: ([x, memory], _, s) =>
    multiHeadMacs(x!, x!, x!, s) +
    multiHeadMacs(x!, memory!, memory!, s) +
    (x!.shape[1] as number) * feedForwardMacs(x!.shape[2] as number, s),
  torch: ([x, memory, mask, memoryMask], s) =>
    transformerInTorch('nn.TransformerDecoderLayer', [x, mask ?? memoryMask], s, memory),
  examples: [
    { inputs: [sequence(3, 8), sequence(4, 8)], settings: { dropout: 0 }, output: ['N', 3, 8] },
    {
      inputs: [sequence(4, 4), sequence(2, 4)],
      settings: { heads: 2, hidden: 5, norm: 'before', activation: 'gelu', dropout: 0 },
      output: ['N', 4, 4],
    },
    {
      inputs: [
        sequence(3, 4),
        sequence(3, 4),
        { dtype: 'bool', shape: ['N', 3, 3] },
        { dtype: 'bool', shape: ['N', 3] },
      ],
      settings: { heads: 2, hidden: 3, dropout: 0, causal: false },
      output: ['N', 3, 4],
    },
    { inputs: [sequence(3, 4), sequence(2, 4)], settings: { heads: 2, hidden: 3, dropout: 0.3 }, output: ['N', 3, 4] },
    {
      inputs: [sequence(3, 8), sequence(5, 8), none, { dtype: 'float32', shape: ['N', 5] }],
      settings: {
        heads: 4,
        keyHeads: 2,
        hidden: 3,
        dropout: 0,
        positions: 'rotary',
        activation: 'swiglu',
        bias: false,
      },
      output: ['N', 3, 8],
      batch: 2,
    },
    {
      inputs: [sequence(1, 2), sequence(1, 2)],
      settings: { heads: 1, hidden: 2, dropout: 0 },
      output: ['N', 1, 2],
      batch: 1,
    },
  ],
});
