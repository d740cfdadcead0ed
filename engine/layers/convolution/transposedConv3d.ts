import { transposedConvolution } from '../factories/transposed.ts';

export const transposedConv3d = transposedConvolution(3, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 2, 2] }], settings: { filters: 2 }, output: ['N', 2, 2, 4, 4] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 2] }],
    settings: { filters: 2, padding: 'valid', kernel: [2, 3, 2], stride: [2, 1, 1] },
    output: ['N', 2, 4, 4, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 1, 2] }],
    settings: { filters: 2, groups: 2, padding: 'explicit', explicitPadding: [1, 0, 1], outputPadding: [1, 0, 1] },
    output: ['N', 2, 4, 3, 4],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 2, 2] }],
    settings: { filters: 1, stride: [1, 1, 1], kernel: [2, 2, 2], dilation: [1, 2, 1], bias: false },
    output: ['N', 1, 3, 2, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 1, 1] }],
    settings: { filters: 1, padding: 'valid', kernel: [2, 1, 3] },
    output: ['N', 1, 2, 1, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 1] }],
    settings: { filters: 2, kernel: [1, 2, 1], stride: [2, 1, 3] },
    output: ['N', 2, 4, 2, 3],
    batch: 1,
  },
]);
