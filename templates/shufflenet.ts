import { choice } from '../engine/settings.ts';
import type { Net, Wire } from './build.ts';
import { defineTemplate } from './define.ts';
import { imageData, imageSettings, sgd } from './images.ts';

const STAGES = { '0.5': [24, 48, 96, 192, 1024], '1.0': [24, 116, 232, 464, 1024], '1.5': [24, 176, 352, 704, 1024], '2.0': [24, 244, 488, 976, 2048] } as const;

const conv = (net: Net, x: Wire, at: number, filters: number, kernel: number, { stride = 1, groups = 1, relu = true } = {}) => {
  const y = net.norm(net.conv(x, String(at), filters, kernel, { stride, padding: (kernel - 1) / 2, groups, bias: false }), String(at + 1));
  return relu ? net.relu(y) : y;
};

/** The two halves of the channels interleaved. */
function shuffle(net: Net, x: Wire): Wire {
  const [channels, height, width] = x.shape as [number, number, number];
  const apart = net.add('permute', net.add('reshape', x, { shape: [2, channels / 2, height, width] }), { order: [2, 1, 3, 4] });
  return net.add('reshape', apart, { shape: [channels, height, width] });
}

function unit(net: Net, x: Wire, channels: number, stride: number): Wire {
  const half = channels / 2;
  const cut = (start: number, end: number) => net.add('slice', x, { axis: 1, start, end });
  const left =
    stride === 1
      ? cut(0, half)
      : net.scope('branch1', () => conv(net, conv(net, x, 0, x.shape[0]!, 3, { stride, groups: x.shape[0]!, relu: false }), 2, half, 1));
  const right = net.scope('branch2', () => {
    const y = conv(net, stride === 1 ? cut(half, channels) : x, 0, half, 1);
    return conv(net, conv(net, y, 3, half, 3, { stride, groups: half, relu: false }), 5, half, 1);
  });
  return shuffle(net, net.concat([left, right]));
}

export const shufflenet = defineTemplate({
  id: 'shufflenet-v2',
  title: 'ShuffleNet v2',
  family: 'images',
  doc: 'Half of the channels pass a block untouched, then all are shuffled: made to be fast on real chips.',
  story: {
    purpose: 'Speed that is measured, not counted in multiplications.',
    novelty: 'Four rules for what makes networks fast (equal widths, few groups, few branches, few elementwise operations), and a block that keeps them: split, convolve one half, shuffle.',
    paper: { title: 'Ma, Zhang, Zheng and Sun 2018, ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design', url: 'https://arxiv.org/abs/1807.11164' },
    beware: 'There is no ReLU after the depthwise convolutions. Version 1 had grouped 1×1 convolutions, which version 2 gives up.',
  },
  settings: { multiplier: choice(['0.5', '1.0', '1.5', '2.0'], { label: 'Width', default: '1.0', doc: 'The four published widths.' }), ...imageSettings() },
  sizes: [{ multiplier: '0.5' }, { multiplier: '1.0' }, { multiplier: '1.5' }, { multiplier: '2.0' }],
  small: { multiplier: '0.5', size: 32, classes: 10 },
  name: ({ multiplier }) => `ShuffleNet v2 ×${multiplier}`,
  build(net, { multiplier, classes, size, channels }) {
    const [stem, ...stages] = STAGES[multiplier];
    const last = stages.pop()!;
    let x = net.scope('conv1', () => conv(net, net.input([channels, size, size]), 0, stem, 3, { stride: 2 }));
    x = net.pool('max', x, 3, { stride: 2, padding: 1 });
    stages.forEach((filters, stage) => {
      net.scope(`stage${stage + 2}`, () => {
        for (let i = 0; i < [4, 8, 4][stage]!; i++) x = net.scope(i, () => unit(net, x, filters, i === 0 ? 2 : 1));
      });
    });
    x = net.scope('conv5', () => conv(net, x, 0, last, 1));
    net.dense(net.add('globalPool2d', x), 'fc', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 4e-5),
});
