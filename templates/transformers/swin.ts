import { choice, int, number } from '../../engine/settings.ts';
import { defineBlock, formula, type LayerOutput, type Net } from '../common/build.ts';
import { imageData, imageSettings } from '../common/images.ts';
import { adamW, heads, width } from '../common/transformers.ts';
import { defineTemplate } from '../define.ts';

/** Features of the first stage, blocks and heads of each, pixels of a patch, and how many blocks are dropped in the end. */
const FORMS = {
  mini: { width: 32, blocks: [2, 2], heads: [2, 4], patch: 2, drop: 0 },
  tiny: { width: 96, blocks: [2, 2, 6, 2], heads: [3, 6, 12, 24], patch: 4, drop: 0.2 },
  small: { width: 96, blocks: [2, 2, 18, 2], heads: [3, 6, 12, 24], patch: 4, drop: 0.3 },
  base: { width: 128, blocks: [2, 2, 18, 2], heads: [4, 8, 16, 32], patch: 4, drop: 0.5 },
} as const;
/** Places to a side. */
const WINDOW = 7;

const initializer = { type: 'truncated-normal' };

/** A dense layer at each place of a map: row by row. */
const dense = (net: Net, x: LayerOutput, name: string, units: unknown, bias = true): LayerOutput =>
  net.eachStep(() => net.add('dense', x, { units, bias, initializer }, name));

const swinBlock = (drops: boolean) =>
  defineBlock({
    id: 'swin-block',
    name: 'Swin block',
    doc: 'Attention within windows and a feed-forward part, each with its norm before it. Every second block shifts its windows by half.',
    settings: {
      width: width(96),
      heads: heads(3),
      window: int({ label: 'Window', default: WINDOW, min: 1, doc: 'Places to a side of a window.' }),
      shift: int({ label: 'Shift', default: 0, min: 0, doc: 'Of the windows, down and to the right.' }),
      ...(drops && {
        drop: number({
          label: 'Drop path',
          default: 0,
          min: 0,
          max: 1,
          exclusiveMax: true,
          doc: 'How often a part is left out while training.',
        }),
      }),
    },
    build(net, { width, heads, window, shift, drop }, x) {
      const added = (y: LayerOutput, x: LayerOutput) => net.sum(drop ? net.add('dropPath', y, { rate: drop }) : y, x);
      const attended = net.add(
        'windowAttention',
        net.add('layerNorm', x, {}, 'norm1'),
        { heads, window: [window, window], shift: [shift, shift], initializer },
        'attn',
      );
      const looked = added(attended, x);
      const inner = dense(net, net.add('layerNorm', looked, {}, 'norm2'), 'mlp.0', formula('4 * width'));
      return added(dense(net, net.add('gelu', inner), 'mlp.3', width), looked);
    },
  });

const side = (label: string) => int({ label, default: 56, min: 2, doc: 'Of the map that goes in, an even number.' });
const merging = defineBlock({
  id: 'patch-merging',
  name: 'Patch merging',
  doc: 'Lays each 2×2 places side by side as one, and makes half as many features of theirs.',
  settings: { height: side('Height'), breadth: side('Breadth'), width: width(96) },
  build(net, { width }, x) {
    const apart = net.add('reshape', x, {
      shape: [formula('height / 2'), 2, formula('breadth / 2'), 2, width],
    });
    // column by column, as the published weights have it
    const beside = net.add('permute', apart, { order: [1, 3, 4, 2, 5] });
    const four = net.add('reshape', beside, {
      shape: [formula('height / 2'), formula('breadth / 2'), formula('4 * width')],
    });
    return dense(net, net.add('layerNorm', four, {}, 'norm'), 'reduction', formula('2 * width'), false);
  },
});

