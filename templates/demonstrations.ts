/** Small networks that show a phenomenon while they train. A note on the canvas explains each and offers its cures, one press each. */
import type { Cure, Document } from '../engine/graph/document.ts';
import { applyCure } from '../engine/graph/repair.ts';
import { choice, int } from '../engine/settings.ts';
import type { Net, LayerOutput } from './common/build.ts';
import { defineTemplate, type Recommended, type Story } from './define.ts';
import type { Template } from './define.ts';
import { classify, imageData } from './common/images.ts';

interface Sizes {
  readonly depth: number;
  readonly units: number;
}
type Actions = Cure['actions'];

interface Demonstration {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly story: Story;
  readonly sizes: Sizes;
  /** What the note says; it stands beside the wire that `build` gives. */
  readonly note: string;
  build(net: Net, sizes: Sizes): LayerOutput;
  /** By the names that the setting `cure` has for them. */
  readonly cures: Readonly<
    Record<string, { readonly title: string; readonly text: string; readonly actions: (sizes: Sizes) => Actions }>
  >;
  readonly training: Recommended;
  /** The digits where left out. */
  readonly data?: Recommended;
}

const digits = { classes: 10, size: 28, channels: 1 };

function demonstration({
  sizes,
  note,
  build,
  cures,
  training,
  data = imageData(digits),
  ...about
}: Demonstration): Template {
  const names = Object.keys(cures);
  return defineTemplate({
    ...about,
    family: 'demonstrations',
    settings: {
      cure: choice(['none', ...names], {
        label: 'Cure',
        default: 'none',
        doc: 'Which of the cures that the note offers is done already.',
        names: { none: 'None', ...Object.fromEntries(names.map((name) => [name, cures[name]!.title])) },
      }),
      depth: int({ label: 'Depth', default: sizes.depth, min: 1, max: 64, doc: 'Hidden layers.' }),
      units: int({ label: 'Units', default: sizes.units, min: 1, doc: 'Of each hidden layer.' }),
    },
    sizes: ['none', ...names].map((cure) => ({ cure })),
    small: { depth: Math.min(sizes.depth, 3), units: 8 },
    name: ({ cure }) => (cure === 'none' ? about.title : `${about.title} (cure: ${cure.replaceAll('-', ' ')})`),
    build(net, settings) {
      net.note(
        build(net, settings),
        note,
        names.map((name) => ({
          title: cures[name]!.title,
          text: cures[name]!.text,
          actions: cures[name]!.actions(settings),
        })),
      );
    },
    data: () => data,
    training: () => training,
    change: (document: Document, { cure }) =>
      cure === 'none' ? document : applyCure(document, 'note_1', names.indexOf(cure)),
  });
}

const sgd = (learningRate: number, more: Recommended = {}): Recommended =>
  classify({
    optimizer: { type: 'sgd', settings: { momentum: 0.9 } },
    learningRate,
    batchSize: 64,
    epochs: 3,
    ...more,
  });
const initialized = (net: Net, x: LayerOutput, units: number, type: string): LayerOutput =>
  net.add('dense', x, { units, initializer: { type } });

/** Something for each of so many nodes of a layer, counted from `first`. */
const each = <T>(count: number, make: (i: number) => T, first = 1): T[] =>
  Array.from({ length: count - first + 1 }, (_, k) => make(first + k));
const start = (layers: number, type: string): Actions =>
  each(layers, (i) => ({ kind: 'set', node: `dense_${i}`, setting: 'initializer', value: { type } }));
const configure = (path: readonly [string, ...string[]], value: unknown): Actions[number] => ({
  kind: 'configure',
  path: ['training', ...path],
  value: value as never,
});

/** Hidden layers of one kind, then ten classes. */
function chain(net: Net, { depth, units }: Sizes, activation: string, initializer: string): LayerOutput {
  const input = net.input([1, 28, 28]);
  let x = net.flatten(input);
  for (let i = 0; i < depth; i++) x = net.add(activation, initialized(net, x, units, initializer));
  initialized(net, x, 10, initializer);
  return input;
}

