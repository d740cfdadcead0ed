import { locallyConnected } from '../factories/locallyConnected.ts';

export const locallyConnected3d = locallyConnected(3, [
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 4, 3] }], settings: { filters: 2 }, output: ['N', 2, 1, 2, 1] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 3, 2] }],
    settings: { filters: 1, kernel: [2, 3, 1], bias: false },
    output: ['N', 1, 1, 1, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 3, 5] }],
    settings: { filters: 2, kernel: [2, 2, 2], stride: [2, 1, 3] },
    output: ['N', 2, 2, 2, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 2, 2] }],
    settings: { filters: 1, kernel: [3, 2, 2], padding: 'same', stride: [2, 1, 1] },
    output: ['N', 1, 2, 2, 2],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 2, 2] }],
    settings: { filters: 2, kernel: [2, 1, 2], dilation: [2, 1, 1], padding: 'explicit', explicitPadding: [0, 0, 1] },
    output: ['N', 2, 1, 2, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 1, 2, 1] }],
    settings: { filters: 2, kernel: [1, 1, 1] },
    output: ['N', 2, 1, 2, 1],
    batch: 2,
  },
]);
