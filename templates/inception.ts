import { boolean } from '../engine/settings.ts';
import type { ConvOptions, Net, Wire } from './build.ts';
import { defineTemplate, type Recommended } from './define.ts';
import { imageData, imageSettings, sgd, widened, width } from './images.ts';

const auxiliary = boolean({ label: 'Auxiliary heads', default: false, doc: 'Further classifiers from the middle of the network that help it to train; they are not used afterwards.' });

function basic(net: Net, x: Wire, name: string, filters: number, kernel: number | readonly [number, number], options: ConvOptions = {}): Wire {
  return net.scope(name, () => net.relu(net.norm(net.conv(x, 'conv', filters, kernel, { ...options, bias: false }), 'bn', { epsilon: 0.001 })));
}

/** The main loss whole, the auxiliary ones in part. */
function judged([main, ...others]: readonly Wire[], weight: number, training: Recommended): Recommended {
  if (others.length === 0) return training;
  const loss = { type: 'crossEntropy' };
  return { ...training, losses: [{ output: main!.node, target: 'target', loss }, ...others.map(({ node }) => ({ output: node, target: 'target', loss, weight }))] };
}

/** 1×1; 1×1 and 3×3; 1×1 and 3×3; pool's 1×1. */
const GOOGLENET = {
  '3a': [64, 96, 128, 16, 32, 32], '3b': [128, 128, 192, 32, 96, 64],
  '4a': [192, 96, 208, 16, 48, 64], '4b': [160, 112, 224, 24, 64, 64], '4c': [128, 128, 256, 24, 64, 64], '4d': [112, 144, 288, 32, 64, 64], '4e': [256, 160, 320, 32, 128, 128],
  '5a': [256, 160, 320, 32, 128, 128], '5b': [384, 192, 384, 48, 128, 128],
} as const;

