import { boolean, int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';
import { formatShape } from '../../types/shape.ts';

export const topK = defineLayer({
  id: 'topK',
  title: 'Top k',
  family: 'shape',
  doc:
    'The largest numbers along an axis, the largest first, and the places where they stood; of equal ones the first ' +
    'counts as larger. The gradient goes back to those places.',
  formula: 'y_i = x_{p_i}, \\quad x_{p_1} \\ge x_{p_2} \\ge \\dots \\ge x_{p_k} \\ge \\text{all others}',
  source: { title: 'PyTorch: topk', url: 'https://pytorch.org/docs/stable/generated/torch.topk.html' },
  keywords: ['largest', 'smallest', 'sort', 'k-max pooling', 'best', 'routing'],
  settings: {
    k: int({ label: 'K', default: 1, min: 1, doc: 'How many.' }),
    axis: axisSetting('Along which it looks.'),
    smallest: boolean({ label: 'Smallest', default: false, doc: 'Take the smallest instead, the smallest first.' }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [
    { name: 'output', doc: 'The numbers: size k along the axis.' },
    { name: 'indices', doc: 'Their places along the axis, as whole numbers.' },
  ],
  summary: ({ k, axis, smallest }) =>
    smallest
      ? summary('smallest', '{{k}} smallest of axis {{axis}}', { k, axis })
      : summary('largest', '{{k}} largest of axis {{axis}}', { k, axis }),
  infer([x], { k, axis }) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    const at = axisOf(x!, axis);
    if (typeof at !== 'number') return at;
    if (k > (x!.shape[at] as number))
      return reject(
        'bad-setting',
        {
          expected: phrase('axis-length', { length: formatShape([x!.shape[at]!]), axis: at, shape: formatType(x!) }),
          received: k,
        },
        { setting: 'k' },
      );
    const shape = x!.shape.with(at, k);
    return [
      { dtype: 'float32', shape },
      { dtype: 'int32', shape },
    ];
  },
  lower({ b }, [x], { k, axis, smallest }) {
    const seen = b.stopGradient(x!);
    const indices = b.topK(smallest ? b.neg(seen) : seen, k, axis);
    return [b.gatherElements(x!, indices, axis), indices];
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], output: ['N', 1] },
    { inputs: [{ dtype: 'float32', shape: ['N', 7] }], settings: { k: 3 }, output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 3] }], settings: { k: 2, axis: 1 }, output: ['N', 2, 3] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }],
      settings: { k: 4, smallest: true },
      output: ['N', 2, 4],
      batch: 1,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], settings: { k: 3 }, output: ['N', 3], batch: 5 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }],
      settings: { k: 2, axis: 2, smallest: true },
      output: ['N', 2, 2, 2],
    },
  ],
});
