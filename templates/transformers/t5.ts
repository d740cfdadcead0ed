import { boolean, int } from '../../engine/settings.ts';
import { defineBlock, type Formula, formula, type LayerOutput, type Net } from '../common/build.ts';
import { reversing } from '../common/sequence-data.ts';
import { adamW, dropout, heads, layers, length, normal, vocabulary, width } from '../common/transformers.ts';
import { defineTemplate } from '../define.ts';

const headWidth = int({ label: 'Head width', default: 16, min: 1, doc: 'Features of a head.' });
const hidden = int({ label: 'Feed-forward', default: 128, min: 1, doc: 'Features inside the feed-forward part.' });
const paddingToken = int({
  label: 'Padding token',
  default: 0,
  doc: 'What fills short sources up: nothing looks there. −1 for none.',
});
const sized = { width: width(64), heads: heads(4), headWidth, hidden, dropout };
type Sized = { readonly [K in keyof typeof sized]: Formula };

const spread = (text: string) => normal(formula(`1 / sqrt(${text})`));
const rmsNorm = (net: Net, x: LayerOutput, name: string): LayerOutput => net.add('rmsNorm', x, {}, name);

/** Encoder and decoder layers; each part has its norm before it and is added to what went in. */
function t5Layers(gated: boolean) {
  const part = (
    net: Net,
    { dropout }: Sized,
    x: LayerOutput,
    name: string,
    inner: (x: LayerOutput) => LayerOutput,
  ): LayerOutput => net.scope(name, () => net.sum(x, net.dropout(inner(rmsNorm(net, x, 'layer_norm')), dropout)));
  const dense = (net: Net, x: LayerOutput, name: string, units: Formula, initializer: object) =>
    net.add('dense', x, { units, bias: false, initializer }, name);
  /** Without the scale: the queries' weights start so much smaller. */
  const looked = (
    net: Net,
    { width, heads, headWidth, dropout }: Sized,
    name: string,
    x: LayerOutput,
    from: LayerOutput,
    more: { readonly causal?: boolean; readonly bias?: LayerOutput; readonly mask?: LayerOutput },
  ) =>
    net.scope(name, () => {
      const { causal = false, ...ports } = more;
      const inner = formula(`${heads['=']} * ${headWidth['=']}`);
      const query = dense(net, x, 'q', inner, spread('width * headWidth'));
      const [key, value] = ['k', 'v'].map((which) => dense(net, from, which, inner, spread('width')));
      const attended = net.add(
        'attention',
        { ports: { query, key, value, ...ports } },
        { heads, scale: 1, causal, dropout },
      );
      return dense(net, attended, 'o', width, spread('heads * headWidth'));
    });
  const fed = (net: Net, { width, hidden, dropout }: Sized, x: LayerOutput) =>
    net.scope('DenseReluDense', () => {
      const wide = (name: string) => dense(net, x, name, hidden, spread('width'));
      const bent = gated
        ? net.add('multiply', [net.add('gelu', wide('wi_0'), { form: 'tanh' }), wide('wi_1')])
        : net.relu(wide('wi'));
      return dense(net, net.dropout(bent, dropout), 'wo', width, spread('hidden'));
    });
  const encoder = defineBlock({
    id: 't5-encoder',
    name: 'T5 encoder layer',
    doc: 'Attention both ways, with a bias for each distance, and a feed-forward part, each with its RMS norm before it.',
    settings: sized,
    inputs: ['input', 'bias', 'mask'],
    build(net, s, x, bias, mask) {
      const read = part(net, s, x!, 'layer.0', (y) =>
        looked(net, s, 'SelfAttention', y, y, { bias: bias!, mask: mask! }),
      );
      return part(net, s, read, 'layer.1', (y) => fed(net, s, y));
    },
  });
  const decoder = defineBlock({
    id: 't5-decoder',
    name: 'T5 decoder layer',
    doc: 'Attention to what was written so far, attention across to what was read, and a feed-forward part, each with its RMS norm before it.',
    settings: sized,
    inputs: ['input', 'memory', 'bias', 'mask'],
    build(net, s, x, memory, bias, mask) {
      const written = part(net, s, x!, 'layer.0', (y) =>
        looked(net, s, 'SelfAttention', y, y, { causal: true, bias: bias! }),
      );
      const across = part(net, s, written, 'layer.1', (y) =>
        looked(net, s, 'EncDecAttention', y, memory!, { mask: mask! }),
      );
      return part(net, s, across, 'layer.2', (y) => fed(net, s, y));
    },
  });
  return { encoder, decoder };
}

/** What the sizes are called, by layers, width and whether they are gated. */
const NAMES: Readonly<Record<string, string>> = {
  '6/512/false': 'T5 small',
  '12/768/false': 'T5 base',
  '24/1024/false': 'T5 large',
  '8/512/true': 'T5 v1.1 small',
  '12/768/true': 'T5 v1.1 base',
};

