import { depthwiseConvolution } from '../factories/depthwise.ts';

export const depthwiseConv1d = depthwiseConvolution(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], output: ['N', 2, 5] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 6] }],
    settings: { multiplier: 2, kernel: [4], padding: 'same' },
    output: ['N', 6, 6],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 9] }],
    settings: { stride: [2], dilation: [3], bias: false },
    output: ['N', 2, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }],
    settings: { multiplier: 3, kernel: [5] },
    output: ['N', 3, 1],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
    settings: { padding: 'explicit', explicitPadding: [2], border: 'replicate', stride: [2] },
    output: ['N', 2, 4],
    batch: 1,
  },
  { inputs: [{ dtype: 'float32', shape: ['N', 4, 3] }], settings: { kernel: [1] }, output: ['N', 4, 3], batch: 2 },
]);
