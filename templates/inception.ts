import { boolean, choice, int, ints } from '../engine/settings.ts';
import { defineBlock, type Formula, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate, type Recommended } from './define.ts';
import { channelsOut, imageData, imageSettings, sgd, stride, widened, width } from './common/images.ts';

const auxiliary = boolean({
  label: 'Auxiliary heads',
  default: false,
  doc: 'Further classifiers from the middle of the network that help it to train; they are not used afterwards.',
});

const convolution = defineBlock({
  id: 'convolution',
  name: 'Conv-BN-ReLU',
  doc: 'A convolution with its norm and ReLU.',
  settings: {
    channels: channelsOut,
    kernel: ints({ label: 'Kernel', default: [1, 1], length: 2, min: 1, doc: 'Height and width of a filter.' }),
    stride,
    padding: choice(['same', 'valid'], {
      label: 'Padding',
      default: 'same',
      doc: 'Same: as much as keeps the size at stride 1. Valid: none.',
      names: { same: 'Same', valid: 'Valid' },
    }),
  },
  build(net, { channels, kernel, stride, padding }, x) {
    const y = net.add(
      'conv2d',
      x,
      { filters: channels, kernel, stride: [stride, stride], padding, bias: false },
      'conv',
    );
    return net.relu(net.norm(y, 'bn', { epsilon: 0.001 }));
  },
});
type Kernel = number | readonly [number, number];
const conv = (
  net: Net,
  x: LayerOutput,
  name: string,
  channels: number | Formula,
  kernel: Kernel = 1,
  settings: { readonly stride?: number; readonly padding?: 'valid' } = {},
): LayerOutput =>
  net.block(
    convolution,
    x,
    { channels, kernel: typeof kernel === 'number' ? [kernel, kernel] : kernel, ...settings },
    { name },
  );
const VALID = { padding: 'valid' } as const;
const HALVED = { stride: 2, padding: 'valid' } as const;

const classes = int({ label: 'Classes', default: 1000, min: 1, doc: 'What it tells apart.' });

/** The main loss whole, the auxiliary ones in part. */
function judged([main, ...others]: readonly LayerOutput[], weight: number, training: Recommended): Recommended {
  if (others.length === 0) return training;
  const loss = { type: 'crossEntropy' };
  return {
    ...training,
    losses: [
      { output: main!.node, target: 'target', loss },
      ...others.map(({ node }) => ({ output: node, target: 'target', loss, weight })),
    ],
  };
}

const branch = (label: string, doc: string) => int({ label, default: 64, min: 1, doc });
const inception = defineBlock({
  id: 'inception',
  name: 'Inception module',
  doc: 'Windows of several sizes look at the same maps side by side; 1×1 convolutions narrow the channels before the larger ones.',
  settings: {
    ones: branch('1×1', 'Channels of the 1×1 convolution.'),
    narrow3: branch('3×3 reduce', 'Channels before the 3×3 convolution.'),
    threes: branch('3×3', 'Channels of the 3×3 convolution.'),
    narrow5: branch('5×5 reduce', 'Channels before the convolution that is 5×5 in the paper.'),
    fives: branch('5×5', 'Channels of the convolution that is 5×5 in the paper, and 3×3 in torchvision.'),
    pooled: branch('Pool projection', 'Channels of the 1×1 convolution behind the pool.'),
  },
  build: (net, { ones, narrow3, threes, narrow5, fives, pooled }, x) =>
    net.concat([
      conv(net, x, 'branch1', ones),
      net.scope('branch2', () => conv(net, conv(net, x, '0', narrow3), '1', threes, 3)),
      net.scope('branch3', () => conv(net, conv(net, x, '0', narrow5), '1', fives, 3)),
      net.scope('branch4', () => conv(net, net.pool('max', x, 3, { stride: 1, padding: 1, ceil: true }), '1', pooled)),
    ]),
});

