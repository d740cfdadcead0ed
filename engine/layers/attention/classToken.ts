import { initializer } from '../../settings.ts';
import { sequence } from '../common/examples.ts';
import { expectSequence } from '../common/sequences.ts';
import { defineLayer, sampleShape } from '../define.ts';
import { summary } from '../common/summary.ts';

export const classToken = defineLayer({
  id: 'classToken',
  title: 'Class token',
  family: 'attention',
  doc:
    'Puts a learned place in front of a sequence. Attention gathers there what the whole sequence says, and a Slice ' +
    'of the first place is what is classified.',
  formula: 'y = [c, x_1, \\dots, x_T]',
  source: { title: 'Devlin et al. 2019, BERT', url: 'https://arxiv.org/abs/1810.04805' },
  keywords: ['cls', 'vit', 'bert', 'class_token'],
  settings: {
    initializer: initializer({ label: 'Initializer', default: { type: 'zeros' }, doc: 'How the token starts.' }),
  },
  inputs: [{ name: 'input', doc: 'N×length×features.' }],
  outputs: [{ name: 'output', doc: 'One place longer.' }],
  summary: () => summary('in-front', 'in front'),
  infer: ([x]) => expectSequence(x!) ?? [{ dtype: 'float32', shape: ['N', (x!.shape[1] as number) + 1, x!.shape[2]!] }],
  weights: ([x], { initializer }) => ({
    class_token: { shape: [1, 1, x!.shape[2] as number], initializer, fan: [1, x!.shape[2] as number] },
  }),
  lower: ({ b }, [x], _, { class_token }) =>
    b.concat([b.broadcast(class_token!, [x!.shape[0]!, 1, x!.shape[2]!]), x!], 1),
  torch: ([x]) => ({ module: 'ClassToken', args: { width: sampleShape(x!)[1]! } }),
  examples: [
    { inputs: [sequence(4, 3)], output: ['N', 5, 3] },
    { inputs: [sequence(1, 5)], output: ['N', 2, 5] },
    { inputs: [sequence(7, 1)], output: ['N', 8, 1], batch: 2 },
    { inputs: [sequence(3, 2)], settings: { initializer: { type: 'normal' } }, output: ['N', 4, 2], batch: 5 },
    { inputs: [sequence(2, 6)], output: ['N', 3, 6] },
    { inputs: [sequence(1, 1)], output: ['N', 2, 1], batch: 1 },
  ],
});
