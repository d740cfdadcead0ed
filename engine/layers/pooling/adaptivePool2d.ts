import { adaptivePooling } from '../factories/adaptivePooling.ts';

export const adaptivePool2d = adaptivePooling(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 5] }], output: ['N', 3, 1, 1] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7, 5] }], settings: { size: [3, 2] }, output: ['N', 2, 3, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 7, 5] }],
    settings: { size: [3, 2], kind: 'max' },
    output: ['N', 2, 3, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 6, 4] }],
    settings: { size: [3, 2], kind: 'max' },
    output: ['N', 1, 3, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }],
    settings: { size: [5, 3] },
    output: ['N', 2, 5, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 5] }],
    settings: { size: [2, 3], kind: 'max' },
    output: ['N', 2, 2, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 3] }],
    settings: { size: [3, 3] },
    output: ['N', 2, 3, 3],
    batch: 2,
  },
]);
