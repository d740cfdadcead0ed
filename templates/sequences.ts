import { boolean, choice, int, ints, number } from '../engine/settings.ts';
import { defineBlock, firstThen, formula, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate, type Recommended } from './define.ts';
import { classify } from './common/images.ts';
import { kindOfToken, nextTokens, labelledSentences, taggedSentences } from './common/sequence-data.ts';

const cell = choice(['lstm', 'gru', 'simpleRnn'], {
  label: 'Cell',
  default: 'lstm',
  doc: 'What carries the state from step to step.',
  names: { lstm: 'LSTM', gru: 'GRU', simpleRnn: 'Simple RNN' },
});
const TITLES = { lstm: 'LSTM', gru: 'GRU', simpleRnn: 'RNN' } as const;
const vocabulary = (value: number) => int({ label: 'Vocabulary', default: value, min: 2, doc: 'Different tokens.' });
const length = (value: number) => int({ label: 'Length', default: value, min: 1, doc: 'Steps of a sequence.' });
const width = (value: number) => int({ label: 'Embedding', default: value, min: 1, doc: 'Features of a token.' });
const units = (value: number) => int({ label: 'Units', default: value, min: 1, doc: 'Size of the state.' });
const layers = (value: number) => int({ label: 'Layers', default: value, min: 1, doc: 'Stacked one on the other.' });
const classes = (value: number) => int({ label: 'Classes', default: value, min: 1, doc: 'What it tells apart.' });
const dropout = number({ label: 'Dropout', default: 0.3, min: 0, max: 1, exclusiveMax: true, doc: 'In training.' });

const tokens = (net: Net, length: number, vocabulary: number, width: number): LayerOutput =>
  net.add(
    'embedding',
    net.input([length], 'int32'),
    { vocabulary, width, initializer: { type: 'normal', settings: { deviation: 0.1 } } },
    'embedding',
  );
const adam = (more: Recommended = {}): Recommended =>
  classify({
    optimizer: { type: 'adam' },
    learningRate: 0.001,
    clipping: { type: 'globalNorm', threshold: 1 },
    batchSize: 64,
    epochs: 10,
    ...more,
  });

const lstmPaper = {
  title: 'Hochreiter and Schmidhuber 1997, Long Short-Term Memory',
  url: 'https://doi.org/10.1162/neco.1997.9.8.1735',
};

export const textClassifier = defineTemplate({
  id: 'text-classifier',
  title: 'Recurrent text classifier',
  family: 'sequences',
  doc: 'Reads a text token by token with an LSTM, GRU or simple RNN, one way or both, and sorts it by what it remembers.',
  story: {
    purpose: 'Is this review kind? What is this message about?',
    novelty: 'A cell that gates write, clear and read keeps what it learned early for as long as it is needed.',
    paper: lstmPaper,
    beware:
      'The LSTM of 1997 had no forget gate; it came in 2000 (Gers, Schmidhuber and Cummins). Weights have PyTorch’s names and its order of gates.',
  },
  settings: {
    cell,
    direction: choice(['forward', 'both'], {
      label: 'Direction',
      default: 'both',
      doc: 'One way, or two side by side.',
      names: { forward: 'Forward', both: 'Both' },
    }),
    layers: layers(1),
    units: units(64),
    vocabulary: vocabulary(10_000),
    length: length(100),
    width: width(64),
    classes: classes(2),
    dropout,
  },
  sizes: [{ cell: 'lstm' }, { cell: 'gru' }, { cell: 'simpleRnn' }],
  small: { vocabulary: 20, length: 6, width: 8, units: 8 },
  name: ({ cell }) => `${TITLES[cell]} text classifier`,
  build(net, { cell, direction, layers, units, vocabulary, length, width, classes, dropout }) {
    const x = net.add(
      cell,
      tokens(net, length, vocabulary, width),
      { units, direction, layers, dropout: layers > 1 ? dropout : 0 },
      'rnn',
    );
    net.dense(net.dropout(x, dropout), 'classifier', classes);
  },
  data: labelledSentences,
  training: () => adam(),
});

