import { choice, int } from '../../engine/settings.ts';
import { defineBlock, type Formula, formula, type Net, type LayerOutput } from '../common/build.ts';
import { defineTemplate } from '../define.ts';
import { classify, imageData, imageSettings } from '../common/images.ts';
import { kindOfToken, nextTokens, labelledSentences, reversing } from '../common/sequence-data.ts';
import { adamW, dropout, heads, hidden, layers, length, normal, vocabulary, width } from '../common/transformers.ts';

/** Of the blocks: what their instances are told. */
const sized = { width: width(64), heads: heads(4), dropout };

const feedForward = int({ label: 'Feed-forward', default: 256, min: 1, doc: 'Features inside the feed-forward part.' });

/** The layers of 2017 under PyTorch's names. A part is added to what goes into it, with its norm before it or after the sum. */
function layersOf2017(norm: 'before' | 'after') {
  const settings = { ...sized, hidden: feedForward };
  const added = (
    net: Net,
    x: LayerOutput,
    name: string,
    rate: Formula,
    part: (x: LayerOutput) => LayerOutput,
  ): LayerOutput => {
    const normal = (y: LayerOutput) => net.add('layerNorm', y, {}, name);
    return norm === 'before'
      ? net.sum(net.dropout(part(normal(x)), rate), x)
      : normal(net.sum(net.dropout(part(x), rate), x));
  };
  const dense = (net: Net, x: LayerOutput, name: string, units: Formula) =>
    net.add('dense', x, { units, initializer: { type: 'xavier-uniform' } }, name);
  const fed = (
    net: Net,
    x: LayerOutput,
    { width, hidden, dropout }: { readonly [K in keyof typeof settings]: Formula },
  ) => dense(net, net.dropout(net.relu(dense(net, x, 'linear1', hidden)), dropout), 'linear2', width);

  const encoder = defineBlock({
    id: 'encoder',
    name: 'Encoder layer',
    doc: 'Self-attention and a feed-forward part, each added to its input.',
    settings,
    build(net, s, x) {
      const { heads, dropout } = s;
      const attended = added(net, x, 'norm1', dropout, (y) =>
        net.add('multiHeadAttention', y, { heads, dropout }, 'self_attn'),
      );
      return added(net, attended, 'norm2', dropout, (y) => fed(net, y, s));
    },
  });
  const decoder = defineBlock({
    id: 'decoder',
    name: 'Decoder layer',
    doc: 'Self-attention to what was written so far, attention across to what was read, and a feed-forward part, each added to its input.',
    settings,
    inputs: ['input', 'memory'],
    build(net, s, x, memory) {
      const { heads, dropout } = s;
      const written = added(net, x!, 'norm1', dropout, (y) =>
        net.add('multiHeadAttention', y, { heads, dropout, causal: true }, 'self_attn'),
      );
      const looked = added(net, written, 'norm2', dropout, (query) =>
        net.add('multiHeadAttention', { ports: { query, key: memory } }, { heads, dropout }, 'multihead_attn'),
      );
      return added(net, looked, 'norm3', dropout, (y) => fed(net, y, s));
    },
  });
  return { encoder, decoder };
}

const attentionPaper = {
  title: 'Vaswani et al. 2017, Attention Is All You Need',
  url: 'https://arxiv.org/abs/1706.03762',
};