export const vanishing = demonstration({
  id: 'vanishing-gradients',
  title: 'Vanishing gradients',
  doc: 'Twelve sigmoid layers whose first ones never learn; batch norm, residuals or ReLUs cure it.',
  story: {
    purpose: 'To see why networks stayed shallow for twenty years.',
    novelty:
      'A sigmoid’s slope is at most a quarter, so each layer takes three quarters of the gradient away, or more.',
    paper: {
      title: 'Glorot and Bengio 2010, Understanding the Difficulty of Training Deep Feedforward Neural Networks',
      url: 'https://proceedings.mlr.press/v9/glorot10a.html',
    },
  },
  sizes: { depth: 12, units: 64 },
  note:
    'Train this. The loss stays near 2.3, the logarithm of ten classes: a guess. On its way back through each sigmoid ' +
    'the gradient shrinks to a quarter or less, so the first layers hear nothing. Then press a cure and train again.',
  build: (net, sizes) => chain(net, sizes, 'sigmoid', 'xavier-uniform'),
  cures: {
    'batch-norm': {
      title: 'Add batch norm',
      text:
        'Cured: batch norm before each sigmoid keeps what flows in the middle of its slope, and scales it up again. Train ' +
        'it: the first layers learn as the last ones do. Ctrl+Z takes it back, to try another cure.',
      actions: ({ depth }) =>
        each(depth, (i) => ({ kind: 'insertBefore', node: `sigmoid_${i}`, port: 'input', type: 'batchNorm' })),
    },
    residual: {
      title: 'Add residuals',
      text:
        'Cured: each layer adds to what came in, so the gradient has a way back that no sigmoid shrinks. Train it: the ' +
        'loss falls from the first steps on. Ctrl+Z takes it back, to try another cure.',
      actions: ({ depth }) => [
        ...each(
          depth,
          (i): Actions[number] => ({
            kind: 'insertBefore',
            node: `sigmoid_${i}`,
            port: 'input',
            type: 'add',
            into: 'inputs',
            id: `shortcut_${i}`,
            with: [{ node: i === 2 ? 'dense_1' : `shortcut_${i - 1}`, port: 'output' }],
          }),
          2,
        ),
        configure(['learningRate'], 0.01),
      ],
    },
    relu: {
      title: 'Use ReLU',
      text:
        'Cured: a ReLU lets the gradient of what is positive through whole, and He’s start makes up for what it takes ' +
        'away. Train it. Ctrl+Z takes it back, to try another cure.',
      actions: ({ depth }) => [
        ...each(depth, (i): Actions[number] => ({ kind: 'replace', node: `sigmoid_${i}`, type: 'relu' })),
        ...start(depth, 'he-uniform'),
        configure(['learningRate'], 0.01),
      ],
    },
  },
  training: sgd(0.05),
});

export const zeroStart = demonstration({
  id: 'zero-initialization',
  title: 'Zero initialization',
  doc: 'All weights start at zero, all units stay alike, and nothing is learned but how frequent each class is.',
  story: {
    purpose: 'To see what random numbers are for.',
    novelty: 'Units that start alike get the same gradient and stay alike forever: the symmetry has to be broken.',
  },
  sizes: { depth: 1, units: 64 },
  note:
    'Train this. Every hidden unit gives 0, and a ReLU at 0 passes no gradient on: only the last bias learns. About ' +
    '11 of 100 digits are right, the share of the most frequent one. Then press the cure and train again.',
  build: (net, sizes) => chain(net, sizes, 'relu', 'zeros'),
  cures: {
    'random-start': {
      title: 'Start with random numbers',
      text: 'Cured: no two units start alike, so each can learn something of its own. Train it: within an epoch it reads most digits.',
      actions: ({ depth }) => start(depth + 1, 'he-uniform'),
    },
  },
  training: sgd(0.05),
});

