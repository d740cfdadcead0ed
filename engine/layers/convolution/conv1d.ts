import { convolution } from '../factories/convolution.ts';

export const conv1d = convolution(
  1,
  {
    id: 'conv1d',
    title: 'Conv 1D',
    doc: 'Slides learned filters along a sequence; each gives one output channel.',
    formula: 'y_m = b_m + \\sum_c W_{m,c} \\star x_c',
    source: { title: 'PyTorch: Conv1d', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html' },
  },
  [
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 8] }], settings: { filters: 3 }, output: ['N', 3, 6] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 9] }],
      settings: { filters: 2, kernel: [4], stride: [2], padding: 'same' },
      output: ['N', 2, 5],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 4, 9] }],
      settings: { filters: 2, dilation: [3], groups: 2 },
      output: ['N', 2, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }],
      settings: { filters: 2, padding: 'explicit', explicitPadding: [2] },
      output: ['N', 2, 7],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }],
      settings: { filters: 2, kernel: [1], bias: false },
      output: ['N', 2, 5],
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }], settings: { filters: 1, kernel: [7] }, output: ['N', 1, 1] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 11] }],
      settings: { filters: 6, kernel: [4], stride: [3], groups: 3 },
      output: ['N', 6, 3],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 6] }],
      settings: { filters: 2, kernel: [4], dilation: [2], padding: 'same' },
      output: ['N', 2, 6],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
      settings: { filters: 3, standardize: true },
      output: ['N', 3, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 5] }],
      settings: { filters: 2, kernel: [4], padding: 'same', border: 'reflect' },
      output: ['N', 2, 5],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 3] }],
      settings: { filters: 2, padding: 'explicit', explicitPadding: [3], border: 'circular' },
      output: ['N', 2, 7],
    },
  ],
);