export const encoderClassifier = defineTemplate({
  id: 'transformer-classifier',
  title: 'Transformer classifier',
  family: 'transformers',
  doc: 'Encoder layers over a sequence of tokens, their mean, and a dense layer: sorts texts and other sequences.',
  story: {
    purpose: 'The smallest Transformer that does something useful.',
    novelty:
      'Attention instead of recurrence: every place looks at every other in one step, so nothing has to be remembered for long.',
    paper: attentionPaper,
    beware:
      'Without positions it could not tell one order of the tokens from another. The encoder of 2017 normalizes after ' +
      'each sum; before each part trains more steadily, and is the default here.',
  },
  settings: {
    classes: int({ label: 'Classes', default: 2, min: 1, doc: 'What it tells apart.' }),
    vocabulary: vocabulary(10_000),
    length: length(128),
    layers: layers(2),
    width: width(128),
    heads: heads(4),
    hidden: hidden(0),
    norm: choice(['before', 'after'], {
      label: 'Norm',
      default: 'before',
      doc: 'Before each part, or after each sum as published.',
      names: { before: 'Before', after: 'After' },
    }),
    dropout,
  },
  sizes: [{}],
  small: { vocabulary: 20, length: 8, width: 16, heads: 2 },
  build(net, { classes, vocabulary, length, layers, width, heads, hidden, norm, dropout }) {
    let x = net.add(
      'embedding',
      net.input([length], 'int32'),
      { vocabulary, width, scaled: true, initializer: { type: 'normal', settings: { deviation: width ** -0.5 } } },
      'embedding',
    );
    x = net.dropout(net.add('sinusoidalPositions', x), dropout);
    x = net.block(
      layersOf2017(norm).encoder,
      x,
      { width, heads, hidden: hidden || 4 * width, dropout },
      { name: 'encoder.layers', repeat: layers },
    );
    net.dense(net.add('reduce', x, { operation: 'mean', axis: 1 }), 'classifier', classes);
  },
  data: labelledSentences,
  training: () => adamW(5e-4),
});

const gptLayer = defineBlock({
  id: 'gpt-layer',
  name: 'GPT layer',
  doc: 'Attention to what stands before and a feed-forward part, each with its norm before it. What is added starts smaller the more layers there are.',
  settings: sized,
  build(net, { heads, dropout }, x) {
    const projected = (x: LayerOutput, name: string, units: string, deviation: number | Formula = 0.02) =>
      net.add('dense', x, { units: formula(units), transposed: true, initializer: normal(deviation) }, name);
    const added = (x: LayerOutput) =>
      net.dropout(projected(x, 'c_proj', 'width', formula('0.02 / sqrt(2 * n)')), dropout);
    const before = net.add('layerNorm', x, {}, 'ln_1');
    const looked = net.sum(
      net.scope('attn', () =>
        added(
          net.add('attention', projected(before, 'c_attn', '3 * width'), {
            heads,
            packed: true,
            causal: true,
            dropout,
          }),
        ),
      ),
      x,
    );
    const inner = net.add('layerNorm', looked, {}, 'ln_2');
    return net.sum(
      net.scope('mlp', () => added(net.add('gelu', projected(inner, 'c_fc', '4 * width'), { form: 'tanh' }))),
      looked,
    );
  },
});

interface GptSizes {
  readonly vocabulary: number;
  readonly length: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly dropout: number;
}

/** From a row of tokens to the next one at every place. */
export function gptBody(
  net: Net,
  input: LayerOutput,
  { vocabulary, length, layers, width, heads, dropout }: GptSizes,
): void {
  const words = net.add('embedding', input, { vocabulary, width, initializer: normal(0.02) }, 'transformer.wte');
  const x = net.scope('transformer', () => {
    const placed = net.dropout(net.add('learnedPositions', words, { length }, 'wpe'), dropout);
    return net.add(
      'layerNorm',
      net.block(gptLayer, placed, { width, heads, dropout }, { name: 'h', repeat: layers }),
      {},
      'ln_f',
    );
  });
  net.add('dense', x, { units: vocabulary, bias: false }, 'lm_head', words);
}

