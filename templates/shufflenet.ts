import { choice, int } from '../engine/settings.ts';
import { defineBlock, type Formula, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { imageData, imageSettings, sgd } from './common/images.ts';

const STAGES = {
  '0.5': [24, 48, 96, 192, 1024],
  '1.0': [24, 116, 232, 464, 1024],
  '1.5': [24, 176, 352, 704, 1024],
  '2.0': [24, 244, 488, 976, 2048],
} as const;

/** 1×1, with its norm and ReLU. */
const conv = (net: Net, x: LayerOutput, at: number, filters: number | Formula): LayerOutput =>
  net.relu(net.norm(net.conv(x, String(at), filters, 1, { bias: false }), String(at + 1)));
/** 3×3 for each channel, with its norm. */
const depthwise = (net: Net, x: LayerOutput, at: number, stride = 1): LayerOutput =>
  net.norm(net.depthwise(x, String(at), 3, { stride, padding: 1 }), String(at + 1));

const half = int({
  label: 'Half',
  default: 58,
  min: 1,
  doc: 'Channels of each branch: half of those that leave the unit.',
});

const basic = defineBlock({
  id: 'basic',
  name: 'ShuffleNet unit',
  doc: 'Half of the channels pass untouched, the others are convolved; then all are shuffled.',
  settings: { half },
  build(net, { half }, x) {
    const right = net.scope('branch2', () => {
      const y = conv(net, net.add('slice', x, { start: half }), 0, half);
      return conv(net, depthwise(net, y, 3), 5, half);
    });
    return net.add('channelShuffle', net.concat([net.add('slice', x, { end: half }), right]), { groups: 2 });
  },
});

const down = defineBlock({
  id: 'down',
  name: 'ShuffleNet unit, stride 2',
  doc: 'Half the height and width: all channels go through both branches, and are shuffled.',
  settings: { half },
  build(net, { half }, x) {
    const left = net.scope('branch1', () => conv(net, depthwise(net, x, 0, 2), 2, half));
    const right = net.scope('branch2', () => conv(net, depthwise(net, conv(net, x, 0, half), 3, 2), 5, half));
    return net.add('channelShuffle', net.concat([left, right]), { groups: 2 });
  },
});

export const shufflenet = defineTemplate({
  id: 'shufflenet-v2',
  title: 'ShuffleNet v2',
  family: 'images',
  doc: 'Half of the channels pass a block untouched, then all are shuffled: made to be fast on real chips.',
  story: {
    purpose: 'Speed that is measured, not counted in multiplications.',
    novelty:
      'Four rules for what makes networks fast (equal widths, few groups, few branches, few elementwise operations), ' +
      'and a block that keeps them: split, convolve one half, shuffle.',
    paper: {
      title: 'Ma, Zhang, Zheng and Sun 2018, ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design',
      url: 'https://arxiv.org/abs/1807.11164',
    },
    beware:
      'There is no ReLU after the depthwise convolutions. Version 1 had grouped 1×1 convolutions, which version 2 gives up.',
  },
  settings: {
    multiplier: choice(['0.5', '1.0', '1.5', '2.0'], {
      label: 'Width',
      default: '1.0',
      doc: 'The four published widths.',
    }),
    ...imageSettings(),
  },
  sizes: [{ multiplier: '0.5' }, { multiplier: '1.0' }, { multiplier: '1.5' }, { multiplier: '2.0' }],
  small: { multiplier: '0.5', size: 32, classes: 10 },
  name: ({ multiplier }) => `ShuffleNet v2 ×${multiplier}`,
  build(net, { multiplier, classes, size, channels }) {
    const [stem, ...stages] = STAGES[multiplier];
    const last = stages.pop()!;
    let x = net.input([channels, size, size]);
    x = net.scope('conv1', () =>
      net.relu(net.norm(net.conv(x, '0', stem, 3, { stride: 2, padding: 1, bias: false }), '1')),
    );
    x = net.pool('max', x, 3, { stride: 2, padding: 1 });
    stages.forEach((filters, stage) => {
      net.scope(`stage${stage + 2}`, () => {
        x = net.block(down, x, { half: filters / 2 }, { name: '0' });
        x = net.block(basic, x, { half: filters / 2 }, { repeat: [3, 7, 3][stage]!, naming: '{i + 1}' });
      });
    });
    x = net.scope('conv5', () => conv(net, x, 0, last));
    net.dense(net.add('globalPool2d', x), 'fc', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 4e-5),
});
