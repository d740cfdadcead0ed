import { choice, int, ints, number } from '../engine/settings.ts';
import type { LayerOutput } from './common/build.ts';
import { defineTemplate, type Recommended } from './define.ts';
import { classify, imageData, imageSettings } from './common/images.ts';

const digits = imageSettings({ classes: 10, size: 28, channels: 1 });
const hidden = (units: readonly number[]) =>
  ints({ label: 'Hidden layers', default: units, min: 1, doc: 'Units of each, from the input on.' });

export const logisticRegression = defineTemplate({
  id: 'logistic-regression',
  title: 'Logistic regression',
  family: 'classics',
  doc: 'One dense layer and a softmax: every class is a weighted sum of the pixels. About 92 % of the digits.',
  story: {
    purpose: 'The yardstick: what a network achieves should be compared with this first.',
    novelty: 'Probabilities instead of hard decisions, so that the weights can be found by going downhill.',
    paper: {
      title: 'Cox 1958, The Regression Analysis of Binary Sequences',
      url: 'https://doi.org/10.1111/j.2517-6161.1958.tb00292.x',
    },
    beware: 'There is no softmax on the canvas: cross-entropy applies it itself, which is safer for large numbers.',
  },
  settings: digits,
  sizes: [{}],
  build(net, { classes, size, channels }) {
    net.dense(net.flatten(net.input([channels, size, size])), 'linear', classes);
  },
  data: imageData,
  training: () =>
    classify({
      optimizer: { type: 'sgd', settings: { momentum: 0.9 } },
      learningRate: 0.01,
      batchSize: 64,
      epochs: 10,
    }),
});

export const mlp = defineTemplate({
  id: 'mlp',
  title: 'Multilayer perceptron',
  family: 'classics',
  doc: 'Dense layers with a nonlinearity between them: about 98 % of the digits without knowing that they are pictures.',
  story: {
    purpose: 'The general-purpose network, for anything that comes as a row of numbers.',
    novelty: 'Backpropagation: hidden layers learn features that nobody wrote down.',
    paper: {
      title: 'Rumelhart, Hinton and Williams 1986, Learning representations by back-propagating errors',
      url: 'https://doi.org/10.1038/323533a0',
    },
    beware:
      'The networks of 1986 had sigmoids and a squared error; ReLU and cross-entropy make the same network train many times faster.',
  },
  settings: {
    hidden: hidden([128, 64]),
    activation: choice(['relu', 'tanh', 'sigmoid', 'gelu'], {
      label: 'Activation',
      default: 'relu',
      doc: 'Between the layers.',
    }),
    dropout: number({
      label: 'Dropout',
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'After each hidden layer; 0 is none.',
    }),
    ...digits,
  },
  sizes: [{}],
  build(net, { hidden, activation, dropout, classes, size, channels }) {
    let x = net.flatten(net.input([channels, size, size]));
    hidden.forEach((units, i) => {
      x = net.activate(net.dense(x, `hidden.${i}`, units), activation);
      if (dropout > 0) x = net.dropout(x, dropout);
    });
    net.dense(x, 'output', classes);
  },
  data: imageData,
  training: () => classify({ optimizer: { type: 'adam' }, learningRate: 0.001, batchSize: 64, epochs: 10 }),
});

export const lenet5 = defineTemplate({
  id: 'lenet-5',
  title: 'LeNet-5',
  family: 'classics',
  doc: 'The network that read cheques in the 1990s: two convolutions, two pools, three dense layers.',
  story: {
    purpose: 'To read the amounts on cheques; it did so for a good part of those in the United States.',
    novelty: 'Convolution, pooling and dense layers trained together from pixels to answer.',
    paper: {
      title: 'LeCun, Bottou, Bengio and Haffner 1998, Gradient-Based Learning Applied to Document Recognition',
      url: 'http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf',
    },
    beware:
      'What is called LeNet-5 today has 61,706 weights. The network of 1998 had about 60,000: its pools had a learned ' +
      'factor and offset for each map, its second convolution saw only some of the maps each, and it ended in radial ' +
      'basis functions. This is today’s form; its activation is a choice, and tanh comes nearest to the original.',
  },
  settings: {
    activation: choice(['tanh', 'relu', 'sigmoid'], {
      label: 'Activation',
      default: 'tanh',
      doc: 'After every layer but the last.',
    }),
    pooling: choice(['average', 'max'], { label: 'Pooling', default: 'average', doc: 'The original took averages.' }),
    ...digits,
  },
  sizes: [{}],
  build(net, { activation, pooling, classes, size, channels }) {
    let x = net.input([channels, size, size]);
    // 28×28 digits are padded to the 32×32 of the paper
    x = net.pool(pooling, net.activate(net.conv(x, 'conv1', 6, 5, { padding: size < 32 ? 2 : 0 }), activation), 2);
    x = net.pool(pooling, net.activate(net.conv(x, 'conv2', 16, 5), activation), 2);
    x = net.activate(net.dense(net.flatten(x), 'fc1', 120), activation);
    net.dense(net.activate(net.dense(x, 'fc2', 84), activation), 'fc3', classes);
  },
  data: imageData,
  training: () =>
    classify({
      optimizer: { type: 'sgd', settings: { momentum: 0.9 } },
      learningRate: 0.05,
      batchSize: 64,
      epochs: 10,
    }),
});

