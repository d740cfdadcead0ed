import { locallyConnected } from '../factories/locallyConnected.ts';

export const locallyConnected1d = locallyConnected(1, [
  { inputs: [{ dtype: 'float32', shape: ['N', 1, 6] }], settings: { filters: 2 }, output: ['N', 2, 4] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
    settings: { filters: 1, kernel: [2], bias: false },
    output: ['N', 1, 4],
  },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 8] }], settings: { filters: 2, stride: [3] }, output: ['N', 2, 2] },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }],
    settings: { filters: 3, padding: 'same', stride: [2] },
    output: ['N', 3, 3],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }],
    settings: { filters: 2, kernel: [2], dilation: [2], padding: 'explicit', explicitPadding: [1] },
    output: ['N', 2, 4],
    batch: 1,
  },
  {
    inputs: [{ dtype: 'float32', shape: ['N', 2, 1] }],
    settings: { filters: 2, kernel: [1] },
    output: ['N', 2, 1],
    batch: 2,
  },
]);
