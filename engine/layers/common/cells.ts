/** The cells of recurrent layers: what one step makes of its input and the states before it. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import type { Schema, SettingsOf } from '../../settings.ts';
import { partAlong } from './axes.ts';

/** One step: `x` is the input's part of all gates [N, gates·units, ...]; `hh` computes the state's part, its bias included. */
export interface CellStep {
  readonly b: Builder;
  readonly x: Value;
  readonly states: readonly Value[];
  readonly hh: (h: Value) => Value;
  /** The weight and bias behind `hh`, for rules that take them apart. */
  readonly weight: Value;
  readonly bias: Value | undefined;
}

export interface Cell<S extends Schema = Schema> {
  readonly gates: number;
  /** What travels from step to step; the first is the output. */
  readonly states: readonly { readonly name: string; readonly doc: string }[];
  step(step: CellStep, settings: SettingsOf<S>): readonly Value[];
}

/** The part of gate `index` of [N, gates·units, ...]. */
export const gate = (b: Builder, x: Value, index: number, count: number): Value => {
  const units = x.shape[1]! / count;
  return partAlong(b, x, 1, index * units, (index + 1) * units);
};

/** A step of a GRU: the input's and the state's parts of the gates [N, 3·units]; `recalled` is what the reset gate leaves of the state. */
export function gruStep(
  b: Builder,
  x: Value,
  y: Value,
  h: Value,
  recalled = (r: Value): Value => b.mul(r, gate(b, y, 2, 3)),
): Value {
  const r = b.sigmoid(b.add(gate(b, x, 0, 3), gate(b, y, 0, 3)));
  const z = b.sigmoid(b.add(gate(b, x, 1, 3), gate(b, y, 1, 3)));
  const n = b.tanh(b.add(gate(b, x, 2, 3), recalled(r)));
  return b.add(n, b.mul(z, b.sub(h, n)));
}

/** The cell of an LSTM, whatever its gates are made of. Gates in the order of PyTorch and Keras: input, forget, cell, output. */
export const LSTM = {
  gates: 4,
  states: [
    { name: 'state', doc: 'the state' },
    { name: 'cell', doc: 'the cell' },
  ],
  step({ b, x, states: [h, c], hh }: CellStep): readonly Value[] {
    const sums = b.add(x, hh(h!));
    const [i, f, g, o] = [0, 1, 2, 3].map((index) => gate(b, sums, index, 4));
    const cell = b.add(b.mul(b.sigmoid(f!), c!), b.mul(b.sigmoid(i!), b.tanh(g!)));
    return [b.mul(b.sigmoid(o!), b.tanh(cell)), cell];
  },
} as const;
