import { adaptivePooling } from '../factories/adaptivePooling.ts';

export const adaptivePool1d = adaptivePooling(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 7] }], output: ['N', 3, 1] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], settings: { size: [3] }, output: ['N', 2, 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], settings: { size: [3], kind: 'max' }, output: ['N', 2, 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 8] }], settings: { size: [4], kind: 'max' }, output: ['N', 1, 4] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], settings: { size: [5] }, output: ['N', 2, 5], batch: 1 },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }],
    settings: { size: [4], kind: 'max' },
    output: ['N', 2, 4],
    batch: 1,
  },
]);