export const languageModel = defineTemplate({
  id: 'char-language-model',
  title: 'Character language model',
  family: 'sequences',
  doc: 'From the characters so far to the next one, at every step: learns to write like what it reads.',
  story: {
    purpose: 'To predict, and so to write, text character by character.',
    novelty: 'It learns words, quotation marks that close and verses that scan without being told that there are any.',
    paper: {
      title: 'Sutskever, Martens and Hinton 2011, Generating Text with Recurrent Neural Networks',
      url: 'https://www.cs.toronto.edu/~jmartens/docs/RNN_Language.pdf',
    },
    beware: 'Its gradients explode sooner or later; that is why they are clipped.',
  },
  settings: {
    cell,
    layers: layers(2),
    units: units(128),
    tokens: kindOfToken,
    vocabulary: vocabulary(96),
    length: length(64),
    width: width(32),
    dropout,
  },
  sizes: [{}],
  small: { vocabulary: 20, length: 6, width: 8, units: 8 },
  name: ({ cell }) => `${TITLES[cell]} language model`,
  build(net, { cell, layers, units, vocabulary, length, width, dropout }) {
    const x = net.add(
      cell,
      tokens(net, length, vocabulary, width),
      { units, layers, dropout: layers > 1 ? dropout : 0, returns: 'sequence' },
      'rnn',
    );
    net.dense(net.dropout(x, dropout), 'decoder', vocabulary);
  },
  data: nextTokens,
  training: () => adam({ learningRate: 0.002, metrics: [{ type: 'perplexity' }, { type: 'accuracy' }] }),
});

export const sequenceTagger = defineTemplate({
  id: 'sequence-tagger',
  title: 'Sequence tagger',
  family: 'sequences',
  doc: 'A label for every token of a sequence, with the words before and behind in view: names, parts of speech.',
  story: {
    purpose: 'To find names, parts of speech or phrases in text.',
    novelty: 'Two LSTMs, one reading each way, so that every word is judged with its whole sentence.',
    paper: {
      title: 'Huang, Xu and Yu 2015, Bidirectional LSTM-CRF Models for Sequence Tagging',
      url: 'https://arxiv.org/abs/1508.01991',
    },
    beware: 'The paper’s conditional random field on top is left out: each label is chosen by itself.',
  },
  settings: {
    cell,
    layers: layers(1),
    units: units(100),
    vocabulary: vocabulary(10_000),
    length: length(50),
    width: width(100),
    tags: { ...classes(9), label: 'Tags' },
    dropout,
  },
  sizes: [{}],
  small: { vocabulary: 20, length: 6, width: 8, units: 8 },
  build(net, { cell, layers, units, vocabulary, length, width, tags, dropout }) {
    const x = net.add(
      cell,
      net.dropout(tokens(net, length, vocabulary, width), dropout),
      { units, layers, direction: 'both', returns: 'sequence' },
      'rnn',
    );
    net.dense(net.dropout(x, dropout), 'tags', tags);
  },
  data: taggedSentences,
  training: () => adam(),
});

const squared = (more: Recommended = {}): Recommended => ({
  losses: [{ target: 'target', loss: { type: 'meanSquaredError' } }],
  metrics: [{ type: 'meanAbsoluteError' }],
  optimizer: { type: 'adam' },
  learningRate: 0.001,
  clipping: { type: 'globalNorm', threshold: 1 },
  batchSize: 64,
  epochs: 20,
  ...more,
});

/** Made-up series, in units of their own deviation. */
const waves = (settings: Recommended): Recommended => {
  const standardized = (column: string) => ({
    column,
    transforms: [{ type: 'standardize', settings: { per: 'column' } }],
  });
  return {
    dataset: { type: 'waves', settings },
    inputs: { input_1: standardized('past') },
    targets: { target: standardized('future') },
  };
};

export const forecaster = defineTemplate({
  id: 'forecaster',
  title: 'Time-series forecaster',
  family: 'sequences',
  doc: 'From the last steps of one or more series to the next ones.',
  story: {
    purpose: 'Demand, load, weather: what comes next.',
    novelty: 'The state sums up the past, however long the rhythm is.',
    paper: lstmPaper,
    beware:
      'Compare it with repeating the last value, or that of a week ago: often that is hard to beat. Scale each series by its training rows alone.',
  },
  settings: {
    cell: { ...cell, default: 'gru' as const },
    layers: layers(1),
    units: units(64),
    length: length(48),
    series: int({ label: 'Series', default: 1, min: 1, doc: 'Values at each step.' }),
    horizon: int({ label: 'Horizon', default: 12, min: 1, doc: 'Steps that are predicted.' }),
  },
  sizes: [{}],
  small: { length: 6, units: 8 },
  build(net, { cell, layers, units, length, series, horizon }) {
    net.dense(net.add(cell, net.input([length, series]), { units, layers }, 'rnn'), 'head', horizon);
  },
  data: ({ length, series, horizon }) => waves({ length, series, horizon }),
  training: () => squared(),
});