export const gpt = defineTemplate({
  id: 'gpt',
  title: 'GPT',
  family: 'transformers',
  doc: 'Decoder-only Transformer: from all tokens so far to the next one, at every place at once.',
  story: {
    purpose: 'A language model: trained to continue text, it learns what the text is about.',
    novelty: 'One objective and one architecture for everything, made larger and larger.',
    paper: {
      title: 'Radford, Wu, Child, Luan, Amodei and Sutskever 2019, Language Models are Unsupervised Multitask Learners',
      url: 'https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf',
    },
    beware:
      'GPT-2 has its norms before each part and one more behind the last layer, and its GELU is the approximation by ' +
      'tanh. Its embedding is its output layer too: one matrix, counted once. Weights have Hugging Face’s names and ' +
      'layout, where the dense layers of a block lie as inputs×outputs ("Conv1D").',
  },
  settings: {
    tokens: kindOfToken,
    vocabulary: vocabulary(256),
    length: length(128),
    layers: layers(4),
    width: width(128),
    heads: heads(4),
    dropout,
  },
  sizes: [
    {},
    { vocabulary: 50_257, length: 1024, layers: 12, width: 768, heads: 12 },
    { vocabulary: 50_257, length: 1024, layers: 24, width: 1024, heads: 16 },
  ],
  small: { vocabulary: 20, length: 8, layers: 2, width: 16, heads: 2 },
  name: ({ layers, width }) =>
    (({ '12/768': 'GPT-2 (124M)', '24/1024': 'GPT-2 medium (355M)' }) as Record<string, string>)[
      `${layers}/${width}`
    ] ?? 'GPT (mini)',
  build(net, settings) {
    gptBody(net, net.input([settings.length], 'int32'), settings);
  },
  data: nextTokens,
  training: () => adamW(6e-4, { metrics: [{ type: 'perplexity' }, { type: 'accuracy' }] }),
});

/** Queries, keys and values by a dense layer each. */
const apart = (net: Net, x: LayerOutput, name: string): Readonly<Record<string, LayerOutput>> =>
  net.scope(name, () =>
    Object.fromEntries(['query', 'key', 'value'].map((part) => [part, net.dense(x, part, formula('width'))])),
  );
const bertNorm = (net: Net, x: LayerOutput): LayerOutput => net.add('layerNorm', x, { epsilon: 1e-12 }, 'LayerNorm');

const bertLayer = defineBlock({
  id: 'bert-layer',
  name: 'BERT layer',
  doc: 'Attention both ways and a feed-forward part, each with a norm behind its sum.',
  settings: sized,
  inputs: ['input', 'mask'],
  build(net, { width, heads, dropout }, x, mask) {
    /** A projection, added to what went in. */
    const output = (inner: LayerOutput, x: LayerOutput) =>
      net.scope('output', () => bertNorm(net, net.sum(net.dropout(net.dense(inner, 'dense', width), dropout), x)));
    const attended = net.scope('attention', () =>
      output(net.add('attention', { ports: { ...apart(net, x, 'self'), mask } }, { heads, dropout }), x),
    );
    return output(net.add('gelu', net.dense(attended, 'intermediate.dense', formula('4 * width'))), attended);
  },
});

/** What the sizes are called, by layers and width. */
const BERT_SIZES: Readonly<Record<string, string>> = {
  '2/128': 'tiny',
  '4/256': 'mini',
  '4/512': 'small',
  '8/512': 'medium',
  '12/768': 'base',
  '24/1024': 'large',
};

