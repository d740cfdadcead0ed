/** The cell of an LSTM, whatever its gates are made of. Gates in the order of PyTorch and Keras: input, forget, cell, output. */
import type { Value } from '../../ir/program.ts';
import { gate, type Step } from './recurrent.ts';

export const LSTM = {
  gates: 4,
  states: [
    { name: 'state', doc: 'the state' },
    { name: 'cell', doc: 'the cell' },
  ],
  step({ b, x, states: [h, c], hh }: Step): readonly Value[] {
    const sums = b.add(x, hh(h!));
    const [i, f, g, o] = [0, 1, 2, 3].map((index) => gate(b, sums, index, 4));
    const cell = b.add(b.mul(b.sigmoid(f!), c!), b.mul(b.sigmoid(i!), b.tanh(g!)));
    return [b.mul(b.sigmoid(o!), b.tanh(cell)), cell];
  },
} as const;
