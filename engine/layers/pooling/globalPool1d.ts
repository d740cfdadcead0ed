import { globalPooling } from '../factories/globalPooling.ts';

export const globalPool1d = globalPooling(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], output: ['N', 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 4] }], settings: { kind: 'max' }, output: ['N', 2] },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 1] }], output: ['N', 1] },
  { inputs: [{ dtype: 'float32', shape: ['N', 5, 7] }], settings: { kind: 'max' }, output: ['N', 5], batch: 1 },
  { inputs: [{ dtype: 'float32', shape: ['N', 4, 6] }], output: ['N', 4], batch: 1 },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 1] }], settings: { kind: 'max' }, output: ['N', 1], batch: 2 },
]);