export const bert = defineTemplate({
  id: 'bert',
  title: 'BERT',
  family: 'transformers',
  doc: 'Encoder that is trained to fill gaps in text, with a head that classifies whole texts: fine-tune it on what you have.',
  story: {
    purpose: 'One pretrained network for every task of language understanding.',
    novelty:
      'It looks both ways: a share of the tokens is hidden, and the network guesses them from what stands on either side.',
    paper: {
      title: 'Devlin, Chang, Lee and Toutanova 2018, BERT: Pre-training of Deep Bidirectional Transformers',
      url: 'https://arxiv.org/abs/1810.04805',
    },
    beware:
      'Positions are learned, not sinusoids. The norm stands after each sum, with an epsilon of 1e-12, and one more ' +
      'behind the three embeddings. What is classified is the first place after a dense layer with tanh (the pooler), ' +
      'not the place itself. Places of padding are hidden from attention. Weights have Hugging Face’s names.',
  },
  settings: {
    classes: int({ label: 'Classes', default: 2, min: 1, doc: 'Of the head.' }),
    vocabulary: vocabulary(30_522),
    length: length(128),
    positions: int({ label: 'Longest', default: 512, min: 1, doc: 'Places that have learned rows.' }),
    paddingToken: int({
      label: 'Padding token',
      default: 0,
      doc: 'What fills short texts up: nothing looks there. −1 for none.',
    }),
    layers: layers(12),
    width: width(768),
    heads: heads(12),
    dropout,
  },
  sizes: [
    {},
    { layers: 2, width: 128, heads: 2 },
    { layers: 4, width: 256, heads: 4 },
    { layers: 4, width: 512, heads: 8 },
    { layers: 8, width: 512, heads: 8 },
    { layers: 24, width: 1024, heads: 16 },
  ],
  small: { vocabulary: 20, length: 8, positions: 8, layers: 2, width: 16, heads: 2 },
  name: ({ layers, width }) => `BERT ${BERT_SIZES[`${layers}/${width}`] ?? `${layers} layers of ${width}`}`,
  build(net, { classes, vocabulary, length, positions, paddingToken, layers, width, heads, dropout }) {
    const tokens = net.input([length], 'int32');
    const [, mask] = net.outputs('masking', tokens, { value: paddingToken });
    const x = net.scope('bert', () => {
      const embedded = net.scope('embeddings', () => {
        const words = net.add('embedding', tokens, { vocabulary, width, initializer: normal(0.02) }, 'word_embeddings');
        const kinds = net.add(
          'embedding',
          net.input([length], 'int32'),
          { vocabulary: 2, width, initializer: normal(0.02) },
          'token_type_embeddings',
        );
        return net.dropout(
          bertNorm(
            net,
            net.add('learnedPositions', net.sum(words, kinds), { length: positions }, 'position_embeddings'),
          ),
          dropout,
        );
      });
      const x = net.block(
        bertLayer,
        [embedded, mask!],
        { width, heads, dropout },
        { name: 'encoder.layer', repeat: layers },
      );
      const first = net.add('reshape', net.add('slice', x, { axis: 1, start: 0, end: 1 }), { shape: [width] });
      return net.add('tanh', net.dense(first, 'pooler.dense', width));
    });
    net.dense(net.dropout(x, dropout), 'classifier', classes);
  },
  data: (settings) => ({
    ...labelledSentences(settings),
    inputs: { input_1: { column: 'tokens' }, input_2: { column: 'segments' } },
  }),
  training: () => adamW(5e-5, { epochs: 3 }),
});

/** Layers, width, heads, feed-forward. */
const VIT = {
  tiny: [12, 192, 3, 768],
  small: [12, 384, 6, 1536],
  base: [12, 768, 12, 3072],
  large: [24, 1024, 16, 4096],
  mini: [4, 64, 4, 128],
} as const;

const VIT_NAMES = {
  torchvision: {
    epsilon: 1e-6,
    embeddings: '',
    projection: 'conv_proj',
    token: 'token',
    positions: 'encoder.pos_embedding',
    body: 'encoder.',
    layer: 'layers.encoder_layer_',
    last: 'ln',
    head: 'heads.head',
  },
  'hugging-face': {
    epsilon: 1e-12,
    embeddings: 'vit.embeddings.',
    projection: 'patch_embeddings.projection',
    token: 'cls_token',
    positions: 'position_embeddings',
    body: 'vit.',
    layer: 'encoder.layer.',
    last: 'layernorm',
    head: 'classifier',
  },
} as const;

