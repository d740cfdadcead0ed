import { transposedConvolution } from '../factories/transposed.ts';

export const transposedConv1d = transposedConvolution(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 4] }], settings: { filters: 3 }, output: ['N', 3, 8] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 4] }],
    settings: { filters: 2, padding: 'valid', kernel: [4], stride: [3] },
    output: ['N', 2, 13],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 4, 3] }],
    settings: { filters: 2, groups: 2, padding: 'explicit', explicitPadding: [1], outputPadding: [1] },
    output: ['N', 2, 6],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }],
    settings: { filters: 2, stride: [1], dilation: [2], bias: false },
    output: ['N', 2, 5],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 1] }],
    settings: { filters: 1, padding: 'valid', kernel: [5] },
    output: ['N', 1, 5],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }],
    settings: { filters: 2, kernel: [1], stride: [3] },
    output: ['N', 2, 9],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }],
    settings: { filters: 3, groups: 3, kernel: [4], padding: 'valid', dilation: [2], outputPadding: [1] },
    output: ['N', 3, 16],
    batch: 2,
  },
]);
