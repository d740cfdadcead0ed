import { choice } from '../engine/settings.ts';
import type { Net, Wire } from './build.ts';
import { defineTemplate } from './define.ts';
import { imageData, imageSettings, sgd, widened, width } from './images.ts';

/** Every other pixel, and zeros for the channels that are new: a shortcut without weights. */
function identity(net: Net, x: Wire, filters: number): Wire {
  const [channels, height, breadth] = x.shape as [number, number, number];
  if (channels === filters) return x;
  const rows = net.add('slice', x, { axis: 2, start: 0, end: height, step: 2 });
  const small = net.add('slice', rows, { axis: 3, start: 0, end: breadth, step: 2 });
  const [before, after] = [Math.floor((filters - channels) / 2), Math.ceil((filters - channels) / 2)];
  return net.add('pad', small, { amounts: [before, after, 0, 0, 0, 0] });
}

export const cifarResnet = defineTemplate({
  id: 'cifar-resnet',
  title: 'ResNet for small images',
  family: 'images',
  doc: 'The residual networks of 20 to 110 layers that the papers train on 32×32 pixels, original or with pre-activation.',
  story: {
    purpose: 'To study depth where a network trains in hours: CIFAR-10, with 0.27 to 1.7 million weights.',
    novelty: 'The second paper moves norm and ReLU before each convolution, so that nothing at all stands on the shortcut; then even 1,001 layers train.',
    paper: { title: 'He, Zhang, Ren and Sun 2016, Identity Mappings in Deep Residual Networks', url: 'https://arxiv.org/abs/1603.05027' },
    beware: 'It is not the ImageNet network on small pictures: three stages of 16, 32 and 64 channels, a 3×3 stem and no pool. Shortcuts have no weights at all: where the map shrinks they take every other pixel and fill the new channels with zeros.',
  },
  settings: {
    depth: choice(['20', '32', '44', '56', '110'], { label: 'Depth', default: '20', doc: 'Layers with weights: six for each block of the three stages, and two.' }),
    order: choice(['original', 'pre-activation'], { label: 'Order', default: 'original', doc: 'Convolution, norm, ReLU; or norm, ReLU, convolution.', names: { original: 'Original', 'pre-activation': 'Pre-activation' } }),
    ...imageSettings({ classes: 10, size: 32 }),
    width,
  },
  sizes: [{ depth: '20' }, { depth: '32' }, { depth: '44' }, { depth: '56' }, { depth: '110' }, { depth: '20', order: 'pre-activation' }, { depth: '110', order: 'pre-activation' }],
  small: { depth: '20', width: 1 / 4, size: 16 },
  name: ({ depth, order }) => `ResNet-${depth} for small images${order === 'original' ? '' : ' (pre-activation)'}`,
  build(net, { depth, order, classes, size, channels, width }) {
    const first = order === 'pre-activation';
    const conv = (x: Wire, name: string, filters: number, stride = 1) => net.conv(x, name, filters, 3, { stride, padding: 1, bias: false });
    let x = conv(net.input([channels, size, size]), 'conv1', widened(16, width));
    if (!first) x = net.relu(net.norm(x, 'bn1'));
    [16, 32, 64].forEach((planes, stage) => {
      const filters = widened(planes, width);
      net.scope(`layer${stage + 1}`, () => {
        for (let i = 0; i < (Number(depth) - 2) / 6; i++)
          x = net.scope(i, () => {
            const stride = stage > 0 && i === 0 ? 2 : 1;
            if (first) {
              const y = conv(net.relu(net.norm(x, 'bn1')), 'conv1', filters, stride);
              return net.sum(conv(net.relu(net.norm(y, 'bn2')), 'conv2', filters), identity(net, x, filters));
            }
            const y = net.relu(net.norm(conv(x, 'conv1', filters, stride), 'bn1'));
            return net.relu(net.sum(net.norm(conv(y, 'conv2', filters), 'bn2'), identity(net, x, filters)));
          });
      });
    });
    if (first) x = net.relu(net.norm(x, 'bn'));
    net.dense(net.add('globalPool2d', x), 'linear', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 1e-4, { epochs: 164, batchSize: 128 }),
});
