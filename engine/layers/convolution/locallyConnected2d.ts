import { locallyConnected } from '../factories/locallyConnected.ts';

export const locallyConnected2d = locallyConnected(2, [
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 4] }], settings: { filters: 2 }, output: ['N', 2, 2, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
    settings: { filters: 1, kernel: [2, 3], bias: false },
    output: ['N', 1, 2, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 5] }],
    settings: { filters: 2, kernel: [2, 2], stride: [3, 2] },
    output: ['N', 2, 2, 2],
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3] }],
    settings: { filters: 1, padding: 'same', stride: [2, 1] },
    output: ['N', 1, 2, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 3] }],
    settings: { filters: 2, kernel: [2, 2], dilation: [2, 1], padding: 'explicit', explicitPadding: [0, 1] },
    output: ['N', 2, 2, 4],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 1] }],
    settings: { filters: 2, kernel: [1, 1] },
    output: ['N', 2, 2, 1],
    batch: 2,
  },
]);
