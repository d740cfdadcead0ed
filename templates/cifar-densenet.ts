import { boolean, choice } from '../engine/settings.ts';
import { defineBlock } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { denseLayer, growth, transition } from './densenet.ts';
import { imageData, imageSettings, sgd } from './common/images.ts';

const plainLayer = defineBlock({
  id: 'plainDenseLayer',
  name: 'Plain dense layer',
  doc: 'Norm, ReLU, convolution; what it computes is joined to what it was given.',
  settings: { growth },
  build: (net, { growth }, x) =>
    net.concat([x, net.conv(net.relu(net.norm(x, 'norm1')), 'conv1', growth, 3, { padding: 1, bias: false })]),
});

export const cifarDensenet = defineTemplate({
  id: 'cifar-densenet',
  title: 'DenseNet for small images',
  family: 'images',
  doc: 'The densely connected networks of 40 to 250 layers that the paper trains on 32×32 pixels, plain or with bottlenecks and compression.',
  story: {
    purpose: 'To study dense connections where a network trains in hours: CIFAR-10, with 0.2 to 26 million weights.',
    novelty:
      'Twelve new channels a layer are enough where each layer sees all that came before. Bottlenecks of 1×1 and ' +
      'transitions that keep half of the channels (“BC”) make it cheaper still.',
    paper: {
      title: 'Huang, Liu, van der Maaten and Weinberger 2016, Densely Connected Convolutional Networks',
      url: 'https://arxiv.org/abs/1608.06993',
    },
    beware:
      'It is not the ImageNet network on small pictures: three dense blocks of equal depth and a 3×3 stem without a ' +
      'pool, of 16 channels, or of twice the growth with bottlenecks. The depth counts the convolutions and the last ' +
      'layer, so a bottleneck counts twice.',
  },
  settings: {
    depth: choice(['40', '100', '190', '250'], {
      label: 'Depth',
      default: '40',
      doc: 'Layers with weights: three or, with bottlenecks, six for each layer of the three blocks, and four.',
    }),
    growth: { ...growth, default: 12 },
    bottleneck: boolean({
      label: 'Bottlenecks',
      default: false,
      doc: 'A 1×1 convolution to four times the growth before each 3×3, and half of the channels after each block: the paper’s DenseNet-BC.',
    }),
    ...imageSettings({ classes: 10, size: 32 }),
  },
  sizes: [
    { depth: '40', growth: 12, bottleneck: false },
    { depth: '100', growth: 12, bottleneck: false },
    { depth: '100', growth: 24, bottleneck: false },
    { depth: '40', growth: 12, bottleneck: true },
    { depth: '100', growth: 12, bottleneck: true },
    { depth: '250', growth: 24, bottleneck: true },
    { depth: '190', growth: 40, bottleneck: true },
  ],
  small: { depth: '40', growth: 2, bottleneck: true, size: 16 },
  name: ({ depth, growth, bottleneck }) =>
    `DenseNet-${bottleneck ? 'BC-' : ''}${depth} for small images (growth ${growth})`,
  build(net, { depth, growth, bottleneck, classes, size, channels }) {
    const [layer, repeat] = bottleneck ? [denseLayer, (Number(depth) - 4) / 6] : [plainLayer, (Number(depth) - 4) / 3];
    let x = net.input([channels, size, size]);
    net.scope('features', () => {
      x = net.conv(x, 'conv0', bottleneck ? 2 * growth : 16, 3, { padding: 1, bias: false });
      for (const block of [1, 2, 3]) {
        if (block > 1)
          x = net.block(
            transition,
            x,
            { channels: bottleneck ? Math.floor(x.shape[0]! / 2) : x.shape[0]! },
            { name: `transition${block - 1}` },
          );
        x = net.block(
          layer,
          x,
          { growth },
          { name: `denseblock${block}`, repeat, naming: `denseblock${block}.denselayer{i + 1}` },
        );
      }
      x = net.relu(net.norm(x, 'norm5'));
    });
    net.dense(net.add('globalPool2d', x), 'classifier', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 1e-4, { epochs: 300, batchSize: 64 }),
});