export const xavierHe = demonstration({
  id: 'xavier-or-he',
  title: 'Xavier or He',
  doc: 'Twenty-five ReLU layers: started with Xavier’s numbers the signal halves at each, with He’s it stays.',
  story: {
    purpose: 'To see how the start and the activation belong together.',
    novelty:
      'A ReLU throws half of the signal away; He’s numbers are larger by the square root of two to make up for it.',
    paper: {
      title: 'He, Zhang, Ren and Sun 2015, Delving Deep into Rectifiers',
      url: 'https://arxiv.org/abs/1502.01852',
    },
  },
  sizes: { depth: 25, units: 64 },
  note:
    'Train this, and look at the first steps. Under Xavier’s start the variance of what flows halves at each ReLU: ' +
    'after twenty-five layers less than a millionth is left, and as little of the gradient on the way back. For a ' +
    'whole epoch next to nothing is learned. Then press the cure and compare.',
  build: (net, sizes) => chain(net, sizes, 'relu', 'xavier-uniform'),
  cures: {
    he: {
      title: 'Start by He',
      text:
        'Cured: He’s numbers are larger by the square root of two, so that what flows keeps its size through all the ' +
        'ReLUs. Train it: it learns from the first steps on.',
      actions: ({ depth }) => start(depth + 1, 'he-uniform'),
    },
  },
  training: sgd(0.005),
});

const instead =
  (activation: string) =>
  ({ depth }: Sizes): Actions =>
    each(depth, (i) => ({ kind: 'replace', node: `relu_${i}`, type: activation }));

export const dyingRelu = demonstration({
  id: 'dying-relu',
  title: 'Dying ReLU',
  doc: 'A learning rate that is too large pushes units below zero for good; leaky ones come back.',
  story: {
    purpose: 'To see units die, and what keeps them alive.',
    novelty: 'A ReLU that is negative for every example has no gradient, so nothing will ever move it again.',
    paper: {
      title: 'Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models',
      url: 'https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf',
    },
  },
  sizes: { depth: 4, units: 64 },
  note:
    'Train this. The learning rate is far too large, on purpose: within a few steps all units fall below zero and ' +
    'stay there, and the loss stops at 2.30, a guess. Then press a cure and train again.',
  build: (net, sizes) => chain(net, sizes, 'relu', 'he-uniform'),
  cures: {
    'leaky-relu': {
      title: 'Use leaky ReLU',
      text:
        'Cured: a leaky ReLU keeps a small slope below zero, so units that were pushed too far come back. Train it, with ' +
        'the same learning rate. Ctrl+Z takes it back, to try another cure.',
      actions: instead('leakyRelu'),
    },
    'smaller-steps': {
      title: 'Lower the learning rate',
      text:
        'Cured: at a fraction of the learning rate no step throws a unit so far that nothing brings it back. Train it. ' +
        'Ctrl+Z takes it back, to try another cure.',
      actions: () => [configure(['learningRate'], 0.03)],
    },
  },
  training: sgd(0.4, {
    optimizer: { type: 'sgd', settings: { momentum: 0 } },
    clipping: { type: 'globalNorm', threshold: 10 },
  }),
});

