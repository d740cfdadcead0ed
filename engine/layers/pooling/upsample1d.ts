import { upsampling } from '../factories/upsampling.ts';

export const upsample1d = upsampling(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 4] }], output: ['N', 2, 8] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
    settings: { mode: 'linear', factor: [3] },
    output: ['N', 2, 15],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }],
    settings: { mode: 'linear', alignCorners: true },
    output: ['N', 3, 8],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 1] }],
    settings: { mode: 'linear', factor: [4], alignCorners: true },
    output: ['N', 1, 4],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }],
    settings: { factor: [1], mode: 'linear' },
    output: ['N', 2, 3],
    batch: 1,
  },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 3] }], settings: { factor: [5] }, output: ['N', 1, 15], batch: 2 },
]);
