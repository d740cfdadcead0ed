import { lpPooling } from '../factories/lpPooling.ts';

export const lpPool2d = lpPooling(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 4] }], output: ['N', 2, 2, 2] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7, 5] }], settings: { kernel: [3, 2] }, output: ['N', 2, 2, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 7, 7] }],
    settings: { kernel: [3, 3], stride: [2, 2], power: 4 },
    output: ['N', 1, 3, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3] }],
    settings: { kernel: [3, 3], power: 1 },
    output: ['N', 1, 1, 1],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 5] }],
    settings: { kernel: [2, 3], stride: [1, 2], power: 3 },
    output: ['N', 2, 3, 2],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 4] }],
    settings: { power: 1.5, stride: [3, 1] },
    output: ['N', 1, 2, 3],
    batch: 2,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 3] }],
    settings: {
      kernel: [2, 2],
      stride: [2, 1],
      padding: 'explicit',
      explicitPadding: [1, 0],
      dilation: [2, 1],
      power: 3,
    },
    output: ['N', 1, 3, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 4] }],
    settings: { kernel: [2, 3], stride: [2, 2], ceil: true },
    output: ['N', 1, 3, 2],
    batch: 1,
  },
]);
