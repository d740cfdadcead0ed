import { choice } from '../engine/settings.ts';
import { defineTemplate } from './define.ts';
import { imageData, imageSettings, sgd, widened, width } from './common/images.ts';

export const alexnet = defineTemplate({
  id: 'alexnet',
  title: 'AlexNet',
  family: 'images',
  doc: 'Five convolutions and three dense layers: the network that won ImageNet in 2012 and began the age of deep learning.',
  story: {
    purpose:
      'To tell 1,000 kinds of things apart in photographs. It cut the error of the best five guesses from 26 % to 15 %.',
    novelty:
      'A deep convolutional network trained end to end on two GPUs, with ReLU instead of tanh, dropout, and pictures that were cut, mirrored and tinted.',
    paper: {
      title: 'Krizhevsky, Sutskever and Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks',
      url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
    },
    beware:
      'Two networks have the name. The one of 2012 ran on two GPUs, so its second, fourth and fifth convolutions see ' +
      'half of the channels each (groups); responses are normalized after the first two, and pools overlap (3×3, stride ' +
      '2). torchvision ships the one-tower form of the 2014 paper "One weird trick": fewer filters, no groups and no ' +
      'normalization. The paper says 224×224, but its sizes only work out for 227×227.',
  },
  settings: {
    form: choice(['one-tower', '2012'], {
      label: 'Form',
      default: 'one-tower',
      doc: 'As torchvision ships it, or with the groups and response normalization of the paper.',
      names: { 'one-tower': 'One tower (torchvision)', 2012: 'Two GPUs (2012)' },
    }),
    ...imageSettings(),
    width,
  },
  sizes: [{ form: 'one-tower' }, { form: '2012', size: 227 }],
  small: { width: 1 / 16, size: 64, classes: 10 },
  name: ({ form }) => (form === '2012' ? 'AlexNet (2012)' : 'AlexNet'),
  build(net, { form, classes, size, channels, width }) {
    const w = (count: number) => widened(count, width);
    const paper = form === '2012';
    const groups = paper ? 2 : 1;
    const even = (count: number) => (paper ? 2 * w(count / 2) : w(count));
    const normalized = (x: ReturnType<typeof net.relu>) =>
      paper ? net.add('localResponseNorm', x, { size: 5, alpha: 5e-4, beta: 0.75, k: 2 }) : x;
    const x = net.input([channels, size, size]);
    const y = net.scope('features', () => {
      let y = normalized(net.relu(net.conv(x, '0', even(paper ? 96 : 64), 11, { stride: 4, padding: paper ? 0 : 2 })));
      y = net.pool('max', y, 3, { stride: 2 });
      y = normalized(net.relu(net.conv(y, '3', even(paper ? 256 : 192), 5, { padding: 2, groups })));
      y = net.pool('max', y, 3, { stride: 2 });
      y = net.relu(net.conv(y, '6', even(384), 3, { padding: 1 }));
      y = net.relu(net.conv(y, '8', even(paper ? 384 : 256), 3, { padding: 1, groups }));
      y = net.relu(net.conv(y, '10', even(256), 3, { padding: 1, groups }));
      return net.pool('max', y, 3, { stride: 2 });
    });
    net.scope('classifier', () => {
      let z = net.dropout(net.flatten(net.add('adaptivePool2d', y, { size: [6, 6] })), 0.5);
      z = net.dropout(net.relu(net.dense(z, '1', w(4096))), 0.5);
      z = net.relu(net.dense(z, '4', w(4096)));
      net.dense(z, '6', classes);
    });
  },
  data: imageData,
  training: () => sgd(0.01, 5e-4),
});