const vitLayer = {
  name: 'Encoder layer',
  doc: 'Attention among the patches and a feed-forward part, each with its norm before it.',
  settings: { ...sized, hidden: feedForward },
};

const torchvisionLayer = defineBlock({
  ...vitLayer,
  id: 'vit-layer',
  build(net, { width, heads, hidden, dropout }, x) {
    const norm = (x: LayerOutput, name: string) =>
      net.add('layerNorm', x, { epsilon: VIT_NAMES.torchvision.epsilon }, name);
    const looked = net.sum(
      net.dropout(net.add('multiHeadAttention', norm(x, 'ln_1'), { heads, dropout }, 'self_attention'), dropout),
      x,
    );
    const inner = net.dropout(net.add('gelu', net.dense(norm(looked, 'ln_2'), 'mlp.0', hidden)), dropout);
    return net.sum(net.dropout(net.dense(inner, 'mlp.3', width), dropout), looked);
  },
});

const huggingFaceLayer = defineBlock({
  ...vitLayer,
  id: 'vit-layer',
  build(net, { width, heads, hidden, dropout }, x) {
    const norm = (x: LayerOutput, name: string) =>
      net.add('layerNorm', x, { epsilon: VIT_NAMES['hugging-face'].epsilon }, name);
    const output = (x: LayerOutput) => net.dropout(net.dense(x, 'output.dense', width), dropout);
    const before = norm(x, 'layernorm_before');
    const looked = net.sum(
      net.scope('attention', () =>
        output(net.add('attention', { ports: apart(net, before, 'attention') }, { heads, dropout })),
      ),
      x,
    );
    return net.sum(
      output(net.add('gelu', net.dense(norm(looked, 'layernorm_after'), 'intermediate.dense', hidden))),
      looked,
    );
  },
});

export const vit = defineTemplate({
  id: 'vit',
  title: 'Vision Transformer',
  family: 'transformers',
  doc: 'Cuts a picture into patches and reads them like words: no convolution but the one that cuts.',
  story: {
    purpose: 'To see how far one gets without building anything about pictures in.',
    novelty: 'With enough pictures to learn from, a plain Transformer is as good as the best convolutional network.',
    paper: { title: 'Dosovitskiy et al. 2020, An Image Is Worth 16x16 Words', url: 'https://arxiv.org/abs/2010.11929' },
    beware:
      'The norms stand before each part and once more at the end. Trained on ImageNet alone it falls behind a ResNet; ' +
      'it needs far more pictures, or strong augmentation. Weights have torchvision’s names or Hugging Face’s, as you ' +
      'choose; the two keep queries, keys and values together and apart, and their norms have different epsilons (1e-6 ' +
      'and 1e-12).',
  },
  settings: {
    form: choice(['mini', 'tiny', 'small', 'base', 'large'], {
      label: 'Form',
      default: 'base',
      doc: 'Layers and width.',
      names: { mini: 'Mini', tiny: 'Tiny', small: 'Small', base: 'Base', large: 'Large' },
    }),
    patch: int({
      label: 'Patch',
      default: 16,
      min: 1,
      doc: 'Height and width of a patch in pixels; it divides the image.',
    }),
    ...imageSettings(),
    dropout: { ...dropout, default: 0 },
    names: choice(['torchvision', 'hugging-face'], {
      label: 'Weight names',
      default: 'torchvision',
      doc: 'Whose published weights it can load.',
      names: { torchvision: 'torchvision', 'hugging-face': 'Hugging Face' },
    }),
  },
  sizes: [
    { form: 'tiny' },
    { form: 'small' },
    { form: 'base' },
    { form: 'base', patch: 32 },
    { form: 'large' },
    { form: 'large', patch: 32 },
    { form: 'mini', patch: 7, size: 28, channels: 1, classes: 10 },
  ],
  small: { form: 'mini', patch: 7, size: 28, channels: 1, classes: 10 },
  name: ({ form, patch }) => `ViT ${form}/${patch}`,
  build(net, { form, patch, classes, size, channels, dropout, names }) {
    const [layers, width, heads, hidden] = VIT[form];
    const { epsilon, embeddings, projection, token, positions, layer, body, last, head } = VIT_NAMES[names];
    const patches = net.add(
      'patchEmbedding',
      net.input([channels, size, size]),
      { patch: [patch, patch], width },
      embeddings + projection,
    );
    const places = net.add(
      'learnedPositions',
      net.add('classToken', patches, {}, embeddings + token),
      {},
      embeddings + positions,
    );
    const read = net.block(
      names === 'torchvision' ? torchvisionLayer : huggingFaceLayer,
      net.dropout(places, dropout),
      { width, heads, hidden, dropout },
      { name: body + layer, repeat: layers, naming: `${body}${layer}{i}` },
    );
    const x = net.add('layerNorm', read, { epsilon }, body + last);
    net.dense(
      net.add('reshape', net.add('slice', x, { axis: 1, start: 0, end: 1 }), { shape: [width] }),
      head,
      classes,
    );
  },
  data: imageData,
  training: () => adamW(5e-4, { batchSize: 64, epochs: 20 }),
});