export const pictures = { size: digits.size, channels: digits.channels };
/** The picture is what is asked for as well as what is given. */
export const reconstruct = ({ size, channels }: { readonly size: number; readonly channels: number }): Recommended => {
  const column = {
    column: 'image',
    transforms: [{ type: 'scale', settings: { divisor: 255, subtract: 0, divide: 1 } }],
  };
  return { ...imageData({ size, channels, classes: 10 }), inputs: { input_1: column }, targets: { target: column } };
};
const reconstruction: Recommended = {
  losses: [{ target: 'target', loss: { type: 'meanSquaredError' } }],
  optimizer: { type: 'adam' },
  learningRate: 0.001,
  batchSize: 128,
  epochs: 10,
};

export const autoencoder = defineTemplate({
  id: 'autoencoder',
  title: 'Autoencoder',
  family: 'classics',
  doc: 'Squeezes a picture through a few numbers and draws it again: learns what pictures have in common, without labels.',
  story: {
    purpose: 'To find a short description of data by itself.',
    novelty: 'The narrow layer in the middle: what passes it must be what matters.',
    paper: {
      title: 'Hinton and Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks',
      url: 'https://doi.org/10.1126/science.1127647',
    },
    beware: 'The paper needed layer-wise pretraining; with today’s initializers and Adam it trains from the start.',
  },
  settings: {
    hidden: hidden([256, 64]),
    code: int({ label: 'Code', default: 16, min: 1, doc: 'Numbers that a picture is squeezed into.' }),
    ...pictures,
  },
  sizes: [{}],
  build(net, { hidden, code, size, channels }) {
    let x: LayerOutput = net.flatten(net.input([channels, size, size]));
    const pixels = x.shape[0]!;
    net.scope('encoder', () => {
      hidden.forEach((units, i) => (x = net.relu(net.dense(x, String(2 * i), units))));
      x = net.dense(x, String(2 * hidden.length), code);
    });
    net.scope('decoder', () => {
      hidden.toReversed().forEach((units, i) => (x = net.relu(net.dense(x, String(2 * i), units))));
      x = net.add('sigmoid', net.dense(x, String(2 * hidden.length), pixels));
    });
    net.add('reshape', x, { shape: [channels, size, size] });
  },
  data: reconstruct,
  training: () => reconstruction,
});

export const denoisingAutoencoder = defineTemplate({
  id: 'denoising-autoencoder',
  title: 'Denoising autoencoder',
  family: 'classics',
  doc: 'Gets a picture with noise on it and must draw it without: it cannot just copy.',
  story: {
    purpose: 'To learn features that survive damage; and, of course, to clean pictures.',
    novelty:
      'Noise on the input makes even a wide middle layer learn something: the picture must be told from the noise.',
    paper: {
      title:
        'Vincent, Larochelle, Bengio and Manzagol 2008, Extracting and Composing Robust Features with Denoising Autoencoders',
      url: 'https://doi.org/10.1145/1390156.1390294',
    },
    beware:
      'The truth is the clean picture, not the noisy one. The paper blacks out pixels; here noise is added or pixels are dropped, as you choose.',
  },
  settings: {
    noise: choice(['gaussian', 'dropout'], {
      label: 'Noise',
      default: 'gaussian',
      doc: 'What is done to the picture while it trains.',
      names: { gaussian: 'Gaussian', dropout: 'Dropped pixels' },
    }),
    filters: int({ label: 'Filters', default: 32, min: 1, doc: 'Of each convolution.' }),
    ...pictures,
  },
  sizes: [{}],
  small: { filters: 4 },
  build(net, { noise, filters, size, channels }) {
    let x = net.input([channels, size, size]);
    x = noise === 'gaussian' ? net.add('gaussianNoise', x, { deviation: 0.4 }) : net.add('dropout', x, { rate: 0.3 });
    x = net.pool('max', net.relu(net.conv(x, 'encoder.0', filters, 3, { padding: 1 })), 2);
    x = net.pool('max', net.relu(net.conv(x, 'encoder.3', filters, 3, { padding: 1 })), 2);
    for (const name of ['decoder.0', 'decoder.3'])
      x = net.relu(net.conv(net.add('upsample2d', x), name, filters, 3, { padding: 1 }));
    // where halving left a pixel over, the picture gets its size back
    if (x.shape[1] !== size) x = net.add('resize', x, { size: [size, size] });
    net.add('sigmoid', net.conv(x, 'decoder.6', channels, 3, { padding: 1 }));
  },
  data: reconstruct,
  training: () => reconstruction,
});
