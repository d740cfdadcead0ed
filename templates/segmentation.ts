import { boolean, choice, int } from '../engine/settings.ts';
import { defineBlock, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate, type Recommended } from './define.ts';
import { channelsOut, imageSize, shapesData, widened, width } from './common/images.ts';
import { resnetBody } from './resnet.ts';

const settings = (classes: number, size: number) => ({
  classes: int({ label: 'Classes', default: classes, min: 2, doc: 'What a pixel can be, the ground among them.' }),
  size: imageSize(size),
  channels: int({ label: 'Image channels', default: 3, min: 1, doc: '3 for colour, 1 for grey.' }),
});
const data = ({
  classes,
  size,
  channels,
}: {
  readonly classes: number;
  readonly size: number;
  readonly channels: number;
}): Recommended => ({
  dataset: shapesData({ size, channels }, { kinds: Math.min(classes - 1, 10), shapes: 3, rows: 1000 }),
  inputs: {
    input_1: {
      column: 'image',
      transforms: [{ type: 'scale', settings: { divisor: 255, subtract: 0.45, divide: 0.225 } }],
    },
  },
  targets: { target: { column: 'mask' } },
});
/** The loss wants the classes of a pixel on the last axis. */
const perPixel = (net: Net, x: LayerOutput): LayerOutput => net.add('permute', x, { order: [2, 3, 1] });
const training = (learningRate: number): Recommended => ({
  losses: [{ target: 'target', loss: { type: 'crossEntropy' } }],
  metrics: [{ type: 'iou' }, { type: 'accuracy' }],
  optimizer: { type: 'adam' },
  learningRate,
  batchSize: 4,
  epochs: 50,
});

function unetBlocks(batchNorm: boolean) {
  const settings = { channels: channelsOut };
  const doubleConv = defineBlock({
    id: 'doubleConv',
    name: 'Double convolution',
    doc: 'Two 3×3 convolutions.',
    settings,
    build(net, { channels }, x) {
      for (const i of [0, 3]) {
        x = net.conv(x, String(i), channels, 3, { padding: 1, bias: !batchNorm });
        x = net.relu(batchNorm ? net.norm(x, String(i + 1)) : x);
      }
      return x;
    },
  });
  const down = defineBlock({
    id: 'down',
    name: 'Down',
    doc: 'Half the height and width, and two convolutions.',
    settings,
    build: (net, { channels }, x) =>
      net.block(doubleConv, net.pool('max', x, 2), { channels }, { naming: 'double_conv' }),
  });
  const up = defineBlock({
    id: 'up',
    name: 'Up',
    doc: 'Twice the height and width, joined to the maps of that size from the way down, and two convolutions.',
    settings,
    inputs: ['input', 'skip'],
    build(net, { channels }, x, skip) {
      const larger = net.add(
        'transposedConv2d',
        x,
        { filters: channels, kernel: [2, 2], stride: [2, 2], padding: 'valid' },
        'up',
      );
      return net.block(
        doubleConv,
        net.add('concatenate', [skip, larger], { otherSizes: 'pad' }),
        { channels },
        { naming: 'conv.double_conv' },
      );
    },
  });
  return { doubleConv, down, up };
}

/** A U-Net from its input to its last convolution, which gives a map for each class. */
export function unetBody(
  net: Net,
  input: LayerOutput,
  {
    classes,
    batchNorm,
    depth,
    width,
  }: { readonly classes: number; readonly batchNorm: boolean; readonly depth: number; readonly width: number },
): LayerOutput {
  const w = (level: number) => widened(64 * 2 ** level, width);
  const { doubleConv, down, up } = unetBlocks(batchNorm);
  const levels = [net.block(doubleConv, input, { channels: w(0) }, { name: 'inc', naming: 'inc.double_conv' })];
  for (let level = 1; level <= depth; level++)
    levels.push(
      net.block(
        down,
        levels.at(-1)!,
        { channels: w(level) },
        { name: `down${level}`, naming: `down${level}.maxpool_conv.1` },
      ),
    );
  let x = levels.pop()!;
  for (const [i, skip] of levels.toReversed().entries())
    x = net.block(up, [x, skip], { channels: skip.shape[0]! }, { name: `up${i + 1}` });
  return net.conv(x, 'outc.conv', classes, 1);
}

export const unet = defineTemplate({
  id: 'unet',
  title: 'U-Net',
  family: 'dense',
  doc: 'Down to see what there is, up again to see where: a class for every pixel, from few pictures.',
  story: {
    purpose: 'To find cells in microscope pictures with only thirty pictures to learn from.',
    novelty: 'A way up as rich as the way down, with the maps of the way down handed across at every size.',
    paper: {
      title: 'Ronneberger, Fischer and Brox 2015, U-Net: Convolutional Networks for Biomedical Image Segmentation',
      url: 'https://arxiv.org/abs/1505.04597',
    },
    beware:
      'The paper’s convolutions have no padding, so 572 pixels give 388, and the maps that are handed across are ' +
      'cropped; it has no batch norm. Nearly everybody builds this form instead: padded, so that each pixel gets its ' +
      'class, and normalized.',
  },
  settings: {
    ...settings(2, 128),
    batchNorm: boolean({ label: 'Batch norm', default: true, doc: 'After every convolution, which then has no bias.' }),
    depth: int({ label: 'Depth', default: 4, min: 1, max: 6, doc: 'How often the image is halved.' }),
    width,
  },
  sizes: [{}],
  small: { width: 1 / 16, size: 32 },
  build(net, { size, channels, ...settings }) {
    perPixel(net, unetBody(net, net.input([channels, size, size]), settings));
  },
  data,
  training: () => training(0.001),
});

export const fcn = defineTemplate({
  id: 'fcn',
  title: 'FCN',
  family: 'dense',
  doc: 'A classifier of images turned into one of pixels: a ResNet that keeps its maps large, and a convolution as its head.',
  story: {
    purpose: 'A class for every pixel, from networks that were trained to classify whole images.',
    novelty: 'Dense layers are convolutions in disguise, so a classifier can be slid over a picture at no cost.',
    paper: {
      title: 'Long, Shelhamer and Darrell 2014, Fully Convolutional Networks for Semantic Segmentation',
      url: 'https://arxiv.org/abs/1411.4038',
    },
    beware:
      'The paper builds on VGG and adds finer maps in steps (FCN-32s, 16s, 8s). This is torchvision’s: a ResNet whose ' +
      'last two stages are dilated instead of halved, and one enlargement to the size of the image at the end.',
  },
  settings: {
    depth: choice(['50', '101'], { label: 'Depth', default: '50', doc: 'Of the ResNet.' }),
    ...settings(21, 224),
    width,
  },
  sizes: [{ depth: '50' }, { depth: '101' }],
  small: { width: 1 / 16, size: 32, classes: 3 },
  name: ({ depth }) => `FCN on ResNet-${depth}`,
  build(net, { depth, classes, size, channels, width }) {
    let x = net.scope('backbone', () =>
      resnetBody(net, net.input([channels, size, size]), { depth, groups: 1, groupWidth: 64, width, dilated: true }),
    );
    net.scope('classifier', () => {
      x = net.relu(net.norm(net.conv(x, '0', Math.floor(x.shape[0]! / 4), 3, { padding: 1, bias: false }), '1'));
      x = net.conv(net.dropout(x, 0.1), '4', classes, 1);
    });
    perPixel(net, net.add('resize', x, { size: [size, size] }));
  },
  data,
  training: () => training(0.0001),
});
