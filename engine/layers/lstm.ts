import { gate, recurrent } from './common/recurrent.ts';

export const lstm = recurrent({
  id: 'lstm',
  title: 'LSTM',
  doc: 'Reads a sequence step by step and keeps a cell that gates write, clear and read, so that it remembers over long stretches. Gates in the order of PyTorch: input, forget, cell, output.',
  formula: 'c_t = f_t \\odot c_{t-1} + i_t \\odot g_t, \\quad h_t = o_t \\odot \\tanh(c_t)',
  source: { title: 'Hochreiter and Schmidhuber 1997, Long Short-Term Memory', url: 'https://doi.org/10.1162/neco.1997.9.8.1735' },
  keywords: ['long short-term memory'],
  settings: {},
  gates: 4,
  states: [{ name: 'state', doc: 'the state' }, { name: 'cell', doc: 'the cell' }],
  step({ b, x, states: [h, c], hh }) {
    const sums = b.add(x, hh(h!));
    const [i, f, g, o] = [0, 1, 2, 3].map((index) => gate(b, sums, index, 4));
    const cell = b.add(b.mul(b.sigmoid(f!), c!), b.mul(b.sigmoid(i!), b.tanh(g!)));
    return [b.mul(b.sigmoid(o!), b.tanh(cell)), cell];
  },
  word: () => ({ call: 'lstm', args: { recurrentActivation: 'sigmoid', unitForgetBias: false } }),
});
