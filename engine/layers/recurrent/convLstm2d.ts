import { byConvolution } from '../common/connections.ts';
import { none } from '../common/examples.ts';
import { LSTM } from '../common/cells.ts';
import { recurrent } from '../factories/recurrent.ts';
import type { TensorType } from '../../types/tensor.ts';

const of = (...shape: number[]): TensorType => ({ dtype: 'float32', shape: ['N', ...shape] });

export const convLstm2d = recurrent({
  id: 'convLstm2d',
  title: 'ConvLSTM 2D',
  doc:
    'An LSTM whose steps are pictures: convolutions take the place of its products, so that state and output are ' +
    'maps. For videos, radar and weather. Gates in the order of Keras: input, forget, cell, output.',
  formula:
    '\\begin{aligned} i_t, f_t, o_t &= \\sigma(W_x * x_t + W_h * h_{t-1} + b) \\\\ g_t &= \\tanh(W_x * x_t + W_h * ' +
    'h_{t-1} + b) \\\\ c_t &= f_t \\odot c_{t-1} + i_t \\odot g_t \\\\ h_t &= o_t \\odot \\tanh(c_t) \\end{aligned}',
  source: { title: 'Shi et al. 2015, Convolutional LSTM Network', url: 'https://arxiv.org/abs/1506.04214' },
  keywords: ['convolutional lstm', 'video', 'spatiotemporal'],
  settings: {},
  ...LSTM,
  connection: byConvolution,
  examples: [
    { inputs: [of(3, 2, 4, 4)], settings: { filters: 2 }, output: ['N', 2, 2, 2] },
    {
      inputs: [of(2, 1, 3, 4)],
      settings: { filters: 2, kernel: [2, 3], padding: 'same', returns: 'sequence' },
      output: ['N', 2, 2, 3, 4],
    },
    {
      inputs: [of(2, 1, 5, 4)],
      settings: { filters: 1, stride: [2, 1], bias: false, returns: 'sequence', direction: 'both' },
      output: ['N', 2, 2, 2, 2],
    },
    {
      inputs: [of(2, 2, 2, 3), of(2, 1, 2, 3), of(2, 1, 2, 3)],
      settings: { filters: 1, padding: 'same', layers: 2, dropout: 0.3 },
      output: ['N', 1, 2, 3],
    },
    {
      inputs: [of(3, 1, 2, 2), none, none, { dtype: 'bool', shape: ['N', 3] }],
      settings: { filters: 2, kernel: [1, 2], direction: 'backward', returns: 'sequence' },
      output: ['N', 3, 2, 2, 1],
    },
    {
      inputs: [of(2, 1, 4, 3), of(1, 4, 2), of(1, 4, 2)],
      settings: { filters: 1, kernel: [2, 2], dilation: [2, 1], padding: 'explicit', explicitPadding: [1, 0] },
      output: ['N', 1, 4, 2],
    },
    { inputs: [of(1, 1, 1, 1)], settings: { filters: 1, kernel: [1, 1] }, output: ['N', 1, 1, 1], batch: 1 },
  ],
});
