import { choice } from '../../settings.ts';
import { recurrent } from '../factories/recurrent.ts';

export const simpleRnn = recurrent({
  id: 'simpleRnn',
  title: 'Simple RNN',
  doc: 'Reads a sequence step by step; each state is made of the input and the state before. Forgets quickly: LSTM and GRU remember longer.',
  formula: 'h_t = \\tanh(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})',
  source: { title: 'Elman 1990, Finding structure in time', url: 'https://doi.org/10.1207/s15516709cog1402_1' },
  keywords: ['elman'],
  settings: {
    activation: choice(['tanh', 'relu'], {
      label: 'Activation',
      default: 'tanh',
      doc: 'What makes the new state.',
      names: { relu: 'ReLU' },
    }),
  },
  gates: 1,
  states: [{ name: 'state', doc: 'the state' }],
  step({ b, x, states: [h], hh }, { activation }) {
    const sum = b.add(x, hh(h!));
    return [activation === 'tanh' ? b.tanh(sum) : b.relu(sum)];
  },
  word: ({ activation }) => ({ call: 'simpleRNN', args: activation === 'tanh' ? {} : { activation } }),
  variants: [{ activation: 'relu' }],
  inTorch: ({ activation }) => ({
    module: 'nn.RNN',
    args: { nonlinearity: activation === 'tanh' ? undefined : activation },
  }),
});
