import { boolean, int, number } from '../../engine/settings.ts';
import { defineBlock, type Formula, type LayerOutput } from '../common/build.ts';
import { defineTemplate } from '../define.ts';
import { kindOfToken, nextTokens } from '../common/sequence-data.ts';
import { adamW, heads, layers, length, normal, vocabulary, width } from '../common/transformers.ts';

const keyHeads = int({
  label: 'Key heads',
  default: 2,
  min: 1,
  doc: 'Heads of keys and values, each shared by as many heads of queries; they divide the heads.',
});
const hidden = int({ label: 'Feed-forward', default: 352, min: 1, doc: 'Features inside the feed-forward part.' });
const base = number({
  label: 'Base',
  default: 10_000,
  min: 1,
  exclusiveMin: true,
  doc: 'Of the rotary positions: the slowest turn is about this many times slower than the fastest.',
});

const llamaLayer = defineBlock({
  id: 'llama-layer',
  name: 'Llama layer',
  doc: 'Attention to what stands before, in groups that share keys and values, and a gated feed-forward part, each with its RMS norm before it.',
  settings: { width: width(128), heads: heads(4), keyHeads, hidden, base },
  build(net, { width, heads, keyHeads, hidden, base }, x) {
    const dense = (x: LayerOutput, name: string, units: Formula | string) =>
      net.add(
        'dense',
        x,
        { units: typeof units === 'string' ? { '=': units } : units, bias: false, initializer: normal(0.02) },
        name,
      );
    const norm = (x: LayerOutput, name: string) => net.add('rmsNorm', x, { epsilon: 1e-5 }, name);
    const before = norm(x, 'input_layernorm');
    const looked = net.scope('self_attn', () => {
      const query = dense(before, 'q_proj', width);
      const key = dense(before, 'k_proj', 'width / heads * keyHeads');
      const value = dense(before, 'v_proj', 'width / heads * keyHeads');
      return dense(
        net.add(
          'attention',
          { ports: { query, key, value } },
          { heads, keyHeads, causal: true, positions: 'rotary', base },
        ),
        'o_proj',
        width,
      );
    });
    const added = net.sum(x, looked);
    const inner = norm(added, 'post_attention_layernorm');
    const fed = net.scope('mlp', () =>
      dense(
        net.add('multiply', [net.activate(dense(inner, 'gate_proj', hidden), 'silu'), dense(inner, 'up_proj', hidden)]),
        'down_proj',
        width,
      ),
    );
    return net.sum(added, fed);
  },
});

/** What the sizes are called, by layers and width. */
const NAMES: Readonly<Record<string, string>> = {
  '30/576': 'SmolLM 135M',
  '22/2048': 'TinyLlama 1.1B',
  '32/4096': 'Llama 3 8B',
};

export const llama = defineTemplate({
  id: 'llama',
  title: 'Llama',
  family: 'transformers',
  doc: 'The decoder of today’s language models: RMS norms, rotary positions, grouped queries and gated feed-forward parts.',
  story: {
    purpose: 'A language model whose weights anybody may have; most open ones since are built like it.',
    novelty:
      'Nothing alone, but the parts that proved themselves together: norms without a mean, positions that turn queries ' +
      'and keys, several heads of queries to one of keys, and a gate (SwiGLU) in the feed-forward part; no bias anywhere.',
    paper: {
      title: 'Touvron et al. 2023, LLaMA: Open and Efficient Foundation Language Models',
      url: 'https://arxiv.org/abs/2302.13971',
    },
    beware:
      'The first Llama has one head of keys for each of queries; groups came with Llama 2 (70B), and with Llama 3 for ' +
      'all. Rotary positions pair each feature of the first half with its like in the second, as Hugging Face’s weights ' +
      'have them; the weights that Meta published pair neighbours. Versions from 3.1 on stretch the slow turns besides, ' +
      'which is not done here. Weights have Hugging Face’s names. Its norms add 1e-5, as from Llama 2 on; the first Llama, ' +
      'and a configuration of transformers that says nothing of it, add 1e-6.',
  },
  settings: {
    tokens: kindOfToken,
    vocabulary: vocabulary(256),
    length: length(128),
    layers: layers(4),
    width: width(128),
    heads: heads(4),
    keyHeads,
    hidden,
    base,
    tied: boolean({
      label: 'Tied',
      default: false,
      doc: 'The embedding is the output layer too: one matrix instead of two.',
    }),
  },
  sizes: [
    {},
    { vocabulary: 49_152, length: 2048, layers: 30, width: 576, heads: 9, keyHeads: 3, hidden: 1536, tied: true },
    { vocabulary: 32_000, length: 2048, layers: 22, width: 2048, heads: 32, keyHeads: 4, hidden: 5632 },
    {
      vocabulary: 128_256,
      length: 2048,
      layers: 32,
      width: 4096,
      heads: 32,
      keyHeads: 8,
      hidden: 14_336,
      base: 500_000,
    },
  ],
  small: { vocabulary: 20, length: 8, layers: 2, width: 16, heads: 4, keyHeads: 2, hidden: 24 },
  name: ({ layers, width }) => NAMES[`${layers}/${width}`] ?? 'Llama (mini)',
  build(net, { vocabulary, length, layers, width, heads, keyHeads, hidden, base, tied }) {
    const words = net.add(
      'embedding',
      net.input([length], 'int32'),
      { vocabulary, width, initializer: normal(0.02) },
      'model.embed_tokens',
    );
    const read = net.block(
      llamaLayer,
      words,
      { width, heads, keyHeads, hidden, base },
      { name: 'model.layers', repeat: layers },
    );
    net.add(
      'dense',
      net.add('rmsNorm', read, { epsilon: 1e-5 }, 'model.norm'),
      { units: vocabulary, bias: false, ...(!tied && { initializer: normal(0.02) }) },
      'lm_head',
      tied ? words : undefined,
    );
  },
  data: nextTokens,
  training: () => adamW(1e-3, { metrics: [{ type: 'perplexity' }, { type: 'accuracy' }] }),
});
