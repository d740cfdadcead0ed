import { choice, int } from '../engine/settings.ts';
import type { Net, Wire } from './build.ts';
import { defineTemplate } from './define.ts';
import { imageData, imageSettings, sgd, widened, width } from './images.ts';

/** Blocks in each of the four stages. */
const STAGES = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] } as const;

interface Block {
  readonly bottleneck: boolean;
  /** Of the 3×3 convolution. */
  readonly inner: number;
  readonly outer: number;
  readonly stride: number;
  readonly dilation?: number;
  readonly groups: number;
}

/** What is added to its input: two 3×3 convolutions, or one between two that narrow and widen. */
function block(net: Net, x: Wire, { bottleneck, inner, outer, stride, dilation = 1, groups }: Block): Wire {
  const conv = (x: Wire, number: number, filters: number, kernel: number, options = {}) =>
    net.norm(net.conv(x, `conv${number}`, filters, kernel, { ...options, bias: false }), `bn${number}`);
  const spread = { padding: dilation, dilation };
  let y = x;
  if (bottleneck) {
    y = net.relu(conv(y, 1, inner, 1));
    y = net.relu(conv(y, 2, inner, 3, { stride, ...spread, groups }));
    y = conv(y, 3, outer, 1);
  } else {
    y = net.relu(conv(y, 1, outer, 3, { stride, padding: 1 }));
    y = conv(y, 2, outer, 3, { padding: 1 });
  }
  const fits = stride === 1 && x.shape[0] === outer;
  const skip = fits ? x : net.scope('downsample', () => net.norm(net.conv(x, '0', outer, 1, { stride, bias: false }), '1'));
  return net.relu(net.sum(y, skip));
}

export interface ResNetShape {
  readonly depth: '18' | '34' | '50' | '101' | '152';
  readonly groups: number;
  readonly groupWidth: number;
  readonly width: number;
  /** Keep the size of the maps in the last two stages and look further apart instead (segmentation). */
  readonly dilated?: boolean;
}

/** The network without its head, under torchvision's names. */
export function resnetBody(net: Net, x: Wire, { depth, groups, groupWidth, width, dilated = false }: ResNetShape): Wire {
  const bottleneck = Number(depth) >= 50;
  x = net.relu(net.norm(net.conv(x, 'conv1', widened(64, width), 7, { stride: 2, padding: 3, bias: false }), 'bn1'));
  x = net.pool('max', x, 3, { stride: 2, padding: 1 });
  let dilation = 1;
  STAGES[depth].forEach((count, stage) => {
    const planes = widened(64 << stage, width);
    const before = dilation;
    if (dilated && stage >= 2) dilation *= 2;
    net.scope(`layer${stage + 1}`, () => {
      for (let i = 0; i < count; i++) {
        const stride = i === 0 && stage > 0 && !(dilated && stage >= 2) ? 2 : 1;
        const inner = Math.floor((planes * groupWidth) / 64) * groups;
        x = net.scope(i, () => block(net, x, { bottleneck, inner, outer: bottleneck ? 4 * planes : planes, stride, dilation: i === 0 ? before : dilation, groups }));
      }
    });
  });
  return x;
}

const deep = { depth: ['50', '101', '152'] };
export const resnet = defineTemplate({
  id: 'resnet',
  title: 'ResNet',
  family: 'images',
  doc: 'Every block learns what to add to its input, so that a hundred layers train as easily as ten. With wide and grouped (ResNeXt) forms.',
  story: {
    purpose: 'To make depth pay: until then, adding layers to a good network made it worse, even on its own training data. Won ImageNet 2015.',
    novelty: 'Shortcuts: a block computes a difference, and the identity passes around it, so gradients reach the first layers whole.',
    paper: { title: 'He, Zhang, Ren and Sun 2015, Deep Residual Learning for Image Recognition', url: 'https://arxiv.org/abs/1512.03385' },
    beware: 'The last ReLU of a block stands after the sum, not before it. From 50 layers on the paper halves the maps in the first 1×1 convolution; torchvision, whose weights everybody loads, does it in the 3×3 one ("v1.5", half a percent better). The 152-layer network has no more channels than the 50-layer one, only more blocks.',
  },
  settings: {
    depth: choice(['18', '34', '50', '101', '152'], { label: 'Depth', default: '18', doc: 'Layers with weights. From 50 on the blocks narrow, convolve and widen.' }),
    groups: int({ label: 'Groups', default: 1, min: 1, when: deep, doc: 'More than one makes it a ResNeXt: the 3×3 convolutions are cut into groups.' }),
    groupWidth: int({ label: 'Group width', default: 64, min: 1, when: deep, doc: 'Channels of a group in the first stage; 128 with one group is the wide ResNet.' }),
    ...imageSettings(),
    width,
  },
  sizes: [
    { depth: '18' }, { depth: '34' }, { depth: '50' }, { depth: '101' }, { depth: '152' },
    { depth: '50', groupWidth: 128 }, { depth: '101', groupWidth: 128 },
    { depth: '50', groups: 32, groupWidth: 4 }, { depth: '101', groups: 32, groupWidth: 8 }, { depth: '101', groups: 64, groupWidth: 4 },
  ],
  small: { depth: '18', width: 1 / 16, size: 32, classes: 10 },
  name: ({ depth, groups, groupWidth }) =>
    Number(depth) < 50 ? `ResNet-${depth}` : groups > 1 ? `ResNeXt-${depth} (${groups}×${groupWidth}d)` : groupWidth === 64 ? `ResNet-${depth}` : `Wide ResNet-${depth} (×${groupWidth / 64})`,
  build(net, { classes, size, channels, ...shape }) {
    net.dense(net.add('globalPool2d', resnetBody(net, net.input([channels, size, size]), shape)), 'fc', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 1e-4),
});
