import { choice } from '../../settings.ts';
import { gruStep } from '../common/cells.ts';
import { recurrent } from '../factories/recurrent.ts';

export const gru = recurrent({
  id: 'gru',
  title: 'GRU',
  doc:
    'Reads a sequence step by step with two gates: one resets what it reads of its state, one says how much of the ' +
    'state is kept. Lighter than LSTM. Gates in the order of PyTorch: reset, update, new.',
  formula:
    'h_t = (1 - z_t) \\odot n_t + z_t \\odot h_{t-1}, \\quad n_t = \\tanh(W_{in} x_t + b_{in} + r_t \\odot (W_{hn} h_{t-1} + b_{hn}))',
  source: {
    title: 'Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder',
    url: 'https://arxiv.org/abs/1406.1078',
  },
  keywords: ['gated recurrent unit', 'bigru'],
  settings: {
    reset: choice(['after', 'before'], {
      label: 'Reset',
      default: 'after',
      doc: 'After the product with the state (PyTorch, cuDNN and the default of Keras), or before it (the paper).',
      names: { after: 'After the product', before: 'Before the product' },
    }),
  },
  gates: 3,
  states: [{ name: 'state', doc: 'the state' }],
  step({ b, x, states: [h], hh, weight, bias }, { reset }) {
    if (reset === 'after') return [gruStep(b, x, hh(h!), h!)];
    return [
      gruStep(b, x, hh(h!), h!, (r) => {
        const [rows, units] = weight.shape as [number, number];
        const product = b.matmul(b.mul(r, h!), b.slice(weight, [2 * units, 0], [rows, units]), { transposeB: true });
        return bias ? b.add(product, b.slice(bias, [2 * units], [rows])) : product;
      }),
    ];
  },
  variants: [{ reset: 'before' }],
  // reset, update, new here; update, reset, new there
  word: ({ reset }) =>
    reset === 'before'
      ? { call: 'gru', args: { recurrentActivation: 'sigmoid', resetAfter: false }, parts: [1, 0, 2] }
      : undefined,
  inTorch: ({ reset }) => (reset === 'after' ? { module: 'nn.GRU' } : undefined),
});
