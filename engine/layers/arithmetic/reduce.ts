import { above } from '../common/activations.ts';
import { boolean, choice } from '../../settings.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { optionOf, summary } from '../common/summary.ts';

export const reduce = defineLayer({
  id: 'reduce',
  title: 'Reduce',
  family: 'shape',
  doc: 'Sums an axis up, or takes its mean, its largest or smallest number, or its Euclidean norm.',
  formula:
    '\\begin{gathered} \\textstyle\\sum_i x_i, \\quad \\tfrac{1}{n} \\sum_i x_i, \\quad \\sqrt{\\sum_i x_i^2} \\\\ ' +
    '\\max_i x_i, \\quad \\min_i x_i \\end{gathered}',
  source: { title: 'PyTorch: reduction operations', url: 'https://pytorch.org/docs/stable/torch.html#reduction-ops' },
  keywords: ['sum', 'mean', 'max', 'min', 'norm', 'average over time'],
  settings: {
    operation: choice(['mean', 'sum', 'max', 'min', 'norm'], {
      label: 'Operation',
      default: 'mean',
      doc: 'What is made of the numbers along the axis.',
      names: { mean: 'Mean', sum: 'Sum', max: 'Largest', min: 'Smallest', norm: 'Norm' },
    }),
    axis: axisSetting('Which axis goes.', 1),
    keep: boolean({ label: 'Keep the axis', default: false, doc: 'With size 1, so that it still broadcasts.' }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'Without the axis, or with size 1 along it.' }],
  summary: ({ operation, axis }) =>
    summary('reduced', '{{operation}} over axis {{axis}}', {
      operation: optionOf('reduce', 'operation', operation),
      axis,
    }),
  infer([x], { axis, keep }) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    const at = axisOf(x!, axis);
    return typeof at === 'number'
      ? [{ dtype: 'float32', shape: keep ? x!.shape.with(at, 1) : x!.shape.toSpliced(at, 1) }]
      : at;
  },
  lower({ b }, [x], { operation, axis, keep }) {
    const axes = [axis];
    const make = {
      mean: () => b.mean(x!, axes, keep),
      sum: () => b.sum(x!, axes, keep),
      max: () => b.reduceMax(x!, axes, keep),
      min: () => b.reduceMin(x!, axes, keep),
      // the slope at the zero vector is 0, as in PyTorch
      norm: () => {
        const squares = b.sum(b.square(x!), axes, keep);
        const positive = above(b, squares, 0);
        return b.select(positive, b.sqrt(b.select(positive, squares, 1)), 0);
      },
    };
    return make[operation]();
  },
  torch: (_, { operation, axis, keep }) => {
    const word = { mean: '$0.mean', sum: '$0.sum', max: '$0.amax', min: '$0.amin', norm: '$0.norm' }[operation];
    const about = operation === 'norm' ? 'dim={dim}' : '{dim}';
    return { apply: `${word}(${about}${keep ? ', keepdim=True' : ''})`, values: { dim: axis } };
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], output: ['N'] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], settings: { operation: 'sum', axis: -1 }, output: ['N', 3] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }],
      settings: { operation: 'max', keep: true },
      output: ['N', 1, 4],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
      settings: { operation: 'min', axis: 2 },
      output: ['N', 2, 4],
      batch: 1,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 2] }], settings: { operation: 'norm' }, output: ['N', 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 3] }], settings: { operation: 'mean' }, output: ['N', 3], batch: 5 },
  ],
});
