/** LSTM, GRU and RNN: gates in the document's order, states behind the batch. */
import { phrase, verbatim } from '../../../phrases.ts';
import { dequantized, reshaped, transposed } from '../fold.ts';
import { int, type Op, text, texts } from '../read.ts';
import { type Known, sizeIn } from '../tensors.ts';
import type { Translator } from '../translator.ts';
import { BATCH, BatchMixed, sampleOf, Unmapped, type Value, type Wire } from '../values.ts';
import type { Rule, RuleTable } from './define.ts';

interface Cell {
  readonly layer: 'lstm' | 'gru' | 'simpleRnn';
  /** For each of the layer's gates, which of ONNX's it is. */
  readonly gates: readonly number[];
  readonly activations: readonly string[];
  readonly states: readonly string[];
}
const CELLS: Readonly<Record<string, Cell>> = {
  LSTM: { layer: 'lstm', gates: [0, 2, 3, 1], activations: ['Sigmoid', 'Tanh', 'Tanh'], states: ['state', 'cell'] },
  GRU: { layer: 'gru', gates: [1, 0, 2], activations: ['Sigmoid', 'Tanh'], states: ['state'] },
  RNN: { layer: 'simpleRnn', gates: [0], activations: ['Tanh'], states: ['state'] },
};

/** One direction's rows, gate by gate in another order. */
function regated(
  value: Known,
  direction: number,
  rows: number,
  width: number,
  gates: readonly number[],
  start = 0,
): Float32Array {
  const units = rows / gates.length;
  const out = new Float32Array(rows * width);
  const from = direction * sizeIn(value.shape.slice(1)) + start;
  gates.forEach((gate, i) => {
    for (let at = 0; at < units * width; at++)
      out[i * units * width + at] = Number(value.data[from + gate * units * width + at]);
  });
  return out;
}

function weightsOf(
  cell: Cell,
  directions: readonly string[],
  [w, r, b]: readonly (Known | undefined)[],
  units: number,
  features: number,
) {
  const rows = units * cell.gates.length;
  return Object.fromEntries(
    directions.flatMap((ending, i) => [
      [
        `weight_ih_l0${ending}`,
        { dtype: 'float32' as const, shape: [rows, features], data: regated(w!, i, rows, features, cell.gates) },
      ],
      [
        `weight_hh_l0${ending}`,
        { dtype: 'float32' as const, shape: [rows, units], data: regated(r!, i, rows, units, cell.gates) },
      ],
      ...(b
        ? [
            [
              `bias_ih_l0${ending}`,
              { dtype: 'float32' as const, shape: [rows], data: regated(b, i, rows, 1, cell.gates) },
            ],
            [
              `bias_hh_l0${ending}`,
              { dtype: 'float32' as const, shape: [rows], data: regated(b, i, rows, 1, cell.gates, rows) },
            ],
          ]
        : []),
    ]),
  );
}

const attribute = (name: string): Unmapped => new Unmapped(phrase('onnx-attribute', { name: verbatim(name) }));

function settingsOf(op: Op, cell: Cell, count: number): Readonly<Record<string, unknown>> {
  const activations = texts(op, 'activations');
  const used = activations?.slice(0, cell.activations.length) ?? cell.activations;
  const isRelu = cell.layer === 'simpleRnn' && used[0] === 'Relu';
  const alike =
    activations === undefined ||
    Array.from({ length: count }, (_, i) => activations.slice(i * used.length, (i + 1) * used.length)).every(
      (one) => one.join() === used.join(),
    );
  if (!alike || (!isRelu && used.join() !== cell.activations.join())) throw attribute('activations');
  if (op.attributes.has('clip')) throw attribute('clip');
  if (int(op, 'input_forget', 0) === 1) throw attribute('input_forget');
  if (cell.layer === 'gru') return { reset: int(op, 'linear_before_reset', 0) === 1 ? 'after' : 'before' };
  return isRelu ? { activation: 'relu' } : {};
}

/** A state as the layer takes it: one row a sample, or one for each direction. */
function startOf(
  t: Translator,
  value: Value,
  count: number,
  batchAxis: number,
  units: number,
  rows: number | null,
): Wire['end'] | undefined {
  if (value.known && Array.from(value.data).every((x) => x === 0)) return undefined;
  const sample = count > 1 ? [count, units] : [units];
  if (rows !== null) {
    // each sample is a whole input of the model, with a batch of its own
    const wire = t.as(t.asWire(value), 'float32');
    const order = batchAxis === 1 ? [1, 0, 2] : [0, 1, 2];
    return t.reshape(t.permute(wire.end, order), [rows, ...sample]);
  }
  if (!value.known) {
    const wire = t.as(value, 'float32');
    if (wire.batch !== null && (wire.batch !== batchAxis || wire.outer * wire.inner > 1)) throw new BatchMixed();
    if (wire.batch === null && wire.shape[batchAxis] !== 1) throw new BatchMixed();
    return t.reshape(wire.end, sample);
  }
  const known = t.squash(value);
  if (known.shape[batchAxis] !== 1) throw new BatchMixed();
  return t.constant(known, sample);
}