/** Half as many places to a side; one more row or column of zeros where their number is odd. */
function merged(net: Net, x: LayerOutput, name: string): LayerOutput {
  const [height, breadth] = x.shape as [number, number];
  const even = height % 2 || breadth % 2 ? net.add('pad', x, { amounts: [0, height % 2, 0, breadth % 2, 0, 0] }) : x;
  const [rows, columns, width] = even.shape as [number, number, number];
  return net.block(merging, even, { height: rows, breadth: columns, width }, { name });
}

export const swin = defineTemplate({
  id: 'swin',
  title: 'Swin Transformer',
  family: 'transformers',
  doc: 'A Transformer for pictures that looks within windows, shifts them from block to block, and merges patches stage by stage.',
  story: {
    purpose:
      'To put Transformers to every use that convolutional networks have: large pictures, detection, segmentation.',
    novelty:
      'Attention within windows, whose work grows with the picture and not with its square; shifted by half in every ' +
      'second block, so that neighbours meet; and four stages of ever coarser maps, as in a ResNet.',
    paper: {
      title: 'Liu et al. 2021, Swin Transformer: Hierarchical Vision Transformer using Shifted Windows',
      url: 'https://arxiv.org/abs/2103.14030',
    },
    beware:
      'Shifted windows are cut from a map that is turned round like a cylinder; a mask keeps apart what was not beside ' +
      'each other. The bias belongs to the offset between two places, and each block has its own. Weights have ' +
      'torchvision’s names; the authors’ own files call the same layers otherwise.',
  },
  settings: {
    form: choice(['mini', 'tiny', 'small', 'base'], {
      label: 'Form',
      default: 'tiny',
      doc: 'Stages, blocks and width.',
      names: { mini: 'Mini', tiny: 'Tiny', small: 'Small', base: 'Base' },
    }),
    ...imageSettings(),
    drop: number({
      label: 'Drop path',
      default: 1,
      min: 0,
      max: 1,
      doc: 'Multiplies the published share of dropped blocks; 0 drops none.',
    }),
  },
  sizes: [{ form: 'tiny' }, { form: 'small' }, { form: 'base' }, { form: 'mini', size: 28, channels: 1, classes: 10 }],
  small: { form: 'mini', size: 28, channels: 1, classes: 10 },
  name: ({ form }) => `Swin-${form[0]!.toUpperCase()}${form.slice(1)}`,
  build(net, { form, classes, size, channels, drop }) {
    const { width, blocks, heads, patch, drop: last } = FORMS[form];
    const most = (drop * last) / (blocks.reduce((sum, count) => sum + count, 0) - 1);
    let done = 0;
    let x = net.scope('features', () => {
      const patches = net.conv(net.input([channels, size, size]), '0.0', width, patch, { stride: patch });
      let x = net.add('layerNorm', net.add('permute', patches, { order: [2, 3, 1] }), {}, '0.2');
      blocks.forEach((repeat, stage) => {
        if (stage > 0) x = merged(net, x, String(2 * stage));
        const settings = {
          width: x.shape[2]!,
          heads: heads[stage]!,
          shift: formula(`i % 2 == 0 ? 0 : ${Math.floor(WINDOW / 2)}`),
          ...(most > 0 && { drop: formula(`${most} * (${done} + i)`) }),
        };
        x = net.block(swinBlock(most > 0), x, settings, { name: String(2 * stage + 1), repeat });
        done += repeat;
      });
      return x;
    });
    x = net.add('permute', net.add('layerNorm', x, {}, 'norm'), { order: [3, 1, 2] });
    net.add('dense', net.add('globalPool2d', x), { units: classes, initializer }, 'head');
  },
  data: imageData,
  training: ({ form }) =>
    form === 'mini'
      ? adamW(5e-4, { batchSize: 64, epochs: 10 })
      : adamW(1e-3, {
          optimizer: { type: 'adamW', settings: { weightDecay: 0.05 } },
          warmUp: 500,
          weightDecayOn: 'weights',
          batchSize: 64,
          epochs: 50,
        }),
});
