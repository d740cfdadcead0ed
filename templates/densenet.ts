import { choice, int } from '../engine/settings.ts';
import { defineBlock, formula } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { channelsOut, imageData, imageSettings, sgd, widened, width } from './common/images.ts';

/** New channels of a layer, channels of the stem, layers in each block. */
const FORMS = {
  121: { growth: 32, stem: 64, blocks: [6, 12, 24, 16] },
  161: { growth: 48, stem: 96, blocks: [6, 12, 36, 24] },
  169: { growth: 32, stem: 64, blocks: [6, 12, 32, 32] },
  201: { growth: 32, stem: 64, blocks: [6, 12, 48, 32] },
} as const;

export const growth = int({ label: 'Growth', default: 32, min: 1, doc: 'Channels that a layer adds.' });

export const denseLayer = defineBlock({
  id: 'denseLayer',
  name: 'Dense layer',
  doc: 'Norm, ReLU, convolution, twice; what it computes is joined to what it was given.',
  settings: { growth },
  build(net, { growth }, x) {
    const narrow = net.conv(net.relu(net.norm(x, 'norm1')), 'conv1', formula('4 * growth'), 1, { bias: false });
    return net.concat([
      x,
      net.conv(net.relu(net.norm(narrow, 'norm2')), 'conv2', growth, 3, { padding: 1, bias: false }),
    ]);
  },
});

export const transition = defineBlock({
  id: 'transition',
  name: 'Transition',
  doc: 'Between dense blocks: half of height and width, and of the channels as many as are wanted.',
  settings: { channels: channelsOut },
  build: (net, { channels }, x) =>
    net.pool('average', net.conv(net.relu(net.norm(x, 'norm')), 'conv', channels, 1, { bias: false }), 2),
});

export const densenet = defineTemplate({
  id: 'densenet',
  title: 'DenseNet',
  family: 'images',
  doc: 'Every layer sees the outputs of all layers before it, and adds a few channels of its own.',
  story: {
    purpose: 'To use weights well: as good as a ResNet with a third of them.',
    novelty: 'Channels are concatenated instead of added, so nothing that was computed has to be computed again.',
    paper: {
      title: 'Huang, Liu, van der Maaten and Weinberger 2016, Densely Connected Convolutional Networks',
      url: 'https://arxiv.org/abs/1608.06993',
    },
    beware:
      'A layer is norm, ReLU, convolution in this order, twice (1×1 to four times the growth, then 3×3). The network ' +
      'ends in a norm and a ReLU of its own before the pool, which drawings tend to leave out. Few weights do not mean ' +
      'little memory: the joined maps are long.',
  },
  settings: {
    depth: choice(['121', '161', '169', '201'], { label: 'Depth', default: '121', doc: 'Layers with weights.' }),
    ...imageSettings(),
    width,
  },
  sizes: [{ depth: '121' }, { depth: '161' }, { depth: '169' }, { depth: '201' }],
  small: { depth: '121', width: 1 / 16, size: 32, classes: 10 },
  name: ({ depth }) => `DenseNet-${depth}`,
  build(net, { depth, classes, size, channels, width }) {
    const { growth, stem, blocks } = FORMS[depth];
    let x = net.input([channels, size, size]);
    net.scope('features', () => {
      x = net.relu(
        net.norm(net.conv(x, 'conv0', widened(stem, width), 7, { stride: 2, padding: 3, bias: false }), 'norm0'),
      );
      x = net.pool('max', x, 3, { stride: 2, padding: 1 });
      blocks.forEach((repeat, b) => {
        if (b > 0) x = net.block(transition, x, { channels: Math.floor(x.shape[0]! / 2) }, { name: `transition${b}` });
        x = net.block(
          denseLayer,
          x,
          { growth: widened(growth, width) },
          { name: `denseblock${b + 1}`, repeat, naming: `denseblock${b + 1}.denselayer{i + 1}` },
        );
      });
      x = net.relu(net.norm(x, 'norm5'));
    });
    net.dense(net.add('globalPool2d', x), 'classifier', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 1e-4),
});
