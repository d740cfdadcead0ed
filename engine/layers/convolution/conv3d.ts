import { convolution } from '../factories/convolution.ts';

export const conv3d = convolution(
  3,
  {
    id: 'conv3d',
    title: 'Conv 3D',
    doc: 'Slides learned filters through a volume or a video; each gives one output map.',
    formula: 'y_m = b_m + \\sum_c W_{m,c} \\star x_c',
    source: {
      title: 'Tran et al. 2015, Learning Spatiotemporal Features with 3D Convolutional Networks',
      url: 'https://arxiv.org/abs/1412.0767',
    },
  },
  [
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 4, 4] }], settings: { filters: 2 }, output: ['N', 2, 1, 2, 2] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2, 3] }],
      settings: { filters: 2, kernel: [2, 1, 3], stride: [1, 2, 1] },
      output: ['N', 2, 2, 1, 1],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3, 2] }],
      settings: { filters: 2, stride: [2, 2, 1], padding: 'same' },
      output: ['N', 2, 2, 2, 2],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 3] }],
      settings: { filters: 1, kernel: [2, 2, 2], padding: 'explicit', explicitPadding: [1, 0, 1], bias: false },
      output: ['N', 1, 3, 1, 4],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 3, 3] }],
      settings: { filters: 2, kernel: [2, 2, 2], dilation: [2, 1, 2], groups: 2 },
      output: ['N', 2, 2, 2, 1],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 1, 1] }],
      settings: { filters: 3, kernel: [1, 1, 1] },
      output: ['N', 3, 1, 1, 1],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 3, 2] }],
      settings: { filters: 2, kernel: [2, 2, 1], standardize: true },
      output: ['N', 2, 1, 2, 2],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 3, 3] }],
      settings: { filters: 1, kernel: [2, 3, 3], padding: 'same', border: 'reflect' },
      output: ['N', 1, 2, 3, 3],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 2, 2] }],
      settings: { filters: 1, kernel: [2, 2, 2], padding: 'explicit', explicitPadding: [1, 0, 1], border: 'circular' },
      output: ['N', 1, 3, 1, 3],
      batch: 1,
    },
  ],
);
