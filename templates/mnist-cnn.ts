/** The network of the first tour: two convolutions, two dense layers, 21,840 parameters; handwritten digits. */
import type { Document } from '../engine/graph/document.ts';
import type { LayerOutput } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { classify, imageData, imageSettings } from './common/images.ts';

/** As PyTorch starts these layers. */
const initializer = { type: 'fan-in-uniform' };

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
    const conv = (x: LayerOutput, filters: number) => net.add('conv2d', x, { filters, kernel: [5, 5], initializer });
    const dense = (x: LayerOutput, units: number) => net.add('dense', x, { units, initializer });
    let x = net.input([channels, size, size]);
    x = net.relu(net.pool('max', conv(x, 10), 2));
    x = net.relu(net.pool('max', conv(x, 20), 2));
    dense(net.relu(dense(net.flatten(x), 50)), classes);
  },
  data: imageData,
  training: () =>
    classify({
      optimizer: { type: 'sgd', settings: { momentum: 0.9 } },
      learningRate: 0.01,
      batchSize: 32,
      epochs: 10,
    }),
});

export const mnistCnn = (): Document => mnistCnnTemplate.make();
