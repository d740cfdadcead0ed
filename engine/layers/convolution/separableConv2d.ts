import { separableConvolution } from '../factories/depthwise.ts';

export const separableConv2d = separableConvolution(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 4] }], settings: { filters: 3 }, output: ['N', 3, 3, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 4] }],
    settings: { filters: 2, multiplier: 2, padding: 'same' },
    output: ['N', 2, 4, 4],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 7, 5] }],
    settings: { filters: 2, kernel: [3, 2], stride: [2, 3], bias: false },
    output: ['N', 2, 3, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 5] }],
    settings: { filters: 2, multiplier: 3, dilation: [2, 1] },
    output: ['N', 2, 1, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
    settings: { filters: 1, padding: 'explicit', explicitPadding: [2, 0], stride: [2, 1] },
    output: ['N', 1, 3, 2],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 2] }],
    settings: { filters: 3, kernel: [1, 1] },
    output: ['N', 3, 2, 2],
    batch: 2,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
    settings: { filters: 2, padding: 'explicit', explicitPadding: [1, 2], border: 'circular' },
    output: ['N', 2, 3, 6],
  },
]);
