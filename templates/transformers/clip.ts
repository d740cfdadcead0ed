import { DESCRIBING_WORDS } from '../../engine/data/datasets/describedDigits.ts';
import { boolean, int } from '../../engine/settings.ts';
import { defineBlock, formula, type LayerOutput } from '../common/build.ts';
import { imageSize } from '../common/images.ts';
import { adamW, heads, layers, length, normal, vocabulary, width } from '../common/transformers.ts';
import { defineTemplate } from '../define.ts';

const DIGITS = { size: 28, channels: 1, length: 8 };
/** What the paper starts from: one over 0.07. */
const FIRST_TEMPERATURE = 2.6592;

/** Attention and a feed-forward part with a norm before each, in either tower. */
const clipLayer = defineBlock({
  id: 'clip-layer',
  name: 'CLIP layer',
  doc: 'Attention and a feed-forward part, each with its norm before it; texts look back only. Its GELU is that of a sigmoid.',
  settings: {
    width: width(64),
    heads: heads(4),
    causal: boolean({ label: 'Causal', default: false, doc: 'No place looks at later ones.' }),
  },
  build(net, { width, heads, causal }, x) {
    const [deep, plain] = ['1 / sqrt(2 * n * width)', '1 / sqrt(width)'].map((text) => normal(formula(text)));
    const dense = (x: LayerOutput, name: string, initializer: object, units = width) =>
      net.add('dense', x, { units, initializer }, name);
    const before = net.add('layerNorm', x, {}, 'layer_norm1');
    const looked = net.scope('self_attn', () => {
      const [query, key, value] = ['q', 'k', 'v'].map((part) => dense(before, `${part}_proj`, deep!));
      return dense(net.add('attention', { ports: { query, key, value } }, { heads, causal }), 'out_proj', plain!);
    });
    const added = net.sum(x, looked);
    const inner = net.add('layerNorm', added, {}, 'layer_norm2');
    const fed = net.scope('mlp', () => {
      const wide = dense(inner, 'fc1', normal(formula('1 / sqrt(2 * width)')), formula('4 * width'));
      return dense(net.add('expression', wide, { formula: 'x * sigmoid(1.702 * x)' }), 'fc2', deep!);
    });
    return net.sum(added, fed);
  },
});

const patch = int({
  label: 'Patch',
  default: 7,
  min: 1,
  doc: 'Height and width of a patch in pixels; it divides the image.',
});

/** The tower that reads pictures: what it has seen stands in a token in front of the patches. */
const clipVision = defineBlock({
  id: 'clip-vision',
  name: 'CLIP picture tower',
  doc: 'Patches of a picture with a token in front, which in the end says what is seen.',
  settings: { patch, layers: layers(2), width: width(64), heads: heads(4) },
  build(net, { patch, layers, width, heads }, picture) {
    const places = net.scope('embeddings', () => {
      const patches = net.add(
        'patchEmbedding',
        picture!,
        { patch: [patch, patch], width, bias: false, initializer: normal(0.02) },
        'patch_embedding',
      );
      const first = { initializer: normal(formula('1 / sqrt(width)')) };
      const all = net.add('classToken', patches, first, 'class_embedding');
      return net.add('learnedPositions', all, {}, 'position_embedding');
    });
    const read = net.block(
      clipLayer,
      net.add('layerNorm', places, {}, 'pre_layrnorm'),
      { width, heads },
      { name: 'encoder.layers', repeat: layers },
    );
    const first = net.add('reshape', net.add('slice', read, { axis: 1, start: 0, end: 1 }), { shape: [width] });
    return net.add('layerNorm', first, {}, 'post_layernorm');
  },
});

/** The tower that reads texts: of each counts what stands at its end. */
const clipText = defineBlock({
  id: 'clip-text',
  name: 'CLIP text tower',
  doc: 'Tokens that look back only; what the last one has read is what the text says.',
  settings: { vocabulary: vocabulary(DESCRIBING_WORDS.length), layers: layers(2), width: width(64), heads: heads(4) },
  build(net, { vocabulary, layers, width, heads }, tokens) {
    const placed = net.scope('embeddings', () => {
      const words = net.add('embedding', tokens!, { vocabulary, width, initializer: normal(0.02) }, 'token_embedding');
      return net.add('learnedPositions', words, {}, 'position_embedding');
    });
    const read = net.block(
      clipLayer,
      placed,
      { width, heads, causal: true },
      { name: 'encoder.layers', repeat: layers },
    );
    const end = net.add('argMax', net.add('cast', tokens!));
    return net.add('gather', [net.add('layerNorm', read, {}, 'final_layer_norm'), end]);
  },
});

/** What the sizes are called, by width and patch. */
const NAMES: Readonly<Record<string, string>> = {
  '768/32': 'CLIP ViT-B/32',
  '768/16': 'CLIP ViT-B/16',
  '1024/14': 'CLIP ViT-L/14',
};

