import { globalPooling } from '../factories/globalPooling.ts';

export const globalPool3d = globalPooling(3, [
  { inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 3, 2] }], output: ['N', 3] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3, 2] }], settings: { kind: 'max' }, output: ['N', 2] },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1, 1] }], output: ['N', 1] },
  { inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 1, 5] }], settings: { kind: 'max' }, output: ['N', 4], batch: 1 },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 4, 3] }], output: ['N', 2], batch: 1 },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 2] }], settings: { kind: 'max' }, output: ['N', 1], batch: 2 },
]);