const auxiliaryHead = defineBlock({
  id: 'auxiliary',
  name: 'Auxiliary head',
  doc: 'A small classifier in the middle of the network, which feeds gradients in there.',
  settings: {
    channels: { ...channelsOut, default: 128, doc: 'Of the 1×1 convolution.' },
    hidden: int({ label: 'Hidden', default: 1024, min: 1, doc: 'Units of the first dense layer.' }),
    classes,
  },
  build(net, { channels, hidden, classes }, x) {
    const y = conv(net, net.add('adaptivePool2d', x, { size: [4, 4] }), 'conv', channels);
    return net.dense(net.dropout(net.relu(net.dense(net.flatten(y), 'fc1', hidden)), 0.7), 'fc2', classes);
  },
});

/** 1×1; 1×1 and 3×3; 1×1 and 3×3; pool's 1×1. */
const GOOGLENET = {
  '3a': [64, 96, 128, 16, 32, 32],
  '3b': [128, 128, 192, 32, 96, 64],
  '4a': [192, 96, 208, 16, 48, 64],
  '4b': [160, 112, 224, 24, 64, 64],
  '4c': [128, 128, 256, 24, 64, 64],
  '4d': [112, 144, 288, 32, 64, 64],
  '4e': [256, 160, 320, 32, 128, 128],
  '5a': [256, 160, 320, 32, 128, 128],
  '5b': [384, 192, 384, 48, 128, 128],
} as const;

export const googlenet = defineTemplate({
  id: 'googlenet',
  title: 'GoogLeNet',
  family: 'images',
  doc: 'Windows of several sizes look at the same maps side by side; 22 layers with a tenth of AlexNet’s weights.',
  story: {
    purpose: 'Winner of ImageNet 2014, made to use no more work than could be afforded in practice.',
    novelty:
      'Inception modules: 1×1, 3×3 and 5×5 convolutions and a pool in parallel, with 1×1 convolutions that narrow the ' +
      'channels before. Auxiliary heads that feed gradients into the middle.',
    paper: { title: 'Szegedy et al. 2014, Going Deeper with Convolutions', url: 'https://arxiv.org/abs/1409.4842' },
    beware:
      'The paper has 5×5 windows and no batch norm. This is torchvision’s network, whose weights load by name: it has ' +
      'batch norm, and 3×3 windows where the paper has 5×5, a slip that was kept because the weights were trained with ' +
      'it.',
  },
  settings: { auxiliary, ...imageSettings(), width },
  sizes: [{ auxiliary: false }, { auxiliary: true }],
  small: { width: 1 / 8, size: 64, classes: 10, auxiliary: true },
  build(net, { auxiliary, classes, size, channels, width }) {
    const w = (count: number) => widened(count, width);
    const heads: LayerOutput[] = [];
    const head = (x: LayerOutput, name: string) =>
      heads.push(net.block(auxiliaryHead, x, { channels: w(128), hidden: w(1024), classes }, { name }));
    let x = net.input([channels, size, size]);
    // what pads all sides alike is not "same" where the stride is 2
    x = net.scope('conv1', () =>
      net.relu(
        net.norm(net.conv(x, 'conv', w(64), 7, { stride: 2, padding: 3, bias: false }), 'bn', { epsilon: 0.001 }),
      ),
    );
    x = net.pool('max', x, 3, { stride: 2, ceil: true });
    x = conv(net, conv(net, x, 'conv2', w(64)), 'conv3', w(192), 3);
    x = net.pool('max', x, 3, { stride: 2, ceil: true });
    for (const [name, [ones, narrow3, threes, narrow5, fives, pooled]] of Object.entries(GOOGLENET)) {
      x = net.block(
        inception,
        x,
        {
          ones: w(ones),
          narrow3: w(narrow3),
          threes: w(threes),
          narrow5: w(narrow5),
          fives: w(fives),
          pooled: w(pooled),
        },
        { name: `inception${name}` },
      );
      if (auxiliary && name === '4a') head(x, 'aux1');
      if (auxiliary && name === '4d') head(x, 'aux2');
      if (name === '3b') x = net.pool('max', x, 3, { stride: 2, ceil: true });
      if (name === '4e') x = net.pool('max', x, 2, { ceil: true });
    }
    return [net.dense(net.dropout(net.add('globalPool2d', x), 0.2), 'fc', classes), ...heads];
  },
  data: imageData,
  training: (_, heads) => judged(heads, 0.3, sgd(0.01, 1e-4)),
});

