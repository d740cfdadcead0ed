import { upsampling } from '../factories/upsampling.ts';

export const upsample2d = upsampling(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }], output: ['N', 2, 6, 4] },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 4] }], settings: { factor: [3, 1] }, output: ['N', 1, 9, 4] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { mode: 'linear' }, output: ['N', 2, 6, 6] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 4] }],
    settings: { mode: 'linear', factor: [3, 2], alignCorners: true },
    output: ['N', 2, 6, 8],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 3] }],
    settings: { mode: 'linear', factor: [2, 4] },
    output: ['N', 1, 2, 12],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 2] }],
    settings: { mode: 'linear', factor: [1, 2], alignCorners: true },
    output: ['N', 3, 2, 4],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1] }],
    settings: { factor: [2, 3] },
    output: ['N', 1, 2, 3],
    batch: 2,
  },
]);