export const overfitting = demonstration({
  id: 'overfitting',
  title: 'Overfitting',
  doc: 'A large network and few examples: perfect on what it has seen, worse and worse on the rest. Three cures to compare.',
  story: {
    purpose: 'To see training and validation part company.',
    novelty:
      'What is learned by heart is not understood. Weights that stay small, units that drop out or an early stop hold a network to what is general.',
    paper: {
      title: 'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, Dropout',
      url: 'https://jmlr.org/papers/v15/srivastava14a.html',
    },
  },
  sizes: { depth: 2, units: 256 },
  note:
    'Train this. The points of two half moons overlap, and only 54 of them are there to learn from, as most are kept ' +
    'for validation: the network bends round each of them, so that the training loss falls to nothing while the ' +
    'validation loss turns and rises. Then press a cure and compare the validation curves.',
  build(net, { depth, units }) {
    const input = net.input([2]);
    let x = input;
    for (let i = 0; i < depth; i++) x = net.relu(initialized(net, x, units, 'he-uniform'));
    initialized(net, x, 2, 'he-uniform');
    return input;
  },
  cures: {
    dropout: {
      title: 'Add dropout',
      text:
        'Cured: half of the units drop out at each step, so none can rely on another to remember an example. Train it: ' +
        'the validation loss stays low. Ctrl+Z takes it back, to try another cure.',
      actions: ({ depth }) =>
        each(
          depth + 1,
          (i) => ({
            kind: 'insertBefore',
            node: `dense_${i}`,
            port: 'input',
            type: 'dropout',
            settings: { rate: 0.5 },
          }),
          2,
        ),
    },
    'weight-decay': {
      title: 'Add weight decay',
      text:
        'Cured: each step pulls the weights towards zero, so that only what pays off again and again stays large. Train ' +
        'it: the validation loss rises half as far. Ctrl+Z takes it back, to try another cure.',
      actions: () => [configure(['optimizer'], { type: 'adamW', settings: { weightDecay: 1 } })],
    },
    'early-stopping': {
      title: 'Stop early',
      text:
        'Cured: training ends once the validation loss has not fallen for ten epochs, and the weights of the best one are ' +
        'kept. Train it. Ctrl+Z takes it back, to try another cure.',
      actions: () => [configure(['earlyStopping'], { monitor: 'loss', patience: 10, minimumChange: 0 })],
    },
  },
  training: classify({
    optimizer: { type: 'adamW', settings: { weightDecay: 0 } },
    learningRate: 0.003,
    batchSize: 32,
    epochs: 100,
  }),
  data: {
    dataset: { type: 'points', settings: { form: 'moons', noise: 0.3, rows: 1000 } },
    inputs: { input_1: { column: 'point' } },
    targets: { target: { column: 'label' } },
    split: { validation: 0.94 },
  },
});

export const explodingRnn = demonstration({
  id: 'exploding-rnn',
  title: 'Exploding RNN',
  doc: 'A simple RNN reads a digit row by row; now and then its gradient explodes. Clipping cures it.',
  story: {
    purpose: 'To see why gradients of recurrent networks are clipped.',
    novelty:
      'Backwards through many steps the same matrix is applied again and again: what is a little too large grows without bound.',
    paper: {
      title: 'Pascanu, Mikolov and Bengio 2012, On the Difficulty of Training Recurrent Neural Networks',
      url: 'https://arxiv.org/abs/1211.5063',
    },
  },
  sizes: { depth: 1, units: 128 },
  note:
    'Train this. The digit is read as 28 rows, one step each. The learning rate is high on purpose: watch the loss ' +
    'jump where a gradient is too long. Then press a cure and train again.',
  build(net, { depth, units }) {
    const input = net.input([1, 28, 28]);
    let x = net.add('reshape', input, { shape: [28, 28] });
    for (let i = 0; i < depth; i++)
      x = net.add('simpleRnn', x, {
        units,
        initializer: { type: 'xavier-uniform' },
        ...(i < depth - 1 && { returns: 'sequence' }),
      });
    net.dense(x, undefined, 10);
    return input;
  },
  cures: {
    clipping: {
      title: 'Clip the gradient',
      text:
        'Cured: a gradient that is longer than 1 is cut to that length, so that no step goes far. Train it: the curve ' +
        'grows calm. Ctrl+Z takes it back, to try another cure.',
      actions: () => [configure(['clipping'], { type: 'globalNorm', threshold: 1 })],
    },
    lstm: {
      title: 'Use an LSTM',
      text:
        'Cured: the gates of an LSTM keep what it remembers, and the gradient with it, at its size through all the steps. ' +
        'Train it. Ctrl+Z takes it back, to try another cure.',
      actions: ({ depth, units }) =>
        each(depth, (i) => ({
          kind: 'replace',
          node: `simpleRnn_${i}`,
          type: 'lstm',
          settings: { units, initializer: { type: 'xavier-uniform' } },
        })),
    },
  },
  training: sgd(0.1),
});
