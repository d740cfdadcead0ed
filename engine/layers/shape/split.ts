import { choice, int, ints, type SettingsOf } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { axisOf, axisSetting, partAlong } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase, verbatim } from '../../phrases.ts';

const settings = {
  axis: axisSetting('Along which it cuts.', 1),
  by: choice(['count', 'sizes'], {
    label: 'Cut by',
    default: 'count',
    doc: 'Into equal parts, or into parts of given sizes.',
    names: { count: 'Equal parts', sizes: 'Sizes' },
  }),
  parts: int({ label: 'Parts', default: 2, min: 1, max: 32, doc: 'How many equal parts.', when: { by: ['count'] } }),
  sizes: ints({
    label: 'Sizes',
    default: [1, 1],
    min: 1,
    doc: 'Length of each part; together they are as long as the axis.',
    when: { by: ['sizes'] },
  }),
};
const countOf = ({ by, parts, sizes }: SettingsOf<typeof settings>): number => (by === 'count' ? parts : sizes.length);
const inputs = [{ name: 'input', doc: 'Any shape.' }];
const outputs = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `part${i + 1}`, doc: 'The parts in order along the axis.' }));

export const split = defineLayer({
  id: 'split',
  title: 'Split',
  family: 'shape',
  doc: 'Cuts an axis into parts, each an output of its own: heads, groups of channels, the two halves of a gate.',
  formula: 'x = [y_1, y_2, \\dots, y_k]',
  source: { title: 'PyTorch: split', url: 'https://pytorch.org/docs/stable/generated/torch.split.html' },
  keywords: ['chunk', 'unstack', 'divide', 'branch'],
  settings,
  inputs,
  outputs: outputs(2),
  ports: (s) => ({ inputs, outputs: outputs(countOf(s)) }),
  summary: ({ by, parts, sizes, axis }) =>
    summary('split', 'axis {{axis}} into {{parts}}', {
      axis,
      parts: by === 'count' ? parts : verbatim(sizes.join(' + ')),
    }),
  infer([x], s) {
    const at = axisOf(x!, s.axis);
    if (typeof at !== 'number') return at;
    const length = x!.shape[at] as number;
    if (s.by === 'count' && length % s.parts !== 0)
      return reject(
        'size-mismatch',
        { expected: phrase('divisible-axis', { axis: at, parts: s.parts }), received: formatType(x!) },
        { port: 'input', setting: 'parts' },
      );
    if (s.by === 'sizes' && (s.sizes.length === 0 || s.sizes.reduce((a, c) => a + c, 0) !== length))
      return reject(
        'bad-setting',
        {
          expected: phrase('size-sum', { length, axis: at, shape: formatType(x!) }),
          received: s.sizes.length === 0 ? phrase('none') : verbatim(s.sizes.join(' + ')),
        },
        { setting: 'sizes' },
      );
    return sizesOf(s, length).map((size) => ({ dtype: x!.dtype, shape: x!.shape.with(at, size) }));
  },
  lower({ b }, [x], s) {
    const at = s.axis < 0 ? s.axis + x!.shape.length : s.axis;
    let from = 0;
    return sizesOf(s, x!.shape[at]!).map((size) => partAlong(b, x!, at, from, (from += size)));
  },
  torch([x], s) {
    const at = s.axis < 0 ? s.axis + x!.shape.length : s.axis;
    const sizes = sizesOf(s, x!.shape[at] as number);
    return {
      apply: '$0.split({sizes}, {dim})',
      values: { sizes, dim: s.axis },
      outputs: sizes.map((_, i) => `$y[${i}]`),
    };
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 2] }], settings: { parts: 3 }, output: ['N', 2, 2] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
      settings: { axis: -1, by: 'sizes', sizes: [1, 4] },
      output: ['N', 2, 1],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 2] }],
      settings: { axis: 2, by: 'sizes', sizes: [2, 1, 1] },
      output: ['N', 3, 2, 2],
      batch: 1,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], settings: { parts: 1 }, output: ['N', 3], batch: 5 },
    { inputs: [{ dtype: 'int32', shape: ['N', 4] }], settings: { parts: 4 }, output: ['N', 1], below: 9 },
  ],
});

const sizesOf = (s: SettingsOf<typeof settings>, length: number): readonly number[] =>
  s.by === 'sizes' ? s.sizes : Array<number>(s.parts).fill(length / s.parts);
