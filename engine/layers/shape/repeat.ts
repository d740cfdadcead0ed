import { choice, int } from '../../settings.ts';
import { normalizeAxis } from '../../types/shape.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer } from '../define.ts';
import { summary } from '../common/summary.ts';

export const repeat = defineLayer({
  id: 'repeat',
  title: 'Repeat',
  family: 'shape',
  doc: 'Repeats along an axis: the whole one after the other (a b a b), or each place by itself (a a b b).',
  formula: 'y_i = x_{i \\bmod L} \\quad \\text{or} \\quad y_i = x_{\\lfloor i / k \\rfloor}',
  source: {
    title: 'PyTorch: repeat_interleave',
    url: 'https://pytorch.org/docs/stable/generated/torch.repeat_interleave.html',
  },
  keywords: ['tile', 'repeat vector', 'upsample'],
  settings: {
    axis: axisSetting('Along which it repeats.', 1),
    times: int({ label: 'Times', default: 2, min: 1, doc: 'How often.' }),
    order: choice(['whole', 'each'], {
      label: 'Order',
      default: 'whole',
      doc: 'The whole one after the other, or each place by itself.',
      names: { whole: 'The whole', each: 'Each place' },
    }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'As many times longer along the axis.' }],
  summary: ({ axis, times, order }) =>
    order === 'each'
      ? summary('repeat-each', 'axis {{axis}}, {{times}} times each', { axis, times })
      : summary('repeat', 'axis {{axis}}, {{times}} times', { axis, times }),
  infer([x], { axis, times }) {
    const at = axisOf(x!, axis);
    return typeof at === 'number'
      ? [{ dtype: x!.dtype, shape: x!.shape.with(at, (x!.shape[at] as number) * times) }]
      : at;
  },
  lower({ b }, [x], { axis, times, order }) {
    const { shape } = x!;
    const at = normalizeAxis(axis, shape.length);
    const place = order === 'whole' ? at : at + 1;
    const copies = b.broadcast(b.reshape(x!, shape.toSpliced(place, 0, 1)), shape.toSpliced(place, 0, times));
    return b.reshape(copies, shape.with(at, shape[at]! * times));
  },
  torch: (_, { axis, times, order }) => ({
    apply: order === 'each' ? '$0.repeat_interleave({times}, {dim})' : 'torch.cat([$0] * {times}, {dim})',
    values: { times, dim: axis },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], settings: { order: 'each' }, output: ['N', 6] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }],
      settings: { axis: -1, times: 3 },
      output: ['N', 2, 9],
      batch: 1,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], settings: { times: 3, order: 'each' }, output: ['N', 6, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 4] }], settings: { times: 5 }, output: ['N', 5, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2] }], settings: { times: 1 }, output: ['N', 2], batch: 5 },
  ],
});
