import { choice, int } from '../engine/settings.ts';
import { defineBlock } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { batchNorm, channelsOut, imageData, imageSettings, sgd, widened, width } from './common/images.ts';

/** Convolutions in each of the five stages. */
const STAGES = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] } as const;

const convolution = (batchNorm: boolean) =>
  defineBlock({
    id: 'convolution',
    name: '3×3 convolution',
    doc: batchNorm ? 'With its norm and ReLU.' : 'With its ReLU.',
    settings: {
      channels: channelsOut,
      place: int({
        label: 'Place',
        default: 0,
        min: 0,
        doc: 'Of the first convolution among torchvision’s layers, whose numbers are their names.',
      }),
    },
    build(net, { channels }, x) {
      const y = net.conv(x, batchNorm ? '{place + 3 * i}' : '{place + 2 * i}', channels, 3, { padding: 1 });
      return net.relu(batchNorm ? net.norm(y, '{place + 3 * i + 1}') : y);
    },
  });

export const vgg = defineTemplate({
  id: 'vgg',
  title: 'VGG',
  family: 'images',
  doc: 'Nothing but 3×3 convolutions, stage upon stage: depth alone makes it better.',
  story: {
    purpose:
      'To find out what depth is worth when everything else stays as plain as it can be; second place of ImageNet 2014.',
    novelty: 'Small filters: two 3×3 convolutions see as much as one 5×5, with fewer weights and one more ReLU.',
    paper: {
      title: 'Simonyan and Zisserman 2014, Very Deep Convolutional Networks for Large-Scale Image Recognition',
      url: 'https://arxiv.org/abs/1409.1556',
    },
    beware:
      'A pool stands after each stage of one to four convolutions, not after each convolution. Nine tenths of the ' +
      'weights of VGG-16 lie in its three dense layers, most of them in the first. The paper has no batch norm; ' +
      'torchvision offers both.',
  },
  settings: {
    depth: choice(['11', '13', '16', '19'], {
      label: 'Depth',
      default: '16',
      doc: 'Layers with weights: 8, 10, 13 or 16 convolutions, and three dense layers.',
    }),
    batchNorm: batchNorm(false),
    ...imageSettings(),
    width,
  },
  sizes: ['11', '13', '16', '19'].flatMap((depth) =>
    [false, true].map((batchNorm) => ({ depth: depth as '11', batchNorm })),
  ),
  small: { depth: '11', width: 1 / 16, size: 32, classes: 10 },
  name: ({ depth, batchNorm }) => `VGG-${depth}${batchNorm ? ' with batch norm' : ''}`,
  build(net, { depth, batchNorm, classes, size, channels, width }) {
    let x = net.input([channels, size, size]);
    net.scope('features', () => {
      // torchvision counts convolutions, norms, ReLUs and pools alike
      let place = 0;
      STAGES[depth].forEach((repeat, stage) => {
        x = net.block(
          convolution(batchNorm),
          x,
          { channels: widened(Math.min(64 << stage, 512), width), place },
          { repeat, naming: '' },
        );
        x = net.pool('max', x, 2);
        place += repeat * (batchNorm ? 3 : 2) + 1;
      });
    });
    net.scope('classifier', () => {
      const hidden = widened(4096, width);
      x = net.flatten(net.add('adaptivePool2d', x, { size: [7, 7] }));
      for (const name of ['0', '3']) x = net.dropout(net.relu(net.dense(x, name, hidden)), 0.5);
      net.dense(x, '6', classes);
    });
  },
  data: imageData,
  // without batch norm it starts to learn only slowly
  training: ({ batchNorm }) => sgd(batchNorm ? 0.1 : 0.01, 5e-4),
});
