import { lpPooling } from '../factories/lpPooling.ts';

export const lpPool1d = lpPooling(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }], output: ['N', 2, 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], settings: { kernel: [3], stride: [2] }, output: ['N', 2, 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }], settings: { power: 4, kernel: [5] }, output: ['N', 1, 1] },
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], settings: { power: 1 }, output: ['N', 3, 2], batch: 1 },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 8] }],
    settings: { power: 3, kernel: [4], stride: [1] },
    output: ['N', 2, 5],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }],
    settings: { power: 2.5, kernel: [3] },
    output: ['N', 2, 2],
    batch: 2,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
    settings: { kernel: [3], stride: [2], padding: 'same' },
    output: ['N', 2, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }],
    settings: { kernel: [3], stride: [2], ceil: true, power: 3 },
    output: ['N', 2, 3],
  },
]);
