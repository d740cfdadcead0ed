import { LSTM } from '../common/cells.ts';
import { recurrent } from '../factories/recurrent.ts';

export const lstm = recurrent({
  id: 'lstm',
  title: 'LSTM',
  doc:
    'Reads a sequence step by step and keeps a cell that gates write, clear and read, so that it remembers over ' +
    'long stretches. Gates in the order of PyTorch: input, forget, cell, output.',
  formula: 'c_t = f_t \\odot c_{t-1} + i_t \\odot g_t, \\quad h_t = o_t \\odot \\tanh(c_t)',
  source: {
    title: 'Hochreiter and Schmidhuber 1997, Long Short-Term Memory',
    url: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  keywords: ['long short-term memory', 'bilstm'],
  settings: {},
  ...LSTM,
  word: () => ({ call: 'lstm', args: { recurrentActivation: 'sigmoid', unitForgetBias: false } }),
  inTorch: () => ({ module: 'nn.LSTM' }),
});
