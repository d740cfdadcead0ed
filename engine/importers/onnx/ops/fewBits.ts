/** Weights that ONNX Runtime's quantizer packs into 2, 4 or 8 bits, with a scale for each block of them. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { phrase, verbatim } from '../../../phrases.ts';
import { dequantized, gathered, known, plainName } from '../fold.ts';
import { int } from '../read.ts';
import { type Known, sizeIn, unpacked } from '../tensors.ts';
import { normalAxis, Unmapped, type Value, type Wire } from '../values.ts';
import type { Rule, RuleTable } from './define.ts';
import { denseOf, product } from './products.ts';
import { gather } from './shape.ts';
import { conv } from './windows.ts';

const ofKnown = (value: Value | undefined): Known | undefined => {
  if (value && !value.known) throw new Unmapped(phrase('onnx-weights-not-known'));
  return value;
};
const malformed = (what: string): Error => new Error(`internal: ${what}`);

function bitsOf(op: Parameters<Rule>[0]): 2 | 4 | 8 {
  const bits = int(op, 'bits', 4);
  if (bits !== 2 && bits !== 4 && bits !== 8) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('bits') }));
  return bits;
}

/** Packed numbers as they lie, the last axis `last` long; each row of them begins with a byte of its own. */
function opened(packed: Known, bits: 2 | 4 | 8, last: number): Known {
  const bytes = Math.ceil((last * bits) / 8);
  const size = sizeIn(packed.shape);
  if (bytes === 0 || size % bytes !== 0) throw malformed(`${size} bytes in rows of ${bytes}`);
  const rows = size / bytes;
  const whole = unpacked(Uint8Array.from(packed.data), bits, false, (size * 8) / bits);
  const each = (bytes * 8) / bits;
  const data = each === last ? whole : whole.filter((_, i) => i % each < last);
  return known(Type.UINT8, [rows, last], data, packed);
}

/** The middle of what so many bits hold, from which numbers count where nothing else is said. */
const middle = (bits: number): Known => known(Type.UINT8, [], [2 ** (bits - 1)]);

/** Scales and zeros as a table of so many rows. */
function table(value: Known, rows: number, columns: number): Known {
  if (sizeIn(value.shape) !== rows * columns) throw malformed(`${sizeIn(value.shape)} for ${rows}×${columns}`);
  return { ...value, shape: [rows, columns] };
}

/** A product with units × features in blocks along the features. */
const matMulNBits: Rule = (op, t, [x, packed, scales, zeros, order, bias]) => {
  const [features, units, block] = [int(op, 'K', 0), int(op, 'N', 0), int(op, 'block_size', 0)];
  if (order) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('g_idx') }));
  if (!(features > 0 && units > 0 && block > 0)) throw malformed('K, N, block_size');
  const bits = bitsOf(op);
  const [given, by, from] = [packed, scales, zeros].map(ofKnown);
  const blocks = Math.ceil(features / block);
  const all = opened(given!, bits, blocks * block);
  if (all.shape[0] !== units) throw malformed(`${all.shape[0]} rows for ${units} units`);
  const rows = blocks * block === features ? all : cut(all, features);
  const zero = from && (from.type === Type.UINT8 ? opened(from, bits, blocks) : from);
  const value = dequantized(
    rows,
    table(by!, units, blocks),
    zero ? table(zero, units, blocks) : middle(bits),
    1,
    block,
  );
  const named = {
    ...value,
    shape: [units, features],
    ...(given!.name !== undefined && { name: plainName(given!.name) }),
  };
  return denseOf(t, op, t.asWire(x!), { value: named, turned: true }, ofKnown(bias));
};

const cut = (all: Known, columns: number): Known => {
  const width = all.shape[1]!;
  const data = (all.data as Uint8Array).filter((_, i) => i % width < columns);
  return { ...all, shape: [all.shape[0]!, columns], data };
};

/** Rows of a table of words in blocks along each row, packed or of a type that says how many bits it has. */
const gatherBlockQuantized: Rule = (op, t, [packed, places, scales, zeros]) => {
  const [given, by, from] = [packed, scales, zeros].map(ofKnown);
  const block = int(op, 'block_size', 128);
  const rank = given!.shape.length;
  if (rank !== 2 || normalAxis(int(op, 'quantize_axis', 1), rank) !== 1)
    throw new Unmapped(phrase('onnx-attribute', { name: verbatim('quantize_axis') }));
  const bits = given!.type === Type.UINT8 ? bitsOf(op) : undefined;
  const rows = bits ? opened(given!, bits, (given!.shape[1]! * 8) / bits) : given!;
  const blocks = Math.ceil(rows.shape[1]! / block);
  const zero = bits ? (from ? opened(from, bits, blocks) : middle(bits)) : from;
  const value = dequantized(rows, table(by!, rows.shape[0]!, blocks), zero, 1, block);
  const axis = int(op, 'gather_axis', 0);
  const own = { ...op, type: 'Gather', attributes: new Map() };
  if (normalAxis(axis, rank) !== 0) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('gather_axis') }));
  return places!.known ? gathered(value, places!, 0) : gather(own, t, [value, places]);
};

/** A product or a convolution of whole numbers, each side counted from its zero: with known weights a layer that gives whole numbers. */
const ofIntegers =
  (isConv: boolean): Rule =>
  (op, t, [x, w, from, zero]) => {
    const [weight, least, start] = [w, zero, from].map(ofKnown);
    if (start && sizeIn(start.shape) !== 1)
      throw new Unmapped(phrase('onnx-attribute', { name: verbatim('zero_point') }));
    const offset = -Number(start?.data[0] ?? 0);
    const wire = t.as(t.asWire(x!), 'float32');
    const moved = offset === 0 ? wire : t.through({ type: 'scale', name: op.called, settings: { offset } }, wire);
    const numbers = dequantized(weight!, known(Type.FLOAT, [], [1]), least, isConv ? 0 : weight!.shape.length - 1);
    const y = isConv ? (conv(op, t, [moved, numbers]) as Wire) : product(op, t, moved, numbers);
    return { ...y, type: Type.INT32 };
  };

export const INTEGERS: RuleTable = { ConvInteger: ofIntegers(true), MatMulInteger: ofIntegers(false) };

export const FEW_BITS: RuleTable = { MatMulNBits: matMulNBits, GatherBlockQuantized: gatherBlockQuantized };
