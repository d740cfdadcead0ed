import { ints } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { product } from '../common/windows.ts';
import { toSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

/** The shape with its one -1 filled in so that it holds `size` numbers; undefined where it cannot. */
function filled(shape: readonly number[], size: number): number[] | undefined {
  const known = product(shape.filter((dim) => dim !== -1));
  const open = shape.filter((dim) => dim === -1).length;
  if (open === 0) return known === size ? [...shape] : undefined;
  return open === 1 && size % known === 0 ? shape.map((dim) => (dim === -1 ? size / known : dim)) : undefined;
}

export const reshape = defineLayer({
  id: 'reshape',
  title: 'Reshape',
  family: 'shape',
  doc: 'Lays the numbers of a sample out in another shape, in the same order.',
  formula:
    '\\begin{gathered} y_{i_1, \\dots, i_k} = x_{j_1, \\dots, j_m} \\\\ \\textstyle\\sum_a i_a \\prod_{b > a} e_b = ' +
    '\\sum_a j_a \\prod_{b > a} d_b \\end{gathered}',
  source: { title: 'PyTorch: reshape', url: 'https://pytorch.org/docs/stable/generated/torch.reshape.html' },
  settings: {
    shape: ints({
      label: 'Shape',
      default: [-1],
      min: 1,
      allow: [-1],
      doc: 'Of one sample, without the batch; one entry may be −1, which takes what is left.',
      blank: { value: [-1], text: 'all in one row' },
    }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The new shape.' }],
  summary: ({ shape }) => toSummary(formatShape(shape)),
  infer([x], { shape }) {
    const size = product(sampleShape(x!));
    const to = filled(shape, size);
    return to
      ? [{ dtype: x!.dtype, shape: ['N', ...to] }]
      : reject(
          'size-mismatch',
          {
            expected: phrase('as-many-numbers', { shape: formatShape(shape) }),
            received: phrase('numbers-a-sample', { shape: formatType(x!), count: size }),
          },
          { setting: 'shape' },
        );
  },
  lower: ({ b }, [x], { shape }) => b.reshape(x!, [x!.shape[0]!, ...filled(shape, product(x!.shape.slice(1)))!]),
  spell: ([x], { shape }) => ({
    tfjs: { call: 'reshape', args: { targetShape: filled(shape, product(sampleShape(x!))) } },
  }),
  torch: ([x], { shape }) =>
    shape.includes(-1)
      ? { apply: `$0${x!.shape.length > 2 ? '.flatten(1)' : ''}.unflatten(1, {shape})`, values: { shape } }
      : { apply: shape.length === 0 ? '$0.reshape(-1)' : '$0.reshape(-1, {*shape})', values: { shape } },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 12] }], settings: { shape: [3, 4] }, output: ['N', 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }], settings: { shape: [3, -1] }, output: ['N', 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], output: ['N', 6] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
      settings: { shape: [4, 3, 2] },
      output: ['N', 4, 3, 2],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 7] }],
      settings: { shape: [1, -1, 1] },
      output: ['N', 1, 7, 1],
      batch: 2,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], settings: { shape: [-1, 3] }, output: ['N', 5, 3] },
  ],
});
