/** Small networks that show a phenomenon while they train, each with its cure as a setting. */
import { choice, int } from '../engine/settings.ts';
import type { Net, Wire } from './build.ts';
import { defineTemplate, type Recommended } from './define.ts';
import { classify, imageData } from './images.ts';

const digits = { classes: 10, size: 28, channels: 1 };
const depth = (value: number) => int({ label: 'Depth', default: value, min: 1, max: 64, doc: 'Hidden layers.' });
const units = (value: number) => int({ label: 'Units', default: value, min: 1, doc: 'Of each hidden layer.' });
const sgd = (learningRate: number, more: Recommended = {}): Recommended => classify({ optimizer: { type: 'sgd', settings: { momentum: 0.9 } }, learningRate, batchSize: 64, epochs: 3, ...more });

const initialized = (net: Net, x: Wire, units: number, type: string): Wire => net.add('dense', x, { units, initializer: { type } });

export const vanishing = defineTemplate({
  id: 'vanishing-gradients',
  title: 'Vanishing gradients',
  family: 'demonstrations',
  doc: 'Twelve sigmoid layers whose first ones never learn; batch norm or residuals cure it.',
  story: {
    purpose: 'To see why networks stayed shallow for twenty years.',
    novelty: 'A sigmoid’s slope is at most a quarter, so each layer takes three quarters of the gradient away, or more.',
    paper: { title: 'Glorot and Bengio 2010, Understanding the Difficulty of Training Deep Feedforward Neural Networks', url: 'https://proceedings.mlr.press/v9/glorot10a.html' },
  },
  settings: { cure: choice(['none', 'batch norm', 'residual', 'relu'], { label: 'Cure', default: 'none', doc: 'What is done about it.', names: { none: 'None', 'batch norm': 'Batch norm', residual: 'Residuals', relu: 'ReLU' } }), depth: depth(12), units: units(64) },
  sizes: [{ cure: 'none' }, { cure: 'batch norm' }, { cure: 'residual' }, { cure: 'relu' }],
  small: { depth: 3, units: 8 },
  name: ({ cure }) => `Vanishing gradients${cure === 'none' ? '' : ` (cure: ${cure})`}`,
  build(net, { cure, depth, units }) {
    const input = net.input([1, 28, 28]);
    let x = initialized(net, net.flatten(input), units, 'xavier-uniform');
    for (let i = 0; i < depth; i++) {
      // as pre-activation has it: what is added is not squashed
      if (cure === 'residual') {
        x = net.sum(initialized(net, net.add('sigmoid', x), units, 'xavier-uniform'), x);
        continue;
      }
      x = initialized(net, x, units, cure === 'relu' ? 'he-uniform' : 'xavier-uniform');
      if (cure === 'batch norm') x = net.norm(x);
      x = net.add(cure === 'relu' ? 'relu' : 'sigmoid', x);
    }
    initialized(net, x, 10, 'xavier-uniform');
    net.note(input, cure === 'none'
      ? 'Train this. The loss stays near 2.3, the logarithm of ten classes: a guess. On its way back through each sigmoid the gradient shrinks to a quarter or less, so the first layers hear nothing. Make the template again with a cure, and compare.'
      : `The same network with a cure: ${cure}. Train it beside the one without, and compare the curves.`);
  },
  data: () => imageData(digits),
  training: ({ cure }) => sgd(cure === 'residual' || cure === 'relu' ? 0.01 : 0.05),
});

