import { initializer, int } from '../../settings.ts';
import { sequence } from '../common/examples.ts';
import { expectSequence, partOf } from '../common/sequences.ts';
import { defineLayer, reject, THIS, sampleShape } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const learnedPositions = defineLayer({
  id: 'learnedPositions',
  title: 'Learned positions',
  family: 'attention',
  doc: 'Adds a learned row to each place of a sequence, so that attention can tell the places apart, as in BERT, GPT-2 and the Vision Transformer.',
  formula: 'y_t = x_t + P_t',
  source: {
    title: 'Gehring et al. 2017, Convolutional Sequence to Sequence Learning',
    url: 'https://arxiv.org/abs/1705.03122',
  },
  keywords: ['positional encoding', 'position embedding', 'pos_embedding', 'wpe'],
  settings: {
    length: int({
      label: 'Longest',
      default: 0,
      min: 0,
      doc: 'Places that have a row, of which a shorter sequence uses the first; 0 is as many as the input has.',
      blank: { value: 0, text: 'as the input' },
    }),
    initializer: initializer({
      label: 'Initializer',
      default: { type: 'normal', settings: { deviation: 0.02 } },
      doc: 'How the rows start.',
    }),
  },
  inputs: [{ name: 'input', doc: 'N×length×features.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ length }) =>
    length === 0 ? summary('each-place', 'each place') : summary('up-to', 'up to {{length}}', { length }),
  infer([x], { length }) {
    const unfit = expectSequence(x!);
    if (unfit) return unfit;
    const given = x!.shape[1] as number;
    if (length === 0 || given <= length) return [x!];
    return reject(
      'size-mismatch',
      { expected: phrase('at-most-places', { count: length }), received: given },
      {
        port: 'input',
        repairs: [
          {
            title: phrase('learn-places', { count: given }),
            actions: [{ kind: 'set', node: THIS, setting: 'length', value: given }],
          },
        ],
      },
    );
  },
  weights([x], { length, initializer }) {
    const [given, features] = x!.shape.slice(1) as [number, number];
    return { weight: { shape: [length || given, features], initializer, fan: [length || given, features] } };
  },
  lower: ({ b, step }, [x], _, { weight }) =>
    b.add(
      x!,
      step ? b.gather(weight!, b.reshape(b.cast(step.place, 'int32'), [1]), 0) : partOf(b, weight!, 0, 0, x!.shape[1]!),
    ),
  stepwise: () => true,
  macs: ([x]) => (x!.shape[1] as number) * (x!.shape[2] as number),
  torch: ([x], { length }) => {
    const [given, width] = sampleShape(x!);
    return { module: 'LearnedPositions', args: { length: length || given!, width: width! } };
  },
  examples: [
    { inputs: [sequence(4, 3)], output: ['N', 4, 3] },
    { inputs: [sequence(4, 3)], settings: { length: 6 }, output: ['N', 4, 3] },
    { inputs: [sequence(5, 2)], settings: { length: 5 }, output: ['N', 5, 2], batch: 2 },
    { inputs: [sequence(1, 7)], settings: { length: 3 }, output: ['N', 1, 7] },
    { inputs: [sequence(7, 1)], output: ['N', 7, 1], batch: 5 },
    { inputs: [sequence(2, 2)], output: ['N', 2, 2], batch: 1 },
  ],
});
