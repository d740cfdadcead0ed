import { pooling } from '../factories/pooling.ts';

export const averagePool3d = pooling(3, 'average', [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 4, 4] }], output: ['N', 2, 1, 2, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 5, 3] }],
    settings: { kernel: [3, 2, 1] },
    output: ['N', 1, 1, 2, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3, 3] }],
    settings: { kernel: [3, 3, 3], stride: [2, 2, 1], padding: 'same' },
    output: ['N', 1, 2, 2, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 3, 3] }],
    settings: { stride: [1, 2, 2], padding: 'explicit', explicitPadding: [0, 1, 1], countPadding: true },
    output: ['N', 2, 1, 2, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3, 4] }],
    settings: { ceil: true },
    output: ['N', 1, 2, 2, 2],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 4, 3] }],
    settings: { stride: [1, 1, 1], dilation: [2, 1, 2] },
    output: ['N', 1, 1, 3, 1],
    batch: 1,
  },
]);