export const zeroStart = defineTemplate({
  id: 'zero-initialization',
  title: 'Zero initialization',
  family: 'demonstrations',
  doc: 'All weights start at zero, all units stay alike, and nothing is learned but how frequent each class is.',
  story: { purpose: 'To see what random numbers are for.', novelty: 'Units that start alike get the same gradient and stay alike forever: the symmetry has to be broken.' },
  settings: { start: choice(['zeros', 'he-uniform'], { label: 'Start', default: 'zeros', doc: 'How the weights start.', names: { zeros: 'Zeros', 'he-uniform': 'Random (He)' } }), units: units(64) },
  sizes: [{ start: 'zeros' }, { start: 'he-uniform' }],
  small: { units: 8 },
  name: ({ start }) => (start === 'zeros' ? 'Zero initialization' : 'Random initialization'),
  build(net, { start, units }) {
    const input = net.input([1, 28, 28]);
    initialized(net, net.relu(initialized(net, net.flatten(input), units, start)), 10, start);
    net.note(input, start === 'zeros'
      ? 'Train this. Every hidden unit gives 0, and a ReLU at 0 passes no gradient on: only the last bias learns. About 11 of 100 digits are right, the share of the most frequent one. Make the template again with a random start, and compare.'
      : 'The same network with a random start: within an epoch it reads most digits.');
  },
  data: () => imageData(digits),
  training: () => sgd(0.05),
});

export const xavierHe = defineTemplate({
  id: 'xavier-or-he',
  title: 'Xavier or He',
  family: 'demonstrations',
  doc: 'Twenty ReLU layers: started with Xavier’s numbers the signal halves at each, with He’s it stays.',
  story: {
    purpose: 'To see how the start and the activation belong together.',
    novelty: 'A ReLU throws half of the signal away; He’s numbers are larger by the square root of two to make up for it.',
    paper: { title: 'He, Zhang, Ren and Sun 2015, Delving Deep into Rectifiers', url: 'https://arxiv.org/abs/1502.01852' },
  },
  settings: { start: choice(['xavier-uniform', 'he-uniform'], { label: 'Start', default: 'xavier-uniform', doc: 'How the weights start.', names: { 'xavier-uniform': 'Xavier', 'he-uniform': 'He' } }), depth: depth(20), units: units(64) },
  sizes: [{ start: 'xavier-uniform' }, { start: 'he-uniform' }],
  small: { depth: 3, units: 8 },
  name: ({ start }) => (start === 'he-uniform' ? 'Deep ReLU network, started by He' : 'Deep ReLU network, started by Xavier'),
  build(net, { start, depth, units }) {
    const input = net.input([1, 28, 28]);
    let x = net.flatten(input);
    for (let i = 0; i < depth; i++) x = net.relu(initialized(net, x, units, start));
    initialized(net, x, 10, start);
    net.note(input, 'Train it with both starts and compare the first steps. Under Xavier the variance of what flows halves at each ReLU: after twenty layers a millionth is left, and as little of the gradient on the way back. Under He it keeps its size.');
  },
  data: () => imageData(digits),
  training: () => sgd(0.01),
});

export const dyingRelu = defineTemplate({
  id: 'dying-relu',
  title: 'Dying ReLU',
  family: 'demonstrations',
  doc: 'A learning rate that is too large pushes units below zero for good; leaky ones come back.',
  story: {
    purpose: 'To see units die, and what keeps them alive.',
    novelty: 'A ReLU that is negative for every example has no gradient, so nothing will ever move it again.',
    paper: { title: 'Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models', url: 'https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf' },
  },
  settings: { activation: choice(['relu', 'leakyRelu', 'elu'], { label: 'Activation', default: 'relu', doc: 'Leaky ones keep a slope below zero.', names: { relu: 'ReLU', leakyRelu: 'Leaky ReLU', elu: 'ELU' } }), depth: depth(4), units: units(64) },
  sizes: [{ activation: 'relu' }, { activation: 'leakyRelu' }, { activation: 'elu' }],
  small: { depth: 2, units: 8 },
  name: ({ activation }) => `Dying ReLU${activation === 'relu' ? '' : ` (cure: ${activation})`}`,
  build(net, { activation, depth, units }) {
    const input = net.input([1, 28, 28]);
    let x = net.flatten(input);
    for (let i = 0; i < depth; i++) x = net.add(activation, initialized(net, x, units, 'he-uniform'));
    initialized(net, x, 10, 'he-uniform');
    net.note(input, 'The learning rate is far too large, on purpose. With ReLU all units fall below zero within a few steps and stay there: the loss stops at 2.30, a guess. Leaky units come back and learn. A smaller learning rate cures it too.');
  },
  data: () => imageData(digits),
  training: () => sgd(0.3, { optimizer: { type: 'sgd', settings: { momentum: 0 } }, clipping: { type: 'globalNorm', threshold: 10 } }),
});