/** A convolution of the modules, with as many channels as the width makes of those that were published. */
type Convolution = (
  net: Net,
  x: LayerOutput,
  name: string,
  channels: number | Formula,
  kernel?: Kernel,
  settings?: { readonly stride?: number; readonly padding?: 'valid' },
) => LayerOutput;
const convolutionOf =
  (w: (count: number) => number): Convolution =>
  (net, x, name, channels, kernel = 1, settings = {}) =>
    conv(net, x, name, typeof channels === 'number' ? w(channels) : channels, kernel, settings);

const pooled = (net: Net, x: LayerOutput): LayerOutput => net.pool('average', x, 3, { stride: 1, padding: 1 });
const WIDE = [1, 7] as const;
const TALL = [7, 1] as const;

const moduleA = (c: Convolution) =>
  defineBlock({
    id: 'inceptionA',
    name: 'Inception A',
    doc: 'The 5×5 convolution of GoogLeNet, beside two 3×3 ones that see as much.',
    settings: {
      pooled: int({ label: 'Pool channels', default: 32, min: 1, doc: 'Of the 1×1 convolution behind the pool.' }),
    },
    build: (net, s, x) =>
      net.concat([
        c(net, x, 'branch1x1', 64),
        c(net, c(net, x, 'branch5x5_1', 48), 'branch5x5_2', 64, 5),
        c(net, c(net, c(net, x, 'branch3x3dbl_1', 64), 'branch3x3dbl_2', 96, 3), 'branch3x3dbl_3', 96, 3),
        c(net, pooled(net, x), 'branch_pool', s.pooled),
      ]),
  });

const moduleB = (c: Convolution) =>
  defineBlock({
    id: 'inceptionB',
    name: 'Inception B',
    doc: 'Halves height and width by convolutions and a pool side by side.',
    settings: {},
    build: (net, _, x) =>
      net.concat([
        c(net, x, 'branch3x3', 384, 3, HALVED),
        c(net, c(net, c(net, x, 'branch3x3dbl_1', 64), 'branch3x3dbl_2', 96, 3), 'branch3x3dbl_3', 96, 3, HALVED),
        net.pool('max', x, 3, { stride: 2 }),
      ]),
  });

const moduleC = (c: Convolution) =>
  defineBlock({
    id: 'inceptionC',
    name: 'Inception C',
    doc: '7×7 convolutions taken apart into 1×7 and 7×1 ones.',
    settings: {
      inner: int({
        label: 'Inner channels',
        default: 128,
        min: 1,
        doc: 'Of all convolutions but the last of each branch.',
      }),
    },
    build(net, { inner }, x) {
      let y = c(net, x, 'branch7x7dbl_1', inner);
      y = c(net, c(net, y, 'branch7x7dbl_2', inner, TALL), 'branch7x7dbl_3', inner, WIDE);
      y = c(net, c(net, y, 'branch7x7dbl_4', inner, TALL), 'branch7x7dbl_5', 192, WIDE);
      return net.concat([
        c(net, x, 'branch1x1', 192),
        c(net, c(net, c(net, x, 'branch7x7_1', inner), 'branch7x7_2', inner, WIDE), 'branch7x7_3', 192, TALL),
        y,
        c(net, pooled(net, x), 'branch_pool', 192),
      ]);
    },
  });

const moduleD = (c: Convolution) =>
  defineBlock({
    id: 'inceptionD',
    name: 'Inception D',
    doc: 'Halves height and width once more, one branch having looked 7×7 far.',
    settings: {},
    build(net, _, x) {
      const y = c(net, c(net, c(net, x, 'branch7x7x3_1', 192), 'branch7x7x3_2', 192, WIDE), 'branch7x7x3_3', 192, TALL);
      return net.concat([
        c(net, c(net, x, 'branch3x3_1', 192), 'branch3x3_2', 320, 3, HALVED),
        c(net, y, 'branch7x7x3_4', 192, 3, HALVED),
        net.pool('max', x, 3, { stride: 2 }),
      ]);
    },
  });