export const clip = defineTemplate({
  id: 'clip',
  title: 'CLIP',
  family: 'transformers',
  doc: 'A tower that reads pictures and one that reads texts, taught to agree: whatever can be said in words becomes a class.',
  story: {
    purpose: 'To learn pictures from the texts that stand beside them anyway, instead of from labels.',
    novelty:
      'Nobody tells it classes. Within a batch it is to find out which text belongs to which picture; afterwards it sorts ' +
      'pictures by any texts that one thinks of (zero-shot), as well as a network that had learned the classes.',
    paper: {
      title: 'Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision',
      url: 'https://arxiv.org/abs/2103.00020',
    },
    beware:
      'Of the text counts what stands at its end, which has the highest number of all tokens. Its GELU is x·σ(1.702 x), ' +
      'not the exact one. The temperature is learned as its logarithm; the paper keeps it below 100, which is not done ' +
      'here. Two digits of a batch with the same name are pairs of each other here (Yang et al. 2022): in the paper, ' +
      'with 400 million texts, they would hardly meet. Weights have Hugging Face’s names.',
  },
  settings: {
    size: imageSize(DIGITS.size),
    channels: int({ label: 'Image channels', default: DIGITS.channels, min: 1, doc: '3 for colour, 1 for grey.' }),
    patch,
    layers: layers(2),
    width: width(64),
    heads: heads(4),
    vocabulary: vocabulary(DESCRIBING_WORDS.length),
    length: length(DIGITS.length),
    textLayers: { ...layers(2), label: 'Text layers' },
    textWidth: { ...width(64), label: 'Text width', doc: 'Features of each token.' },
    textHeads: { ...heads(4), label: 'Text heads', doc: 'Of each attention of the text; they divide its width.' },
    projection: int({ label: 'Projection', default: 64, min: 1, doc: 'Features in which pictures and texts meet.' }),
  },
  sizes: [
    {},
    ...[
      { patch: 32, layers: 12, width: 768, heads: 12, textWidth: 512, textHeads: 8, projection: 512 },
      { patch: 16, layers: 12, width: 768, heads: 12, textWidth: 512, textHeads: 8, projection: 512 },
      { patch: 14, layers: 24, width: 1024, heads: 16, textWidth: 768, textHeads: 12, projection: 768 },
    ].map((form) => ({ size: 224, channels: 3, vocabulary: 49_408, length: 77, textLayers: 12, ...form })),
  ],
  small: { layers: 2, width: 16, heads: 2, textLayers: 2, textWidth: 16, textHeads: 2, projection: 8 },
  name: ({ width, patch }) => NAMES[`${width}/${patch}`] ?? 'CLIP (mini)',
  build(net, given) {
    const { size, channels, patch, layers, width, heads, projection } = given;
    const { vocabulary, length, textLayers, textWidth, textHeads } = given;
    const picture = net.block(
      clipVision,
      net.input([channels, size, size]),
      { patch, layers, width, heads },
      { name: 'vision_model' },
    );
    const text = net.block(
      clipText,
      net.input([length], 'int32'),
      { vocabulary, layers: textLayers, width: textWidth, heads: textHeads },
      { name: 'text_model' },
    );
    /** As a direction in the features that both towers share. */
    const projected = (x: LayerOutput, name: string) =>
      net.add(
        'unitNorm',
        net.add(
          'dense',
          x,
          { units: projection, bias: false, initializer: normal((x.shape[0] as number) ** -0.5) },
          name,
        ),
      );
    const temperature = net.add(
      'parameter',
      [],
      { initializer: { type: 'constant', settings: { value: FIRST_TEMPERATURE } } },
      'logit_scale',
    );
    const scaled = net.add(
      'expression',
      { ports: { x: projected(picture, 'visual_projection'), temperature } },
      { formula: 'x * exp(temperature)' },
    );
    const both = net.add('stack', [scaled, projected(text, 'text_projection')]);
    return [both];
  },
  // the digits that ship where they fit; else there is nothing yet that has pictures with texts
  data: ({ size, channels, length, vocabulary }) =>
    size === DIGITS.size &&
    channels === DIGITS.channels &&
    length >= DIGITS.length &&
    vocabulary >= DESCRIBING_WORDS.length
      ? {
          dataset: { type: 'described-digits', settings: { length } },
          inputs: {
            input_1: {
              column: 'image',
              transforms: [{ type: 'scale', settings: { divisor: 255, subtract: 0.5, divide: 0.5 } }],
            },
            input_2: { column: 'tokens' },
          },
          targets: { target: { column: 'label' } },
        }
      : {},
  training: () =>
    adamW(1e-3, {
      losses: [{ target: 'target', loss: { type: 'contrastivePairs' } }],
      metrics: [{ type: 'pairAccuracy' }],
      batchSize: 128,
      epochs: 3,
    }),
});
