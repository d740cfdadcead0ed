import { pooling } from '../factories/pooling.ts';

export const averagePool1d = pooling(1, 'average', [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 8] }], output: ['N', 2, 4] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], settings: { kernel: [3], stride: [2] }, output: ['N', 2, 3] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }],
    settings: { kernel: [3], stride: [2], padding: 'same' },
    output: ['N', 2, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 6] }],
    settings: { kernel: [3], stride: [1], padding: 'explicit', explicitPadding: [1] },
    output: ['N', 1, 6],
  },
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], settings: { kernel: [5] }, output: ['N', 3, 1] },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }], settings: { kernel: [2], stride: [1] }, output: ['N', 1, 4] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 9] }],
    settings: { kernel: [3], stride: [2], dilation: [2] },
    output: ['N', 2, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }],
    settings: { kernel: [3], stride: [2], padding: 'explicit', explicitPadding: [1], countPadding: true },
    output: ['N', 2, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 8] }],
    settings: { stride: [1], dilation: [3], padding: 'same' },
    output: ['N', 2, 8],
  },
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 2] }], output: ['N', 3, 1], batch: 1 },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 8] }],
    settings: { kernel: [3], stride: [2], padding: 'explicit', explicitPadding: [1], ceil: true, countPadding: true },
    output: ['N', 2, 5],
  },
]);
