import { int, number } from '../engine/settings.ts';
import type { LayerOutput } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { classify } from './common/images.ts';
import { reversing } from './common/sequence-data.ts';

const vocabulary = (label: string) =>
  int({ label, default: 27, min: 2, doc: 'Different tokens; one of them begins what is written.' });

export const seq2seq = defineTemplate({
  id: 'seq2seq',
  title: 'Sequence to sequence with attention',
  family: 'sequences',
  doc: 'One GRU reads both ways, another writes, and before each word that it writes it looks where in the source it should be reading.',
  story: {
    purpose: 'Translation: the first network that did it with attention.',
    novelty:
      'The source is no longer squeezed into one state: a small network scores every place of it before each step of ' +
      'the decoder, and the decoder reads their mean by these scores. That is attention.',
    paper: {
      title: 'Bahdanau, Cho and Bengio 2015, Neural Machine Translation by Jointly Learning to Align and Translate',
      url: 'https://arxiv.org/abs/1409.0473',
    },
    beware:
      'The decoder asks with its state before the step, and what it finds goes into the step. Many accounts ask with ' +
      'the state after it and join what is found to the output: that is Luong’s attention of the same year. In training ' +
      'the decoder reads the truth shifted by one place (teacher forcing); when it writes by itself, it reads what it ' +
      'wrote. The paper’s GRUs reset before the product, and its output has a maxout layer more; here there is one ' +
      'dense layer.',
  },
  settings: {
    source: vocabulary('Source vocabulary'),
    target: vocabulary('Target vocabulary'),
    length: int({ label: 'Length', default: 10, min: 1, doc: 'Tokens of a sequence.' }),
    width: int({ label: 'Embedding', default: 32, min: 1, doc: 'Features of a token.' }),
    units: int({ label: 'Units', default: 64, min: 1, doc: 'Size of the state, on either side and each way.' }),
    dropout: number({
      label: 'Dropout',
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Of the embeddings, in training.',
    }),
  },
  sizes: [{}, { source: 30_000, target: 30_000, length: 50, width: 620, units: 1000 }],
  small: { source: 8, target: 8, length: 5, width: 8, units: 8 },
  name: ({ units }) => `Sequence to sequence${units === 1000 ? ' (2015)' : ''}`,
  build(net, { source, target, length, width, units, dropout }) {
    const embedded = (vocabulary: number): LayerOutput => {
      const x = net.add(
        'embedding',
        net.input([length], 'int32'),
        { vocabulary, width, initializer: { type: 'normal', settings: { deviation: 0.1 } } },
        'embedding',
      );
      return dropout > 0 ? net.dropout(x, dropout) : x;
    };
    const [memory, start] = net.scope('encoder', () => {
      const [memory, ends] = net.outputs(
        'gru',
        embedded(source),
        { units, direction: 'both', returns: 'sequence' },
        'rnn',
      ) as [LayerOutput, LayerOutput];
      // the way back ends at the first word
      const back = net.add('reshape', net.add('slice', ends, { axis: 1, start: 1, end: 2 }), { shape: [units] });
      return [memory, net.add('tanh', net.dense(back, 'fc', units))] as const;
    });
    net.scope('decoder', () => {
      const states = net.add(
        'attentionGru',
        { ports: { input: embedded(target), memory, state: start } },
        { units, attention: units },
        'rnn',
      );
      net.dense(states, 'fc', target);
    });
  },
  data: ({ length, source, target }) => reversing(length, Math.min(source, target)),
  training: () =>
    classify({
      optimizer: { type: 'adam' },
      learningRate: 0.003,
      clipping: { type: 'globalNorm', threshold: 1 },
      batchSize: 64,
      epochs: 10,
    }),
});
