import { transposedConvolution } from '../factories/transposed.ts';

export const transposedConv2d = transposedConvolution(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { filters: 3 }, output: ['N', 3, 6, 8] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }],
    settings: { filters: 2, padding: 'valid', kernel: [4, 3], stride: [3, 1] },
    output: ['N', 2, 10, 4],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 3] }],
    settings: { filters: 2, groups: 2, padding: 'explicit', explicitPadding: [1, 0], outputPadding: [1, 0] },
    output: ['N', 2, 4, 7],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 3] }],
    settings: { filters: 2, stride: [1, 1], dilation: [2, 1], bias: false },
    output: ['N', 2, 4, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 1] }],
    settings: { filters: 2, padding: 'valid', kernel: [2, 4] },
    output: ['N', 2, 2, 4],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 3] }],
    settings: { filters: 1, kernel: [1, 2], stride: [2, 3] },
    output: ['N', 1, 4, 9],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 3, 3] }],
    settings: { filters: 3, groups: 3, kernel: [4, 4], padding: 'explicit', explicitPadding: [2, 1], dilation: [1, 2] },
    output: ['N', 3, 4, 9],
    batch: 2,
  },
]);
