import { separableConvolution } from '../factories/depthwise.ts';

export const separableConv1d = separableConvolution(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], settings: { filters: 3 }, output: ['N', 3, 5] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 6] }],
    settings: { filters: 2, multiplier: 2, kernel: [4], padding: 'same' },
    output: ['N', 2, 6],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 9] }],
    settings: { filters: 4, stride: [2], dilation: [3], bias: false },
    output: ['N', 4, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }],
    settings: { filters: 2, multiplier: 3, kernel: [5] },
    output: ['N', 2, 1],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
    settings: { filters: 1, padding: 'explicit', explicitPadding: [2], border: 'reflect', stride: [2] },
    output: ['N', 1, 4],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 4, 3] }],
    settings: { filters: 3, kernel: [1] },
    output: ['N', 3, 3],
    batch: 2,
  },
]);
