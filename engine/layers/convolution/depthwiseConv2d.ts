import { depthwiseConvolution } from '../factories/depthwise.ts';

export const depthwiseConv2d = depthwiseConvolution(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 4] }], output: ['N', 2, 3, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 4] }],
    settings: { multiplier: 2, padding: 'same' },
    output: ['N', 6, 4, 4],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 7, 5] }],
    settings: { kernel: [3, 2], stride: [2, 3], bias: false },
    output: ['N', 2, 3, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 5] }],
    settings: { multiplier: 3, dilation: [2, 1] },
    output: ['N', 3, 1, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
    settings: { multiplier: 2, padding: 'explicit', explicitPadding: [2, 0], stride: [2, 1] },
    output: ['N', 4, 3, 2],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 2] }],
    settings: { kernel: [1, 1] },
    output: ['N', 4, 2, 2],
    batch: 2,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 3] }],
    settings: { multiplier: 2, padding: 'same', border: 'reflect' },
    output: ['N', 4, 4, 3],
  },
]);
