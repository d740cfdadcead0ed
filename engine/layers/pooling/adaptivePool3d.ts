import { adaptivePooling } from '../factories/adaptivePooling.ts';

export const adaptivePool3d = adaptivePooling(3, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 3, 2] }], output: ['N', 2, 1, 1, 1] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4, 3] }],
    settings: { size: [2, 3, 2] },
    output: ['N', 2, 2, 3, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4, 3] }],
    settings: { size: [2, 3, 2], kind: 'max' },
    output: ['N', 2, 2, 3, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 2, 4] }],
    settings: { size: [2, 1, 2], kind: 'max' },
    output: ['N', 1, 2, 1, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 3, 4] }],
    settings: { size: [2, 3, 2] },
    output: ['N', 1, 2, 3, 2],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 3] }],
    settings: { size: [3, 1, 2], kind: 'max' },
    output: ['N', 1, 3, 1, 2],
    batch: 1,
  },
]);
