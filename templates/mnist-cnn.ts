/** The network of the first tour: two convolutions, two dense layers, 21,840 parameters; handwritten digits. */
import type { Document } from '../engine/graph/document.ts';
import { defineTemplate } from './define.ts';
import { classify, imageData, imageSettings } from './images.ts';

export const mnistCnnTemplate = defineTemplate({
  id: 'mnist-cnn',
  title: 'MNIST CNN',
  family: 'classics',
  doc: 'Two convolutions and two dense layers that read handwritten digits: 21,840 parameters, about 98 % after one epoch.',
  story: {
    purpose: 'The first tour: it is small enough to understand at a glance and learns in a minute.',
    novelty: 'Nothing: it is LeNet’s idea with max pools and ReLU, as PyTorch’s own first example had it for years.',
  },
  settings: imageSettings({ classes: 10, size: 28, channels: 1 }),
  sizes: [{}],
  build(net, { classes, size, channels }) {
    let x = net.input([channels, size, size]);
    x = net.relu(net.pool('max', net.conv(x, undefined, 10, 5), 2));
    x = net.relu(net.pool('max', net.conv(x, undefined, 20, 5), 2));
    net.dense(net.relu(net.dense(net.flatten(x), undefined, 50)), undefined, classes);
  },
  data: imageData,
  training: () => classify({ optimizer: { type: 'sgd', settings: { momentum: 0.9 } }, learningRate: 0.01, batchSize: 32, epochs: 10 }),
});

export const mnistCnn = (): Document => mnistCnnTemplate.make();
