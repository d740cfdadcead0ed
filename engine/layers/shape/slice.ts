import { int } from '../../settings.ts';
import { normalizeAxis } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { alongInTfjs, axisOf, axisSetting, partAlong } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

/** First and one past the last, counted from the front; `end` 0 stands for the end of the axis. */
const boundsOf = (size: number, { start, end }: { start: number; end: number }): [number, number] => [
  start < 0 ? start + size : start,
  end <= 0 ? end + size : end,
];

export const slice = defineLayer({
  id: 'slice',
  title: 'Slice',
  family: 'shape',
  doc: 'Cuts a stretch out of an axis: some channels, some steps.',
  formula: 'y_i = x_{a + i s}',
  source: {
    title: 'NumPy: Slicing and striding',
    url: 'https://numpy.org/doc/stable/user/basics.indexing.html#slicing-and-striding',
  },
  keywords: ['crop', 'part', 'narrow'],
  settings: {
    axis: axisSetting('Along which it cuts.', 1),
    start: int({ label: 'From', default: 0, doc: 'The first place that stays; negative counts from the end.' }),
    end: int({
      label: 'To',
      default: 0,
      doc: 'One past the last; 0 is the end, negative counts from it.',
      blank: { value: 0, text: 'the end' },
    }),
    step: int({ label: 'Step', default: 1, min: 1, doc: 'Every how manieth stays.' }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'Shorter along the axis.' }],
  summary: ({ axis, start, end, step }) => {
    const last = end === 0 ? summary('the-end', 'the end') : end;
    return step > 1
      ? summary('slice-by', 'axis {{axis}}: {{start}} to {{last}} by {{step}}', { axis, start, last, step })
      : summary('slice', 'axis {{axis}}: {{start}} to {{last}}', { axis, start, last });
  },
  infer([x], settings) {
    const at = axisOf(x!, settings.axis);
    if (typeof at !== 'number') return at;
    const size = x!.shape[at] as number;
    const [from, to] = boundsOf(size, settings);
    if (from < 0 || to > size || from >= to)
      return reject(
        'bad-setting',
        {
          expected: phrase('axis-stretch', { length: size, axis: at, shape: formatType(x!) }),
          received: phrase('stretch', { start: settings.start, end: settings.end }),
        },
        { setting: 'start' },
      );
    return [{ dtype: x!.dtype, shape: x!.shape.with(at, Math.ceil((to - from) / settings.step)) }];
  },
  lower({ b }, [x], settings) {
    const { shape } = x!;
    const at = normalizeAxis(settings.axis, shape.length);
    const [from, to] = boundsOf(shape[at]!, settings);
    return partAlong(b, x!, at, from, to, settings.step);
  },
  spell([x], settings) {
    const at = normalizeAxis(settings.axis, x!.shape.length);
    const size = x!.shape[at] as number;
    const [from, to] = boundsOf(size, settings);
    if (settings.step > 1) return {};
    const args = {
      cropping: [
        [0, 0],
        [from, size - to],
      ],
    };
    return { layersModel: alongInTfjs(x!, at, to - from, { call: 'cropping2D', args }) };
  },
  torch([x], settings) {
    const { length } = x!.shape;
    const at = normalizeAxis(settings.axis, length);
    const [start, end] = boundsOf(x!.shape[at] as number, settings);
    const step = settings.step === 1 ? '' : ':{step}';
    const stop = end === x!.shape[at] ? '' : '{end}';
    return {
      apply: `$0[${':, '.repeat(at)}${start === 0 ? '' : '{start}'}:${stop}${step}]`,
      values: { start, end, step: settings.step },
    };
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], settings: { start: 1, end: 4 }, output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], settings: { axis: -1, start: -2 }, output: ['N', 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 3, 3] }], settings: { start: 2 }, output: ['N', 2, 3, 3], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 7] }], settings: { step: 3 }, output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 2] }], settings: { end: -1, step: 2 }, output: ['N', 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 1], batch: 5 },
  ],
});