const recurrent: Rule = (op, t, [x, w, r, b, lengths, ...states]) => {
  const cell = CELLS[op.type]!;
  if (![w, r, b].every((value) => value === undefined || value.known))
    throw new Unmapped(phrase('onnx-weights-not-known'));
  if (states[2]) throw attribute('P');
  const wire = t.as(t.asWire(x!), 'float32');
  const batchFirst = int(op, 'layout', 0) === 1;
  const batchAxis = batchFirst ? 0 : 1;
  if (wire.shape.length !== 3 || (wire.batch !== null && (wire.batch !== batchAxis || wire.outer * wire.inner > 1)))
    throw new BatchMixed();
  const [time, features] = [wire.shape[1 - batchAxis]!, wire.shape[2]!];
  if (lengths && !(lengths.known && Array.from(lengths.data).every((length) => length === time)))
    throw attribute('sequence_lens');
  const direction = text(op, 'direction', 'forward');
  const endings = direction === 'bidirectional' ? ['', '_reverse'] : direction === 'reverse' ? ['_reverse'] : [''];
  const units = int(op, 'hidden_size', (r as Known).shape[2]!);
  // without a batch of the document's the model's own is gone through step by step
  const rows = wire.batch === null ? wire.shape[batchAxis]! : null;
  const input = rows !== null && !batchFirst ? t.permute(wire.end, [1, 0, 2]) : wire.end;
  const starts = cell.states.map(
    (name, i) =>
      [name, states[i] ? startOf(t, states[i]!, endings.length, batchAxis, units, rows) : undefined] as const,
  );
  const id = t.add({
    type: cell.layer,
    name: t.ownerOf(op),
    settings: {
      units,
      returns: 'sequence',
      direction: direction === 'bidirectional' ? 'both' : direction === 'reverse' ? 'backward' : 'forward',
      bias: b !== undefined,
      ...settingsOf(op, cell, endings.length),
    },
    inputs: { input, ...Object.fromEntries(starts) },
    weights: weightsOf(cell, endings, [w, r, b] as Known[], units, features),
    ...(rows !== null && { more: { steps: 1 } }),
  });
  const ends = ['output', ...cell.states].map((port, i) =>
    finished(t, { node: id, port }, i === 0, { time, count: endings.length, units, batchFirst, rows, type: wire.type }),
  );
  return ends;
};

/** An output as ONNX has it: the sequence time×directions×batch×units, a state directions×batch×units. */
function finished(
  t: Translator,
  end: Wire['end'],
  isSequence: boolean,
  about: {
    readonly time: number;
    readonly count: number;
    readonly units: number;
    readonly batchFirst: boolean;
    readonly rows: number | null;
    readonly type: number;
  },
): Wire {
  const { time, count, units, batchFirst, rows, type } = about;
  const whole = isSequence ? [time, count, units] : [count, units];
  const batch = rows ?? BATCH;
  const shape = batchFirst ? [batch, ...whole] : whole.toSpliced(isSequence ? 2 : 1, 0, batch);
  const place = batchFirst ? 0 : isSequence ? 2 : 1;
  const wire = { type, shape, batch: rows === null ? place : null, outer: 1, inner: 1 };
  if (rows === null) return { ...wire, end: t.reshape(end, sampleOf(wire)) };
  const apart = t.reshape(end, [rows, ...whole]);
  const order = Array.from({ length: whole.length }, (_, i) => i + 1).toSpliced(place, 0, 0);
  return { ...wire, end: t.permute(apart, order) };
}

/** An LSTM whose weights are bytes, features×gates; what goes in is measured and rounded each time, which is left out. */
const lstmOfBytes: Rule = (op, t, inputs) => {
  const [x, w, r, b, lengths, hidden, cell, peepholes, ...scales] = inputs;
  const weight = (at: number): Known => {
    const [bytes, scale, zero] = [at === 0 ? w : r, scales[2 * at], scales[2 * at + 1]];
    if (!bytes?.known || !scale?.known || !zero?.known) throw new Unmapped(phrase('onnx-weights-not-known'));
    // one for each direction, or one for each gate of it
    const along = (one: Known): Known =>
      one.shape.length === 2 ? reshaped(one, [one.shape[0]!, 1, one.shape[1]!]) : one;
    return transposed(dequantized(bytes, along(scale), along(zero), 0), [0, 2, 1]);
  };
  t.doubts.push(phrase('onnx-not-rounded'));
  return recurrent({ ...op, type: 'LSTM' }, t, [x, weight(0), weight(1), b, lengths, hidden, cell, peepholes]);
};

export const RECURRENT: RuleTable = {
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
  DynamicQuantizeLSTM: lstmOfBytes,
};
