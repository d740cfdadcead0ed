import { int } from '../../settings.ts';
import { normalizeAxis } from '../../types/shape.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import { branchSettings, fitted, joinBranches } from '../common/branches.ts';
import { defineLayer, reject, type TfjsSpelling } from '../define.ts';
import { axisSummary, summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

/** Whether nothing has to be cut or filled up. */
const ofOneSize = (inputs: readonly TensorType[]): boolean =>
  inputs.every(({ shape }) => shape.every((dim, i) => i < 2 || dim === inputs[0]!.shape[i]));

export const concatenate = defineLayer({
  id: 'concatenate',
  title: 'Concatenate',
  family: 'shape',
  doc: 'Joins its inputs one after the other along an axis; axis 1 joins the channels.',
  formula: 'y = [x_1, x_2, \\dots, x_k]',
  source: { title: 'PyTorch: cat', url: 'https://pytorch.org/docs/stable/generated/torch.cat.html' },
  keywords: ['concat', 'join', 'merge'],
  settings: {
    axis: int({
      label: 'Axis',
      default: 1,
      min: -1,
      doc: 'Along which they are joined: 1 is the first after the batch, −1 the last.',
      blank: { value: -1, text: 'the last' },
    }),
    ...branchSettings,
  },
  inputs: [{ name: 'inputs', doc: 'Two or more, equal in all other axes.', many: true }],
  nonNegative: 'kept',
  outputs: [{ name: 'output', doc: 'All of them.' }],
  summary: ({ axis }) => (axis === 1 ? summary('channels', 'channels') : axisSummary({ axis })),
  infer(inputs, { axis, otherSizes: sizes }) {
    const first = inputs[0]!;
    const at = axis === -1 ? first.shape.length - 1 : axis;
    if (at < 1 || at >= first.shape.length)
      return reject(
        'bad-setting',
        {
          expected: phrase('axis-range', { last: first.shape.length - 1, shape: formatType(first) }),
          received: axis,
        },
        { setting: 'axis' },
      );
    const joining = { port: 'inputs', expected: phrase('same-but-axis', { axis: at }), joined: at };
    return joinBranches(inputs, sizes, joining, (types) => {
      const [one] = types;
      const fits = types.every(
        ({ dtype, shape }) =>
          dtype === one!.dtype &&
          shape.length === one!.shape.length &&
          shape.every((dim, i) => i === at || dim === one!.shape[i]),
      );
      const length = types.reduce((sum, { shape }) => sum + Number(shape[at]), 0);
      return fits ? [{ dtype: one!.dtype, shape: one!.shape.with(at, length) }] : undefined;
    });
  },
  lower: ({ b }, inputs, { axis, otherSizes: sizes }) =>
    b.concat(fitted(b, inputs, sizes, { joined: normalizeAxis(axis, inputs[0]!.shape.length) }), axis),
  spell(inputs, { axis, otherSizes }) {
    const word: TfjsSpelling = { call: 'concatenate', layout: 'any', axis: 'axis', args: { axis } };
    if (otherSizes === 'equal') return { tfjs: word };
    return ofOneSize(inputs) ? { layersModel: word } : {};
  },
  torch: (inputs, { axis, otherSizes }) =>
    otherSizes === 'equal' || ofOneSize(inputs)
      ? { apply: 'torch.cat([$x], {dim})', values: { dim: axis } }
      : undefined,
  examples: [
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 2, 3, 3] },
        { dtype: 'float32', shape: ['N', 4, 3, 3] },
      ],
      output: ['N', 6, 3, 3],
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 3] },
        { dtype: 'float32', shape: ['N', 5] },
      ],
      output: ['N', 8],
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 3, 2] },
        { dtype: 'float32', shape: ['N', 3, 1] },
      ],
      settings: { axis: -1 },
      output: ['N', 3, 3],
    },
    {
      inputs: [1, 2, 4].map((width) => ({ dtype: 'float32' as const, shape: ['N', 2, width, 2] as const })),
      settings: { axis: 2 },
      output: ['N', 2, 7, 2],
      batch: 1,
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 1] },
        { dtype: 'float32', shape: ['N', 1] },
      ],
      settings: { axis: -1 },
      output: ['N', 2],
      batch: 5,
    },
    {
      inputs: [2, 3].map((height) => ({ dtype: 'float32' as const, shape: ['N', 1, 3, height] as const })),
      settings: { axis: 3 },
      output: ['N', 1, 3, 5],
    },
    ...(['crop', 'pad', 'resize'] as const).map((sizes) => ({
      inputs: [5, 4].map((size) => ({ dtype: 'float32' as const, shape: ['N', size - 2, size, 6] as const })),
      settings: { otherSizes: sizes },
      output: ['N', 5, sizes === 'crop' ? 4 : 5, 6] as const,
    })),
    {
      inputs: [2, 5].map((size) => ({ dtype: 'float32' as const, shape: ['N', 1, size, 2] as const })),
      settings: { otherSizes: 'pad', axis: -1 },
      output: ['N', 1, 5, 4],
      batch: 1,
    },
  ],
});