export const textCnn = defineTemplate({
  id: 'text-cnn',
  title: 'Text CNN',
  family: 'sequences',
  doc: 'Convolutions of several widths look for phrases; the strongest hit of each filter decides.',
  story: {
    purpose: 'To sort sentences, fast.',
    novelty: 'One layer of filters and a maximum over time do as well as much larger networks.',
    paper: {
      title: 'Kim 2014, Convolutional Neural Networks for Sentence Classification',
      url: 'https://arxiv.org/abs/1408.5882',
    },
    beware: 'Its good figures rest on pretrained word vectors; with random ones it is clearly worse.',
  },
  settings: {
    windows: ints({ label: 'Windows', default: [3, 4, 5], min: 1, doc: 'Tokens that the filters see.' }),
    filters: int({ label: 'Filters', default: 100, min: 1, doc: 'Of each window.' }),
    vocabulary: vocabulary(10_000),
    length: length(64),
    width: width(128),
    classes: classes(2),
    dropout: { ...dropout, default: 0.5 },
  },
  sizes: [{}],
  small: { vocabulary: 20, length: 8, width: 8, filters: 4 },
  build(net, { windows, filters, vocabulary, length, width, classes, dropout }) {
    const x = net.add('permute', tokens(net, length, vocabulary, width));
    const found = windows.map((window, i) =>
      net.add('globalPool1d', net.relu(net.add('conv1d', x, { filters, kernel: [window] }, `convs.${i}`)), {
        kind: 'max',
      }),
    );
    net.dense(net.dropout(net.concat(found), dropout), 'fc', classes);
  },
  data: labelledSentences,
  training: () => adam(),
});

const filters = int({ label: 'Channels', default: 32, min: 1, doc: 'Of every layer.' });
const taps = int({ label: 'Kernel', default: 3, min: 2, doc: 'Steps that a filter sees.' });

const projection = defineBlock({
  id: 'projection',
  name: 'Projection',
  doc: 'A shortcut to another number of channels.',
  settings: { channels: filters },
  build: (net, { channels }, x) => net.add('conv1d', x, { filters: channels, kernel: [1] }, 'downsample'),
});

const temporalBlock = defineBlock({
  id: 'temporalBlock',
  name: 'Temporal block',
  doc: 'Two causal convolutions compute what is added to the input.',
  settings: {
    channels: filters,
    kernel: taps,
    dilation: int({ label: 'Dilation', default: 1, min: 1, doc: 'Steps from tap to tap.' }),
    dropout: number({ label: 'Dropout', default: 0.1, min: 0, max: 1, doc: 'In training.' }),
    project: boolean({
      label: 'Projection',
      default: false,
      doc: 'Whether the shortcut has a convolution, where the channels differ.',
    }),
  },
  build(net, { channels, kernel, dilation, dropout, project }, x) {
    const causal = (x: LayerOutput, name: string) =>
      net.dropout(
        net.relu(
          net.add(
            'conv1d',
            net.add('pad', x, { amounts: [formula('(kernel - 1) * dilation'), 0] }),
            { filters: channels, kernel: [kernel], dilation: [dilation] },
            name,
          ),
        ),
        dropout,
      );
    return net.relu(
      net.sum(
        causal(causal(x, 'conv1'), 'conv2'),
        net.block(projection, x, { channels }, { repeat: project, naming: '' }),
      ),
    );
  },
});

export const tcn = defineTemplate({
  id: 'tcn',
  title: 'Temporal convolutional network',
  family: 'sequences',
  doc: 'Causal convolutions whose gaps double from block to block, so that a few layers see far back.',
  story: {
    purpose: 'Sequences without recurrence: all steps are computed at once.',
    novelty:
      'Dilated causal convolutions in residual blocks remember longer than LSTMs of the same size on many tasks.',
    paper: {
      title: 'Bai, Kolter and Koltun 2018, An Empirical Evaluation of Generic Convolutional and Recurrent Networks',
      url: 'https://arxiv.org/abs/1803.01271',
    },
    beware:
      'Causal means padded on the left alone; a convolution padded on both sides sees the future. The authors’ code ' +
      'normalizes its weights, which is left out here.',
  },
  settings: {
    channels: filters,
    blocks: int({ label: 'Blocks', default: 5, min: 1, max: 12, doc: 'Each sees twice as far as the one before.' }),
    kernel: taps,
    length: length(64),
    features: int({ label: 'Features', default: 1, min: 1, doc: 'Values at each step.' }),
    outputs: int({ label: 'Outputs', default: 1, min: 1, doc: 'Values that are predicted from the last step.' }),
    dropout: { ...dropout, default: 0.1 },
  },
  sizes: [{}],
  small: { channels: 4, blocks: 2, length: 8 },
  build(net, { channels, blocks, kernel, length, features, outputs, dropout }) {
    const steps = net.add('permute', net.input([length, features]));
    const x = net.block(
      temporalBlock,
      steps,
      {
        channels,
        kernel,
        dilation: formula('2 ^ i'),
        dropout,
        project: features !== channels && firstThen(true, false),
      },
      { name: 'network', repeat: blocks },
    );
    const last = net.add('reshape', net.add('slice', x, { axis: 2, start: -1, end: 0 }), { shape: [channels] });
    net.dense(last, 'linear', outputs);
  },
  data: ({ length, features, outputs }) => waves({ length, series: features, horizon: outputs }),
  training: () => squared(),
});