export const overfitting = defineTemplate({
  id: 'overfitting',
  title: 'Overfitting',
  family: 'demonstrations',
  doc: 'A large network and few examples: perfect on what it has seen, worse and worse on the rest. Four cures to compare.',
  story: {
    purpose: 'To see training and validation part company.',
    novelty: 'What is learned by heart is not understood. Weights that stay small, units that drop out or an early stop hold a network to what is general.',
    paper: { title: 'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, Dropout', url: 'https://jmlr.org/papers/v15/srivastava14a.html' },
  },
  settings: { cure: choice(['none', 'dropout', 'weight decay', 'early stopping'], { label: 'Cure', default: 'none', doc: 'What is done about it.', names: { none: 'None', dropout: 'Dropout', 'weight decay': 'Weight decay', 'early stopping': 'Early stopping' } }), units: units(512) },
  sizes: [{ cure: 'none' }, { cure: 'dropout' }, { cure: 'weight decay' }, { cure: 'early stopping' }],
  small: { units: 8 },
  name: ({ cure }) => `Overfitting${cure === 'none' ? '' : ` (cure: ${cure})`}`,
  build(net, { cure, units }) {
    const input = net.input([1, 28, 28]);
    let x = net.flatten(input);
    for (let i = 0; i < 2; i++) {
      x = net.relu(net.dense(x, undefined, units));
      if (cure === 'dropout') x = net.dropout(x, 0.5);
    }
    net.dense(x, undefined, 10);
    net.note(input, 'Nine tenths of the training rows are kept for validation, so that few are left to learn from. Without a cure the training loss falls to nothing while the validation loss turns and rises. Make the template again with a cure and compare the validation curves.');
  },
  data: () => ({ ...imageData(digits), split: { validation: 0.9 } }),
  training: ({ cure }) => classify({
    optimizer: { type: 'adamW', settings: { weightDecay: cure === 'weight decay' ? 0.3 : 0 } },
    learningRate: 0.001,
    batchSize: 64,
    epochs: 30,
    ...(cure === 'early stopping' && { earlyStopping: { monitor: 'loss', patience: 3 } }),
  }),
});

export const explodingRnn = defineTemplate({
  id: 'exploding-rnn',
  title: 'Exploding RNN',
  family: 'demonstrations',
  doc: 'A simple RNN reads a digit row by row; now and then its gradient explodes. Clipping cures it.',
  story: {
    purpose: 'To see why gradients of recurrent networks are clipped.',
    novelty: 'Backwards through many steps the same matrix is applied again and again: what is a little too large grows without bound.',
    paper: { title: 'Pascanu, Mikolov and Bengio 2012, On the Difficulty of Training Recurrent Neural Networks', url: 'https://arxiv.org/abs/1211.5063' },
  },
  settings: { cure: choice(['none', 'clipping', 'lstm'], { label: 'Cure', default: 'none', doc: 'Cut gradients that are too long, or a cell with gates.', names: { none: 'None', clipping: 'Clipping', lstm: 'LSTM' } }), units: units(128) },
  sizes: [{ cure: 'none' }, { cure: 'clipping' }, { cure: 'lstm' }],
  small: { units: 8 },
  name: ({ cure }) => `Exploding RNN${cure === 'none' ? '' : ` (cure: ${cure})`}`,
  build(net, { cure, units }) {
    const input = net.input([1, 28, 28]);
    const rows = net.add('reshape', input, { shape: [28, 28] });
    net.dense(net.add(cure === 'lstm' ? 'lstm' : 'simpleRnn', rows, { units, initializer: { type: 'xavier-uniform' } }), undefined, 10);
    net.note(input, 'The digit is read as 28 rows, one step each. The learning rate is high on purpose: watch the loss jump when a gradient is too long. Clipping cuts it to length 1 and the curve grows calm; an LSTM hardly needs it.');
  },
  data: () => imageData(digits),
  training: ({ cure }) => sgd(0.1, cure === 'clipping' ? { clipping: { type: 'globalNorm', threshold: 1 } } : {}),
});
