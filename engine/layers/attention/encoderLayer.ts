import { expectAcross, expectHeads, MASK, multiHead, multiHeadMacs, multiHeadWeights } from '../common/attention.ts';
import { none, sequence } from '../common/examples.ts';
import { feedForward, feedForwardMacs, feedForwardWeights } from '../common/feedForward.ts';
import { expectSequence, under, within } from '../common/sequences.ts';
import { normWeights, residual, TRANSFORMER, transformerInTorch } from '../common/transformer.ts';
import { defineLayer } from '../define.ts';
import { causalSummary, headsSummary, preNormSummary } from '../common/summary.ts';

export const encoderLayer = defineLayer({
  id: 'encoderLayer',
  title: 'Transformer encoder layer',
  family: 'attention',
  doc:
    'Self-attention and a feed-forward part, each added to its input and normalized. A stack of them is the ' +
    'Transformer’s encoder, BERT or a Vision Transformer; with Causal it is GPT.',
  formula: 'z = \\mathrm{norm}(x + \\mathrm{attention}(x)), \\quad y = \\mathrm{norm}(z + \\mathrm{feedForward}(z))',
  source: { title: 'Vaswani et al. 2017, Attention Is All You Need', url: 'https://arxiv.org/abs/1706.03762' },
  keywords: ['transformer', 'block', 'bert', 'gpt', 'vit', 'self-attention', 'pre-norm', 'post-norm'],
  settings: TRANSFORMER,
  inputs: [{ name: 'input', doc: 'N×length×width.' }, MASK],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ heads, norm, causal }) => [
    headsSummary(heads),
    ...(norm === 'before' ? [preNormSummary()] : []),
    ...(causal ? [causalSummary()] : []),
  ],
  infer([x, mask], s) {
    const length = x!.shape[1]!;
    return (
      expectSequence(x!) ??
      expectHeads(x!.shape[2] as number, s) ??
      expectAcross(mask, 'mask', s.heads, length, length) ?? [x!]
    );
  },
  adaptable: true,
  weights([x], s) {
    const width = x!.shape[2] as number;
    return {
      ...under('self_attn', multiHeadWeights(width, width, width, s)),
      ...feedForwardWeights(width, s),
      ...normWeights(width, 2),
    };
  },
  lower: (ctx, [x, mask], s, weights) =>
    residual(ctx, x!, s, weights, [
      (y) => multiHead(ctx, y, y, y, mask, s, within('self_attn', weights)).output,
      (y) => feedForward(ctx, y, s, weights),
    ]),
  stepwise: ([, mask], { causal }) => causal && mask === undefined,
  macs: ([x], _, s) =>
    multiHeadMacs(x!, x!, x!, s) + (x!.shape[1] as number) * feedForwardMacs(x!.shape[2] as number, s),
  torch: ([x, mask], s) => transformerInTorch('nn.TransformerEncoderLayer', [x, mask], s),
  examples: [
    { inputs: [sequence(3, 8)], settings: { dropout: 0 }, output: ['N', 3, 8] },
    {
      inputs: [sequence(4, 6)],
      settings: { heads: 3, hidden: 5, norm: 'before', activation: 'gelu', dropout: 0, causal: true },
      output: ['N', 4, 6],
    },
    {
      inputs: [sequence(4, 4), { dtype: 'bool', shape: ['N', 4] }],
      settings: { heads: 2, hidden: 6, dropout: 0 },
      output: ['N', 4, 4],
    },
    { inputs: [sequence(3, 4)], settings: { heads: 2, hidden: 3, dropout: 0.3 }, output: ['N', 3, 4] },
    {
      inputs: [sequence(3, 4)],
      settings: { heads: 2, hidden: 5, dropout: 0, norm: 'before', bias: false, epsilon: 1e-3 },
      output: ['N', 3, 4],
    },
    {
      inputs: [sequence(4, 8), none],
      settings: {
        heads: 4,
        keyHeads: 2,
        hidden: 6,
        dropout: 0,
        norm: 'before',
        activation: 'swiglu',
        positions: 'rotary',
        causal: true,
      },
      output: ['N', 4, 8],
      batch: 2,
    },
    { inputs: [sequence(1, 4)], settings: { heads: 1, hidden: 2, dropout: 0 }, output: ['N', 1, 4], batch: 1 },
  ],
});
