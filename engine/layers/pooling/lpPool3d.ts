import { lpPooling } from '../factories/lpPooling.ts';

export const lpPool3d = lpPooling(3, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 4, 2] }], output: ['N', 2, 1, 2, 1] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 3, 5] }],
    settings: { kernel: [2, 3, 2] },
    output: ['N', 1, 2, 1, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3, 3] }],
    settings: { kernel: [2, 2, 2], stride: [1, 1, 1], power: 4 },
    output: ['N', 1, 2, 2, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 2, 2] }],
    settings: { power: 1 },
    output: ['N', 2, 1, 1, 1],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 4, 3] }],
    settings: { kernel: [2, 2, 2], ceil: true, power: 3 },
    output: ['N', 1, 2, 2, 2],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 2, 2] }],
    settings: { kernel: [3, 2, 1], power: 1.5 },
    output: ['N', 1, 1, 1, 2],
    batch: 2,
  },
]);