export const t5 = defineTemplate({
  id: 't5',
  title: 'T5',
  family: 'transformers',
  doc: 'An encoder that reads a text and a decoder that writes another: every task of language as text to text.',
  story: {
    purpose:
      'One network for translating, summing up, answering and sorting, which differ by a few words before the text.',
    novelty:
      'Not the network but the comparison: of all that was tried, this encoder and decoder, trained to fill gaps, came out ' +
      'best. It tells places apart by a learned number for each distance alone.',
    paper: {
      title: 'Raffel et al. 2020, Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer',
      url: 'https://arxiv.org/abs/1910.10683',
    },
    beware:
      'Scores are not divided by the root of the width; the queries’ weights start smaller instead. The bias of the ' +
      'distances is learned in the first layer of either side and read by all. No dense layer has an offset. In 1.0 the ' +
      'embedding is the output layer too, and what reaches it is divided by √width; in 1.1 it is not, and the feed-forward ' +
      'part is gated. In training the decoder reads the truth shifted by one place, begun by the padding token. ' +
      'Weights have Hugging Face’s names.',
  },
  settings: {
    vocabulary: vocabulary(27),
    length: length(10),
    layers: layers(2),
    width: width(64),
    heads: { ...heads(4), doc: 'Of each attention.' },
    headWidth,
    hidden,
    gated: boolean({
      label: 'Gated',
      default: false,
      doc: 'A GELU gate in the feed-forward part, as in 1.1, instead of a ReLU.',
    }),
    tied: boolean({
      label: 'Tied',
      default: true,
      doc: 'The embedding is the output layer too: one matrix instead of two.',
    }),
    buckets: int({ label: 'Buckets', default: 32, min: 4, doc: 'Of the distances between places.' }),
    paddingToken,
    dropout,
  },
  sizes: [
    {},
    { layers: 6, width: 512, heads: 8, headWidth: 64, hidden: 2048 },
    { layers: 12, width: 768, heads: 12, headWidth: 64, hidden: 3072 },
    { layers: 24, width: 1024, heads: 16, headWidth: 64, hidden: 4096 },
    { layers: 8, width: 512, heads: 6, headWidth: 64, hidden: 1024, gated: true, tied: false },
    { layers: 12, width: 768, heads: 12, headWidth: 64, hidden: 2048, gated: true, tied: false },
  ].map((size) => ('width' in size ? { vocabulary: 32_128, length: 512, ...size } : size)),
  small: { vocabulary: 20, length: 6, width: 16, heads: 2, headWidth: 6, hidden: 24 },
  name: ({ layers, width, gated }) => NAMES[`${layers}/${width}/${gated}`] ?? 'T5 (mini)',
  build(net, given) {
    const { vocabulary, length, layers, width, heads, headWidth, hidden, gated, tied, buckets, paddingToken } = given;
    const { encoder, decoder } = t5Layers(gated);
    const sizes = { width, heads, headWidth, hidden, dropout: given.dropout };
    const source = net.input([length], 'int32');
    const [, mask] = net.outputs('masking', source, { value: paddingToken });
    const table = { vocabulary, width, initializer: normal(1) };
    const read = net.add('embedding', source, table, 'shared');
    const written = net.add('embedding', net.input([length], 'int32'), table, 'decoder.embed_tokens', read);
    /** A side of the network: its bias, its layers and its last norm. */
    const stack = (
      name: string,
      x: LayerOutput,
      bothWays: boolean,
      run: (x: LayerOutput, bias: LayerOutput) => LayerOutput,
    ) =>
      net.scope(name, () => {
        const bias = net.add(
          'relativePositions',
          x,
          { heads, buckets, bothWays, initializer: normal(width ** -0.5) },
          'block.0.layer.0.SelfAttention.relative_attention_bias',
        );
        return net.dropout(rmsNorm(net, run(net.dropout(x, given.dropout), bias), 'final_layer_norm'), given.dropout);
      });
    const memory = stack('encoder', read, true, (x, bias) =>
      net.block(encoder, { ports: { input: x, bias, mask } }, sizes, { name: 'block', repeat: layers }),
    );
    const states = stack('decoder', written, false, (x, bias) =>
      net.block(decoder, { ports: { input: x, memory, bias, mask } }, sizes, { name: 'block', repeat: layers }),
    );
    net.add(
      'dense',
      tied ? net.add('scale', states, { factor: width ** -0.5 }) : states,
      { units: vocabulary, bias: false, ...(!tied && { initializer: normal(1) }) },
      'lm_head',
      tied ? read : undefined,
    );
  },
  data: ({ length, vocabulary }) => reversing(length, vocabulary),
  training: () => adamW(1e-3, { batchSize: 64 }),
});