export const googlenet = defineTemplate({
  id: 'googlenet',
  title: 'GoogLeNet',
  family: 'images',
  doc: 'Windows of several sizes look at the same maps side by side; 22 layers with a tenth of AlexNet’s weights.',
  story: {
    purpose: 'Winner of ImageNet 2014, made to use no more work than could be afforded in practice.',
    novelty: 'Inception modules: 1×1, 3×3 and 5×5 convolutions and a pool in parallel, with 1×1 convolutions that narrow the channels before. Auxiliary heads that feed gradients into the middle.',
    paper: { title: 'Szegedy et al. 2014, Going Deeper with Convolutions', url: 'https://arxiv.org/abs/1409.4842' },
    beware: 'The paper has 5×5 windows and no batch norm. This is torchvision’s network, whose weights load by name: it has batch norm, and 3×3 windows where the paper has 5×5, a slip that was kept because the weights were trained with it.',
  },
  settings: { auxiliary, ...imageSettings(), width },
  sizes: [{ auxiliary: false }, { auxiliary: true }],
  small: { width: 1 / 8, size: 64, classes: 10, auxiliary: true },
  build(net, { auxiliary, classes, size, channels, width }) {
    const w = (count: number) => widened(count, width);
    const heads: Wire[] = [];
    const head = (x: Wire, name: string) =>
      net.scope(name, () => {
        const y = basic(net, net.add('adaptivePool2d', x, { size: [4, 4] }), 'conv', w(128), 1);
        heads.push(net.dense(net.dropout(net.relu(net.dense(net.flatten(y), 'fc1', w(1024))), 0.7), 'fc2', classes));
      });
    let x = basic(net, net.input([channels, size, size]), 'conv1', w(64), 7, { stride: 2, padding: 3 });
    x = net.pool('max', x, 3, { stride: 2, ceil: true });
    x = basic(net, basic(net, x, 'conv2', w(64), 1), 'conv3', w(192), 3, { padding: 1 });
    x = net.pool('max', x, 3, { stride: 2, ceil: true });
    for (const [name, [one, narrow3, three, narrow5, five, pooled]] of Object.entries(GOOGLENET)) {
      x = net.scope(`inception${name}`, () =>
        net.concat([
          basic(net, x, 'branch1', w(one), 1),
          net.scope('branch2', () => basic(net, basic(net, x, '0', w(narrow3), 1), '1', w(three), 3, { padding: 1 })),
          net.scope('branch3', () => basic(net, basic(net, x, '0', w(narrow5), 1), '1', w(five), 3, { padding: 1 })),
          net.scope('branch4', () => basic(net, net.pool('max', x, 3, { stride: 1, padding: 1, ceil: true }), '1', w(pooled), 1)),
        ]),
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

export const inceptionV3 = defineTemplate({
  id: 'inception-v3',
  title: 'Inception v3',
  family: 'images',
  doc: 'Inception modules whose large windows are taken apart: 5×5 into two 3×3, 7×7 into 1×7 and 7×1.',
  story: {
    purpose: 'More accuracy at the work of a mobile budget of its day; 299×299 pixels.',
    novelty: 'Factorized convolutions, label smoothing, and a few rules of thumb for designing networks that have outlived it.',
    paper: { title: 'Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2015, Rethinking the Inception Architecture for Computer Vision', url: 'https://arxiv.org/abs/1512.00567' },
    beware: 'It needs at least 75 pixels, and 299 to be what was published. The paper draws only one auxiliary head, and finds that it helps only late in training, as a regularizer.',
  },
  settings: { auxiliary, ...imageSettings({ size: 299 }), width },
  sizes: [{ auxiliary: false }, { auxiliary: true }],
  small: { width: 1 / 16, size: 75, classes: 10 },
  build(net, { auxiliary, classes, size, channels, width }) {
    const heads: Wire[] = [];
    const c = (x: Wire, name: string, filters: number, kernel: number | readonly [number, number], options: ConvOptions = {}) => basic(net, x, name, widened(filters, width), kernel, options);
    const pooled = (x: Wire) => net.pool('average', x, 3, { stride: 1, padding: 1 });
    const row = { padding: [0, 3] } as const;
    const column = { padding: [3, 0] } as const;
    const [wide, tall] = [[1, 7], [7, 1]] as const;
    const a = (x: Wire, name: string, features: number) =>
      net.scope(name, () =>
        net.concat([
          c(x, 'branch1x1', 64, 1),
          c(c(x, 'branch5x5_1', 48, 1), 'branch5x5_2', 64, 5, { padding: 2 }),
          c(c(c(x, 'branch3x3dbl_1', 64, 1), 'branch3x3dbl_2', 96, 3, { padding: 1 }), 'branch3x3dbl_3', 96, 3, { padding: 1 }),
          c(pooled(x), 'branch_pool', features, 1),
        ]),
      );
    const b = (x: Wire) =>
      net.scope('Mixed_6a', () =>
        net.concat([
          c(x, 'branch3x3', 384, 3, { stride: 2 }),
          c(c(c(x, 'branch3x3dbl_1', 64, 1), 'branch3x3dbl_2', 96, 3, { padding: 1 }), 'branch3x3dbl_3', 96, 3, { stride: 2 }),
          net.pool('max', x, 3, { stride: 2 }),
        ]),
      );
    const c7 = (x: Wire, name: string, n: number) =>
      net.scope(name, () => {
        let y = c(x, 'branch7x7dbl_1', n, 1);
        y = c(c(y, 'branch7x7dbl_2', n, tall, column), 'branch7x7dbl_3', n, wide, row);
        y = c(c(y, 'branch7x7dbl_4', n, tall, column), 'branch7x7dbl_5', 192, wide, row);
        return net.concat([c(x, 'branch1x1', 192, 1), c(c(c(x, 'branch7x7_1', n, 1), 'branch7x7_2', n, wide, row), 'branch7x7_3', 192, tall, column), y, c(pooled(x), 'branch_pool', 192, 1)]);
      });
    const d = (x: Wire) =>
      net.scope('Mixed_7a', () => {
        const y = c(c(c(x, 'branch7x7x3_1', 192, 1), 'branch7x7x3_2', 192, wide, row), 'branch7x7x3_3', 192, tall, column);
        return net.concat([c(c(x, 'branch3x3_1', 192, 1), 'branch3x3_2', 320, 3, { stride: 2 }), c(y, 'branch7x7x3_4', 192, 3, { stride: 2 }), net.pool('max', x, 3, { stride: 2 })]);
      });
    const e = (x: Wire, name: string) =>
      net.scope(name, () => {
        const split = (y: Wire, names: readonly [string, string]) => [c(y, names[0], 384, [1, 3], { padding: [0, 1] }), c(y, names[1], 384, [3, 1], { padding: [1, 0] })];
        const y = c(x, 'branch3x3_1', 384, 1);
        const z = c(c(x, 'branch3x3dbl_1', 448, 1), 'branch3x3dbl_2', 384, 3, { padding: 1 });
        return net.concat([c(x, 'branch1x1', 320, 1), ...split(y, ['branch3x3_2a', 'branch3x3_2b']), ...split(z, ['branch3x3dbl_3a', 'branch3x3dbl_3b']), c(pooled(x), 'branch_pool', 192, 1)]);
      });
    let x = c(net.input([channels, size, size]), 'Conv2d_1a_3x3', 32, 3, { stride: 2 });
    x = c(c(x, 'Conv2d_2a_3x3', 32, 3), 'Conv2d_2b_3x3', 64, 3, { padding: 1 });
    x = net.pool('max', x, 3, { stride: 2 });
    x = c(c(x, 'Conv2d_3b_1x1', 80, 1), 'Conv2d_4a_3x3', 192, 3);
    x = net.pool('max', x, 3, { stride: 2 });
    x = b(a(a(a(x, 'Mixed_5b', 32), 'Mixed_5c', 64), 'Mixed_5d', 64));
    for (const [name, n] of [['Mixed_6b', 128], ['Mixed_6c', 160], ['Mixed_6d', 160], ['Mixed_6e', 192]] as const) x = c7(x, name, n);
    if (auxiliary)
      net.scope('AuxLogits', () => {
        const y = c(c(net.pool('average', x, 5, { stride: 3 }), 'conv0', 128, 1), 'conv1', 768, 5);
        heads.push(net.dense(net.add('globalPool2d', y), 'fc', classes));
      });
    x = e(e(d(x), 'Mixed_7b'), 'Mixed_7c');
    return [net.dense(net.dropout(net.add('globalPool2d', x), 0.5), 'fc', classes), ...heads];
  },
  data: imageData,
  training: (_, heads) => judged(heads, 0.4, sgd(0.045, 4e-5)),
});
