import { choice, ints, numbers } from '../../settings.ts';
import { formatShape, sizeOf } from '../../types/shape.ts';
import { defineLayer, reject } from '../define.ts';
import { phrase } from '../../phrases.ts';

export const constant = defineLayer({
  id: 'constant',
  title: 'Constant',
  family: 'data',
  doc: 'Fixed numbers, the same for every sample: a scale, a mask, a table of positions.',
  formula: 'y_n = c',
  source: { title: 'ONNX: Constant', url: 'https://onnx.ai/onnx/operators/onnx__Constant.html' },
  keywords: ['fixed', 'value', 'number', 'fill'],
  settings: {
    shape: ints({
      label: 'Shape',
      default: [1],
      min: 1,
      doc: 'Of one sample, without the batch; empty for a single number a sample.',
      blank: { value: [], text: 'one number' },
    }),
    values: numbers({ label: 'Values', default: [1], doc: 'One number for all places, or one for each, row by row.' }),
    type: choice(['float32', 'int32'], {
      label: 'Type',
      default: 'float32',
      doc: 'Numbers, or whole numbers.',
      names: { float32: 'Numbers', int32: 'Whole numbers' },
    }),
  },
  inputs: [],
  outputs: [{ name: 'output', doc: 'The numbers, once for each sample.' }],
  summary: ({ shape, values }) => [
    ...(values.length === 1 ? [values[0]!] : []),
    ...(values.length !== 1 || sizeOf(shape) > 1 ? [formatShape(shape)] : []),
  ],
  infer(_, { shape, values, type }) {
    const size = sizeOf(shape);
    if (values.length !== 1 && values.length !== size)
      return reject(
        'bad-setting',
        {
          expected: phrase('one-or-all-values', { size, shape: formatShape(shape) }),
          received: phrase('count-of-numbers', { count: values.length }),
        },
        { setting: 'values' },
      );
    if (type === 'int32' && !values.every(Number.isInteger))
      return reject('bad-setting', { expected: phrase('whole-numbers'), received: values }, { setting: 'values' });
    return [{ dtype: type, shape: ['N', ...shape] }];
  },
  lower({ b, batch }, _, { shape, values, type }) {
    if (values.length === 1) return b.fill(values[0]!, [batch, ...shape], type);
    return b.broadcast(b.constant(values, [1, ...shape], type), [batch, ...shape]);
  },
  examples: [
    { inputs: [], output: ['N', 1] },
    { inputs: [], settings: { shape: [3], values: [1, -2, 0.5] }, output: ['N', 3] },
    { inputs: [], settings: { shape: [2, 2], values: [1, 2, 3, 4] }, output: ['N', 2, 2], batch: 1 },
    { inputs: [], settings: { shape: [4, 1], values: [-1.5] }, output: ['N', 4, 1] },
    { inputs: [], settings: { shape: [], values: [7] }, output: ['N'], batch: 5 },
    { inputs: [], settings: { shape: [3], values: [0, 2, 1], type: 'int32' }, output: ['N', 3] },
  ],
});
