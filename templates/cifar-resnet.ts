import { choice, int } from '../engine/settings.ts';
import { defineBlock, firstThen, type Formula, formula, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { channelsOut, imageData, imageSettings, sgd, stride, widened, width } from './common/images.ts';

const channels = { ...channelsOut, default: 16 };
const grown = (side: string) =>
  int({ label: `New channels ${side}`, default: 0, min: 0, doc: `Channels of zeros ${side} those of the input.` });
const settings = { channels, stride, before: grown('before'), after: grown('behind') };

const zeros = defineBlock({
  id: 'zeros',
  name: 'Zero-padded shortcut',
  doc: 'A shortcut without weights to fewer pixels and more channels: every other pixel, and zeros for the channels that are new.',
  settings: { before: settings.before, after: settings.after },
  build(net, { before, after }, x) {
    const rows = net.add('slice', x, { axis: 2, step: 2 });
    return net.add('pad', net.add('slice', rows, { axis: 3, step: 2 }), { amounts: [before, after, 0, 0, 0, 0] });
  },
});
const shortcutOf = (net: Net, x: LayerOutput, before: Formula, after: Formula): LayerOutput =>
  net.block(zeros, x, { before, after }, { repeat: formula('stride > 1') });

const original = defineBlock({
  id: 'basic',
  name: 'Basic block',
  doc: 'Two 3×3 convolutions compute what is added to the input.',
  settings,
  build(net, { channels, stride, before, after }, x) {
    const y = net.relu(net.norm(net.conv(x, 'conv1', channels, 3, { stride, padding: 1, bias: false }), 'bn1'));
    return net.relu(
      net.sum(
        net.norm(net.conv(y, 'conv2', channels, 3, { padding: 1, bias: false }), 'bn2'),
        shortcutOf(net, x, before, after),
      ),
    );
  },
});

const preActivation = defineBlock({
  id: 'preActivation',
  name: 'Pre-activation block',
  doc: 'Norm and ReLU stand before each of the two convolutions, and nothing at all on the shortcut.',
  settings,
  build(net, { channels, stride, before, after }, x) {
    const y = net.conv(net.relu(net.norm(x, 'bn1')), 'conv1', channels, 3, { stride, padding: 1, bias: false });
    return net.sum(
      net.conv(net.relu(net.norm(y, 'bn2')), 'conv2', channels, 3, { padding: 1, bias: false }),
      shortcutOf(net, x, before, after),
    );
  },
});

export const cifarResnet = defineTemplate({
  id: 'cifar-resnet',
  title: 'ResNet for small images',
  family: 'images',
  doc: 'The residual networks of 20 to 110 layers that the papers train on 32×32 pixels, original or with pre-activation.',
  story: {
    purpose: 'To study depth where a network trains in hours: CIFAR-10, with 0.27 to 1.7 million weights.',
    novelty:
      'The second paper moves norm and ReLU before each convolution, so that nothing at all stands on the shortcut; then even 1,001 layers train.',
    paper: {
      title: 'He, Zhang, Ren and Sun 2016, Identity Mappings in Deep Residual Networks',
      url: 'https://arxiv.org/abs/1603.05027',
    },
    beware:
      'It is not the ImageNet network on small pictures: three stages of 16, 32 and 64 channels, a 3×3 stem and no ' +
      'pool. Shortcuts have no weights at all: where the map shrinks they take every other pixel and fill the new ' +
      'channels with zeros.',
  },
  settings: {
    depth: choice(['20', '32', '44', '56', '110'], {
      label: 'Depth',
      default: '20',
      doc: 'Layers with weights: six for each block of the three stages, and two.',
    }),
    order: choice(['original', 'pre-activation'], {
      label: 'Order',
      default: 'original',
      doc: 'Convolution, norm, ReLU; or norm, ReLU, convolution.',
      names: { original: 'Original', 'pre-activation': 'Pre-activation' },
    }),
    ...imageSettings({ classes: 10, size: 32 }),
    width,
  },
  sizes: [
    { depth: '20' },
    { depth: '32' },
    { depth: '44' },
    { depth: '56' },
    { depth: '110' },
    { depth: '20', order: 'pre-activation' },
    { depth: '110', order: 'pre-activation' },
  ],
  small: { depth: '20', width: 1 / 4, size: 16 },
  name: ({ depth, order }) => `ResNet-${depth} for small images${order === 'original' ? '' : ' (pre-activation)'}`,
  build(net, { depth, order, classes, size, channels, width }) {
    const first = order === 'pre-activation';
    let x = net.conv(net.input([channels, size, size]), 'conv1', widened(16, width), 3, { padding: 1, bias: false });
    if (!first) x = net.relu(net.norm(x, 'bn1'));
    [16, 32, 64].forEach((planes, stage) => {
      const filters = widened(planes, width);
      const added = filters - x.shape[0]!;
      const shrinks = stage > 0 && {
        stride: firstThen(2, 1),
        before: Math.floor(added / 2),
        after: Math.ceil(added / 2),
      };
      x = net.block(
        first ? preActivation : original,
        x,
        { channels: filters, ...shrinks },
        { name: `layer${stage + 1}`, repeat: (Number(depth) - 2) / 6 },
      );
    });
    if (first) x = net.relu(net.norm(x, 'bn'));
    net.dense(net.add('globalPool2d', x), 'linear', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 1e-4, { epochs: 164, batchSize: 128 }),
});