export const transformer = defineTemplate({
  id: 'transformer',
  title: 'Transformer (2017)',
  family: 'transformers',
  doc: 'The encoder and decoder of "Attention Is All You Need": reads one sequence, writes another.',
  story: {
    purpose: 'Translation, better than every recurrent network of its day and in a fraction of the time.',
    novelty:
      'Attention alone: several heads, sinusoids that tell the places, and a decoder that looks back at its own output and across at the source.',
    paper: attentionPaper,
    beware:
      'Norms stand after each sum, and there is none behind the last layer, unlike in PyTorch’s nn.Transformer. ' +
      'Embeddings are multiplied by √width before the positions are added. In training the decoder reads the truth ' +
      'shifted by one place. The paper shares one matrix between both embeddings and the output layer; here each has ' +
      'its own.',
  },
  settings: {
    source: { ...vocabulary(8000), label: 'Source vocabulary' },
    target: { ...vocabulary(8000), label: 'Target vocabulary' },
    length: length(64),
    layers: layers(6),
    width: width(512),
    heads: heads(8),
    hidden: hidden(2048),
    dropout,
  },
  sizes: [{}],
  small: { source: 20, target: 20, length: 6, layers: 2, width: 16, heads: 2, hidden: 32 },
  build(net, { source, target, length, layers, width, heads, hidden, dropout }) {
    const embedded = (vocabulary: number, name: string) =>
      net.dropout(
        net.add(
          'sinusoidalPositions',
          net.add(
            'embedding',
            net.input([length], 'int32'),
            {
              vocabulary,
              width,
              scaled: true,
              initializer: { type: 'normal', settings: { deviation: width ** -0.5 } },
            },
            name,
          ),
        ),
        dropout,
      );
    const { encoder, decoder } = layersOf2017('after');
    const settings = { width, heads, hidden: hidden || 4 * width, dropout };
    const memory = net.block(encoder, embedded(source, 'source'), settings, { name: 'encoder.layers', repeat: layers });
    const written = net.block(decoder, { ports: { input: embedded(target, 'target'), memory } }, settings, {
      name: 'decoder.layers',
      repeat: layers,
    });
    net.dense(written, 'generator', target);
  },
  data: ({ length, source, target }) => reversing(length, Math.min(source, target)),
  training: () =>
    classify({
      optimizer: { type: 'adam', settings: { beta2: 0.98, epsilon: 1e-9 } },
      learningRate: 7e-4,
      schedule: { type: 'inverseSquareRoot' },
      losses: [{ target: 'target', loss: { type: 'crossEntropy', settings: { labelSmoothing: 0.1 } } }],
      batchSize: 64,
      epochs: 20,
    }),
});
