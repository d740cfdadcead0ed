import { globalPooling } from '../factories/globalPooling.ts';

export const globalPool2d = globalPooling(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 5] }], output: ['N', 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { kind: 'max' }, output: ['N', 2] },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1] }], output: ['N', 1] },
  { inputs: [{ dtype: 'float32', shape: ['N', 5, 2, 7] }], settings: { kind: 'max' }, output: ['N', 5], batch: 1 },
  { inputs: [{ dtype: 'float32', shape: ['N', 4, 1, 6] }], output: ['N', 4], batch: 1 },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1] }], settings: { kind: 'max' }, output: ['N', 1], batch: 2 },
]);
