import { int } from '../../settings.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const oneHot = defineLayer({
  id: 'oneHot',
  title: 'One-hot',
  family: 'shape',
  doc: 'Turns each whole number into a row of zeros with a single one.',
  formula: 'y_{i, j} = [\\, x_i = j \\,]',
  source: {
    title: 'PyTorch: one_hot',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html',
  },
  keywords: ['categorical', 'dummy'],
  settings: {
    classes: int({
      label: 'Classes',
      default: 10,
      min: 1,
      doc: 'Length of a row. Training refuses data with a number outside; in a prediction it gives zeros.',
    }),
  },
  vocabulary: 'classes',
  inputs: [{ name: 'input', doc: 'Whole numbers.' }],
  outputs: [{ name: 'output', doc: 'With one axis more, as long as there are classes.' }],
  summary: ({ classes }) => summary('classes', '{{classes}} classes', { classes }),
  infer([x], { classes }) {
    if (x!.dtype !== 'int32')
      return reject(
        'dtype-mismatch',
        { expected: phrase('whole-number-values'), received: x!.dtype },
        { port: 'input' },
      );
    return [{ dtype: 'float32', shape: [...x!.shape, classes] }];
  },
  lower: ({ b }, [x], { classes }) => b.oneHot(x!, classes),
  examples: [
    { inputs: [{ dtype: 'int32', shape: ['N'] }], settings: { classes: 4 }, output: ['N', 4], below: 4 },
    { inputs: [{ dtype: 'int32', shape: ['N', 5] }], settings: { classes: 3 }, output: ['N', 5, 3], below: 3 },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 2, 2] }],
      settings: { classes: 5 },
      output: ['N', 2, 2, 5],
      below: 5,
      batch: 1,
    },
    { inputs: [{ dtype: 'int32', shape: ['N', 3] }], settings: { classes: 1 }, output: ['N', 3, 1], below: 1 },
    { inputs: [{ dtype: 'int32', shape: ['N', 4] }], output: ['N', 4, 10], below: 10, batch: 5 },
    { inputs: [{ dtype: 'int32', shape: ['N', 1] }], settings: { classes: 2 }, output: ['N', 1, 2], below: 2 },
  ],
});
