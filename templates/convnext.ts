import { choice, number } from '../engine/settings.ts';
import { defineBlock, formula, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { channelsOut, classify, imageData, imageSettings, widened, width } from './common/images.ts';

/** Blocks and channels of the four stages, and how many blocks are dropped in the end. */
const FORMS = {
  tiny: { blocks: [3, 3, 9, 3], channels: 96, drop: 0.1 },
  small: { blocks: [3, 3, 27, 3], channels: 96, drop: 0.4 },
  base: { blocks: [3, 3, 27, 3], channels: 128, drop: 0.5 },
  large: { blocks: [3, 3, 27, 3], channels: 192, drop: 0.5 },
} as const;

const layerNorm = (net: Net, x: LayerOutput, name: string) => net.add('layerNorm', x, { epsilon: 1e-6 }, name);
/** Layer norm over the channels of each place. */
const norm = (net: Net, x: LayerOutput, name: string) =>
  net.add('permute', layerNorm(net, net.add('permute', x, { order: [2, 3, 1] }), name), { order: [3, 1, 2] });

const block = defineBlock({
  id: 'convnext-block',
  name: 'ConvNeXt block',
  doc: 'A depthwise convolution, then a small network at each place. What is added starts almost at nothing, and at times is left out.',
  settings: {
    channels: channelsOut,
    drop: number({
      label: 'Drop path',
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'How often the block is left out while training.',
    }),
  },
  build(net, { channels, drop }, x) {
    const y = net.scope('block', () => {
      const places = net.add('permute', net.conv(x, '0', channels, 7, { padding: 3, groups: channels }), {
        order: [2, 3, 1],
      });
      // a dense layer at each place: row by row
      const wide = net.add(
        'gelu',
        net.eachStep(() => net.dense(layerNorm(net, places, '2'), '3', formula('4 * channels'))),
      );
      return net.add(
        'permute',
        net.eachStep(() => net.dense(wide, '5', channels)),
        { order: [3, 1, 2] },
      );
    });
    return net.sum(
      net.add('dropPath', net.add('scale', y, { kind: 'learned', factor: 1e-6, bias: false }, 'layer_scale'), {
        rate: drop,
      }),
      x,
    );
  },
});

export const convnext = defineTemplate({
  id: 'convnext',
  title: 'ConvNeXt',
  family: 'images',
  doc: 'A ResNet given everything that Transformers brought along, except attention; as good as they are.',
  story: {
    purpose:
      'To find out how much of the Vision Transformers’ success is attention, and how much is how they are built and trained.',
    novelty:
      'Step by step from ResNet-50: pictures cut into 4×4 patches, 7×7 depthwise convolutions, a block that widens ' +
      'instead of narrowing, one GELU and one layer norm a block, and norms between the stages.',
    paper: {
      title: 'Liu, Mao, Wu, Feichtenhofer, Darrell and Xie 2022, A ConvNet for the 2020s',
      url: 'https://arxiv.org/abs/2201.03545',
    },
    beware:
      'The norms are over the channels of each place, with an epsilon of 1e-6, not batch norms. Each block’s sum has a ' +
      'learned factor for each channel that starts at a millionth (layer scale), and whole blocks are dropped in ' +
      'training, later ones more often (stochastic depth). It owes much of its accuracy to 300 epochs of strong ' +
      'augmentation.',
  },
  settings: {
    form: choice(['tiny', 'small', 'base', 'large'], {
      label: 'Form',
      default: 'tiny',
      doc: 'Blocks and channels.',
      names: { tiny: 'Tiny', small: 'Small', base: 'Base', large: 'Large' },
    }),
    ...imageSettings(),
    width,
    drop: number({
      label: 'Drop path',
      default: 1,
      min: 0,
      doc: 'Multiplies the published share of dropped blocks; 0 drops none.',
      max: 1,
    }),
  },
  sizes: [{ form: 'tiny' }, { form: 'small' }, { form: 'base' }, { form: 'large' }],
  small: { width: 1 / 12, size: 32, classes: 10 },
  name: ({ form }) => `ConvNeXt-${form[0]!.toUpperCase()}${form.slice(1)}`,
  build(net, { form, classes, size, channels, width, drop }) {
    const { blocks, channels: first, drop: last } = FORMS[form];
    const total = blocks.reduce((a, b) => a + b, 0);
    let x = net.input([channels, size, size]);
    let done = 0;
    net.scope('features', () => {
      x = net.scope('0', () => norm(net, net.conv(x, '0', widened(first, width), 4, { stride: 4 }), '1'));
      blocks.forEach((count, stage) => {
        const filters = widened(first * 2 ** stage, width);
        if (stage > 0) x = net.scope(2 * stage, () => net.conv(norm(net, x, '0'), '1', filters, 2, { stride: 2 }));
        const most = (drop * last) / (total - 1);
        x = net.block(
          block,
          x,
          { channels: filters, drop: most === 0 ? 0 : formula(`${most} * (${done} + i)`) },
          { name: String(2 * stage + 1), repeat: count },
        );
        done += count;
      });
    });
    x = layerNorm(net, net.add('globalPool2d', x), 'classifier.0');
    net.dense(x, 'classifier.2', classes);
  },
  data: imageData,
  training: () =>
    classify({
      optimizer: { type: 'adamW', settings: { weightDecay: 0.05 } },
      learningRate: 1e-3,
      warmUp: 500,
      schedule: { type: 'cosine' },
      weightDecayOn: 'weights',
      batchSize: 64,
      epochs: 50,
    }),
});