const moduleE = (c: Convolution) =>
  defineBlock({
    id: 'inceptionE',
    name: 'Inception E',
    doc: 'Wide: 1×3 and 3×1 convolutions side by side where the maps are smallest.',
    settings: {},
    build(net, _, x) {
      const split = (y: LayerOutput, name: string) => [
        c(net, y, `${name}a`, 384, [1, 3]),
        c(net, y, `${name}b`, 384, [3, 1]),
      ];
      const y = c(net, x, 'branch3x3_1', 384);
      const z = c(net, c(net, x, 'branch3x3dbl_1', 448), 'branch3x3dbl_2', 384, 3);
      return net.concat([
        c(net, x, 'branch1x1', 320),
        ...split(y, 'branch3x3_2'),
        ...split(z, 'branch3x3dbl_3'),
        c(net, pooled(net, x), 'branch_pool', 192),
      ]);
    },
  });

const auxiliaryModule = (c: Convolution) =>
  defineBlock({
    id: 'auxiliary',
    name: 'Auxiliary head',
    doc: auxiliaryHead.doc,
    settings: { classes },
    build(net, { classes }, x) {
      const y = c(net, c(net, net.pool('average', x, 5, { stride: 3 }), 'conv0', 128), 'conv1', 768, 5, VALID);
      return net.dense(net.add('globalPool2d', y), 'fc', classes);
    },
  });

/** The modules of a network of this width. */
function modules(w: (count: number) => number) {
  const c = convolutionOf(w);
  return {
    a: moduleA(c),
    b: moduleB(c),
    c: moduleC(c),
    d: moduleD(c),
    e: moduleE(c),
    head: auxiliaryModule(c),
  };
}

export const inceptionV3 = defineTemplate({
  id: 'inception-v3',
  title: 'Inception v3',
  family: 'images',
  doc: 'Inception modules whose large windows are taken apart: 5×5 into two 3×3, 7×7 into 1×7 and 7×1.',
  story: {
    purpose: 'More accuracy at the work of a mobile budget of its day; 299×299 pixels.',
    novelty:
      'Factorized convolutions, label smoothing, and a few rules of thumb for designing networks that have outlived it.',
    paper: {
      title:
        'Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2015, Rethinking the Inception Architecture for Computer Vision',
      url: 'https://arxiv.org/abs/1512.00567',
    },
    beware:
      'It needs at least 75 pixels, and 299 to be what was published. The paper draws only one auxiliary head, and ' +
      'finds that it helps only late in training, as a regularizer.',
  },
  settings: { auxiliary, ...imageSettings({ size: 299 }), width },
  sizes: [{ auxiliary: false }, { auxiliary: true }],
  small: { width: 1 / 16, size: 75, classes: 10 },
  build(net, { auxiliary, classes, size, channels, width }) {
    const w = (count: number) => widened(count, width);
    const { a, b, c, d, e, head } = modules(w);
    const heads: LayerOutput[] = [];
    let x = conv(net, net.input([channels, size, size]), 'Conv2d_1a_3x3', w(32), 3, HALVED);
    x = conv(net, conv(net, x, 'Conv2d_2a_3x3', w(32), 3, VALID), 'Conv2d_2b_3x3', w(64), 3);
    x = net.pool('max', x, 3, { stride: 2 });
    x = conv(net, conv(net, x, 'Conv2d_3b_1x1', w(80)), 'Conv2d_4a_3x3', w(192), 3, VALID);
    x = net.pool('max', x, 3, { stride: 2 });
    x = net.block(a, x, { pooled: w(32) }, { name: 'Mixed_5b' });
    for (const name of ['Mixed_5c', 'Mixed_5d']) x = net.block(a, x, { pooled: w(64) }, { name });
    x = net.block(b, x, {}, { name: 'Mixed_6a' });
    for (const [name, inner] of [
      ['Mixed_6b', 128],
      ['Mixed_6c', 160],
      ['Mixed_6d', 160],
      ['Mixed_6e', 192],
    ] as const)
      x = net.block(c, x, { inner: w(inner) }, { name });
    if (auxiliary) heads.push(net.block(head, x, { classes }, { name: 'AuxLogits' }));
    x = net.block(d, x, {}, { name: 'Mixed_7a' });
    for (const name of ['Mixed_7b', 'Mixed_7c']) x = net.block(e, x, {}, { name });
    return [net.dense(net.dropout(net.add('globalPool2d', x), 0.5), 'fc', classes), ...heads];
  },
  data: imageData,
  training: (_, heads) => judged(heads, 0.4, sgd(0.045, 4e-5)),
});
