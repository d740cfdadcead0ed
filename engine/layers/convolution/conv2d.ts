import { convolution } from '../factories/convolution.ts';

export const conv2d = convolution(
  2,
  {
    id: 'conv2d',
    title: 'Conv 2D',
    doc: 'Slides learned filters over the image; each gives one output map.',
    formula: 'y_m = b_m + \\sum_c W_{m,c} \\star x_c',
    source: {
      title: 'LeCun et al. 1998, Gradient-based learning applied to document recognition',
      url: 'http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf',
    },
  },
  [
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 7] }], settings: { filters: 3 }, output: ['N', 3, 4, 5] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 8, 8] }],
      settings: { filters: 2, kernel: [5, 3], stride: [2, 1] },
      output: ['N', 2, 2, 6],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 7, 6] }],
      settings: { filters: 2, stride: [2, 2], padding: 'same' },
      output: ['N', 2, 4, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 5] }],
      settings: { filters: 2, padding: 'explicit', explicitPadding: [2, 1], bias: false },
      output: ['N', 2, 7, 5],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 4, 7, 7] }],
      settings: { filters: 4, dilation: [2, 2], groups: 2 },
      output: ['N', 4, 3, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 4] }],
      settings: { filters: 3, groups: 3, padding: 'same' },
      output: ['N', 3, 4, 4],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }],
      settings: { filters: 4, kernel: [1, 1] },
      output: ['N', 4, 3, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 5, 4] }],
      settings: { filters: 2, kernel: [5, 4] },
      output: ['N', 2, 1, 1],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 9, 8] }],
      settings: {
        filters: 2,
        kernel: [3, 2],
        stride: [3, 2],
        dilation: [2, 1],
        padding: 'explicit',
        explicitPadding: [1, 2],
      },
      output: ['N', 2, 3, 6],
      batch: 2,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 5] }],
      settings: { filters: 4, kernel: [2, 4], padding: 'same', dilation: [1, 2], groups: 2 },
      output: ['N', 4, 6, 5],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 5] }],
      settings: { filters: 2, standardize: true, groups: 2 },
      output: ['N', 2, 2, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 5] }],
      settings: { filters: 2, padding: 'same', border: 'reflect' },
      output: ['N', 2, 4, 5],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
      settings: {
        filters: 2,
        stride: [2, 1],
        padding: 'explicit',
        explicitPadding: [2, 1],
        border: 'replicate',
        groups: 2,
      },
      output: ['N', 2, 3, 4],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 3] }],
      settings: { filters: 1, kernel: [2, 3], dilation: [2, 1], padding: 'same', border: 'circular' },
      output: ['N', 1, 4, 3],
    },
  ],
);
