import { upsampling } from '../factories/upsampling.ts';

export const upsample3d = upsampling(3, [
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 3] }], output: ['N', 1, 4, 4, 6] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 3, 2] }],
    settings: { factor: [3, 1, 2] },
    output: ['N', 2, 3, 3, 4],
  },
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 3, 2] }], settings: { mode: 'linear' }, output: ['N', 1, 4, 6, 4] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 3] }],
    settings: { mode: 'linear', factor: [2, 3, 1], alignCorners: true },
    output: ['N', 1, 4, 6, 3],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 2, 1] }],
    settings: { mode: 'linear', factor: [1, 2, 3] },
    output: ['N', 2, 1, 4, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1, 1] }],
    settings: { factor: [2, 1, 2] },
    output: ['N', 1, 2, 1, 2],
    batch: 1,
  },
]);
