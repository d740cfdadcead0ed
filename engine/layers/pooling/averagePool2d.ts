import { pooling } from '../factories/pooling.ts';

export const averagePool2d = pooling(2, 'average', [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 6] }], output: ['N', 2, 3, 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7, 5] }], settings: { kernel: [3, 2] }, output: ['N', 2, 2, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 7, 7] }],
    settings: { kernel: [3, 3], stride: [2, 2] },
    output: ['N', 1, 3, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 7] }],
    settings: { kernel: [3, 3], stride: [2, 2], padding: 'same' },
    output: ['N', 2, 3, 4],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 5] }],
    settings: { kernel: [3, 3], stride: [1, 2], padding: 'explicit', explicitPadding: [1, 1] },
    output: ['N', 2, 6, 3],
  },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3] }], settings: { kernel: [3, 3] }, output: ['N', 1, 1, 1] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 8, 7] }],
    settings: { kernel: [2, 3], stride: [2, 1], dilation: [3, 2] },
    output: ['N', 2, 3, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 6] }],
    settings: { kernel: [3, 3], stride: [2, 2], padding: 'same', countPadding: true },
    output: ['N', 2, 3, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 6, 6] }],
    settings: { kernel: [3, 3], stride: [1, 1], padding: 'same' },
    output: ['N', 1, 6, 6],
    batch: 2,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 5] }],
    settings: { kernel: [3, 2], stride: [2, 2], ceil: true },
    output: ['N', 2, 3, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 6] }],
    settings: {
      kernel: [3, 3],
      stride: [3, 2],
      padding: 'explicit',
      explicitPadding: [1, 1],
      ceil: true,
      countPadding: true,
    },
    output: ['N', 1, 2, 4],
    batch: 1,
  },
]);
