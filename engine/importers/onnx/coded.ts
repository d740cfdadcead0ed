/**
 * Values whose numbers in the document are not those of the model, which follow from them (`Coding`): what a model rounds to whole numbers
 * of few bits goes on here as the numbers that are meant, and places in all rows of a batch as places in the row.
 */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { layerOf } from '../../layers/index.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { dequantized } from './fold.ts';
import { isOwn, ruleOf } from './ops/index.ts';
import { quantized } from './ops/elementwise.ts';
import { product } from './ops/products.ts';
import { conv } from './ops/windows.ts';
import { float, int, type Op } from './read.ts';
import { type Known, kindOf, sizeIn } from './tensors.ts';
import type { Translator } from './translator.ts';
import { BATCH, BatchMixed, type Coding, growsWithBatch, plain, Unmapped, type Value, type Wire } from './values.ts';

export interface Fused {
  /** The nodes that it stands for. */
  readonly ops: readonly Op[];
  readonly values: readonly (readonly [name: string, value: Value])[];
}
/** Who reads a value. */
export type Readers = (name: string) => readonly Op[];

/** Who alone reads a node's first output. */
export const only = (readers: Readers, op: Op): Op | undefined => {
  const list = readers(op.outputs[0]!);
  return list.length === 1 ? list[0] : undefined;
};

/** What moves numbers about, whatever they stand for, and keeps the code of its first input. */
const PASSING: Readonly<Record<Coding['by'], ReadonlySet<string>>> = {
  bytes: new Set(
    'Identity Reshape Transpose Flatten Squeeze Unsqueeze Slice Split MaxPool DepthToSpace Resize Pad'.split(' '),
  ),
  rows: new Set('Identity Reshape Transpose Flatten Squeeze Unsqueeze Cast'.split(' ')),
};
const READING = new Set(
  'DequantizeLinear QLinearConv QLinearMatMul ConvInteger MatMulInteger ArgMax ArgMin'.split(' '),
);
/** What looks at the size of a value alone. */
const MEASURING = new Set(['Shape', 'Size']);

/** Whether a node and all behind it do without rounding. */
const takesBytes = (op: Op, readers: Readers): boolean =>
  isOwn(op)
    ? READING.has(op.type) ||
      MEASURING.has(op.type) ||
      (PASSING.bytes.has(op.type) && op.outputs.every((name) => allTakeBytes(readers(name), readers)))
    : op.domain === MICROSOFT && Object.hasOwn(OF_MICROSOFT, op.type);
const allTakeBytes = (ops: readonly Op[], readers: Readers): boolean =>
  ops.length > 0 && ops.every((op) => takesBytes(op, readers));

const codingsOf = (op: Op, t: Translator): Coding[] =>
  op.inputs.flatMap((name) => {
    const value = t.there(name);
    return value && !value.known && value.coded ? [value.coded] : [];
  });
export const readsCoded = (op: Op, t: Translator): boolean => codingsOf(op, t).length > 0;

/** Throws where a node would take the document's numbers for the model's. */
export function stopAtCoded(op: Op, t: Translator): void {
  for (const { by } of codingsOf(op, t)) {
    if (isOwn(op) && (PASSING[by].has(op.type) || (by === 'bytes' && MEASURING.has(op.type)))) continue;
    throw by === 'rows' ? new BatchMixed() : new Unmapped(phrase('onnx-rounded-only'));
  }
}

/** A node that makes such a value, or reads one as its numbers are meant. */
export function withoutCoding(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const makers = isOwn(op) ? MAKERS : op.domain === MICROSOFT ? OF_MICROSOFT : {};
  const make = Object.hasOwn(makers, op.type) ? makers[op.type] : undefined;
  return make?.(op, t, readers);
}

type Maker = (op: Op, t: Translator, readers: Readers) => Fused | undefined;
const one = (op: Op, value: Value): Fused => ({ ops: [op], values: [[op.outputs[0]!, value]] });

// Bytes

type Bytes = Extract<Coding, { readonly by: 'bytes' }>;
/** What rounds a number that is measured while the model runs would round to: so finely that nothing is lost. */
const MEASURED = { scale: 2 ** -12, zero: 0 };

/** Scale and zero that a node measures of what goes in, where all behind it does without them; the model's own are not known. */
export function measuredBy(op: Op, readers: Readers): (readonly [string, Known])[] {
  if (op.type !== 'DynamicQuantizeLinear' || op.domain !== '') return [];
  const [bytes, scale = '', zero = ''] = op.outputs;
  const isGiven = (name: string) => readers(name).some(({ type }) => type === '');
  if (isGiven(scale) || isGiven(zero) || !allTakeBytes(readers(bytes!), readers)) return [];
  const known = (name: string, type: number, value: number) =>
    name === '' ? [] : [[name, { known: true, type, shape: [], data: [value] }] as const];
  return [...known(scale, Type.FLOAT, MEASURED.scale), ...known(zero, Type.UINT8, MEASURED.zero)];
}

const number = (value: Value | undefined): number | undefined =>
  value?.known && sizeIn(value.shape) === 1 ? Number(value.data[0]) : undefined;

/** A scale and a zero for all of a tensor; undefined where they are not known, or there are more. */
function bytesBy(t: Translator, scale: string | undefined, zero: string | undefined): Bytes | undefined {
  const [by, from] = [number(t.there(scale)), zero ? number(t.there(zero)) : 0];
  return by !== undefined && by > 0 && from !== undefined ? { by: 'bytes', scale: by, zero: from } : undefined;
}

const doubted = (t: Translator): void => void t.doubts.push(phrase('onnx-not-rounded'));

/** The least byte of a type, and the largest. */
const ends = (type: number): readonly [number, number] => (type === Type.INT8 ? [-128, 127] : [0, 255]);

/** Whether a layer gives no negative number, whatever comes. */
function isNonNegative(t: Translator, end: Wire['end']): boolean {
  const says = layerOf(t.drawing.nodeOf(end).type)?.nonNegative;
  return says === true || (says === 'kept' && t.drawing.feeding(end).every((from) => isNonNegative(t, from)));
}

/** Numbers that go on unrounded. Bytes from 0 on, or from 0 to 6, stand for the rectifier that a quantizer left out before them. */
function unrounded(op: Op, t: Translator, x: Value, coded: Bytes, type: number): Wire {
  doubted(t);
  const wire = t.as(t.asWire(x), 'float32');
  const [least, most] = ends(type);
  const isRectified = coded.zero === least && !t.isInput(wire) && !isNonNegative(t, wire.end);
  const upTo = (most - coded.zero) * coded.scale;
  const layer = Math.abs(upTo - 6) < 1e-3 ? 'relu6' : 'relu';
  return { ...(isRectified ? t.through({ type: layer, name: op.called }, wire) : wire), type, coded };
}

/** What a node gives as bytes: unrounded where nothing behind it sees that, else as the model rounds it. */
function given(op: Op, t: Translator, readers: Readers, real: Wire, at: readonly [scale: number, zero: number]): Fused {
  const [scale, zero] = at.map((place) => op.inputs[place]);
  const coded = bytesBy(t, scale, zero);
  const type = t.there(zero)?.type ?? Type.UINT8;
  if (coded && allTakeBytes(readers(op.outputs[0]!), readers)) return one(op, unrounded(op, t, real, coded, type));
  return one(op, quantized(op, t, [real, t.value(scale), t.value(zero)]) as Value);
}

const quantize: Maker = (op, t, readers) => {
  const x = t.value(op.inputs[0]);
  const coded = bytesBy(t, op.inputs[1], op.inputs[2]);
  if (!x || x.known || x.coded || !coded || !allTakeBytes(readers(op.outputs[0]!), readers)) return undefined;
  const type = t.there(op.inputs[2])?.type ?? (int(op, 'output_dtype', 0) || Type.UINT8);
  // wider ones hardly round
  return [Type.UINT8, Type.INT8].includes(type) ? one(op, unrounded(op, t, x, coded, type)) : undefined;
};

const measure: Maker = (op, t) => {
  const x = t.value(op.inputs[0]);
  // what is measured was said to be known where all behind it does without
  const isSettled = op.outputs.slice(1).every((name) => name === '' || t.values.has(name));
  if (!x || x.known || x.coded || !isSettled) return undefined;
  doubted(t);
  return one(op, { ...t.as(t.asWire(x), 'float32'), type: Type.UINT8, coded: { by: 'bytes', ...MEASURED } });
};

/** The numbers of a wire of bytes; undefined where its own are these already. */
function meant(t: Translator, name: string | undefined): Wire | undefined {
  const value = t.value(name);
  return value && !value.known && value.coded?.by === 'bytes' ? { ...plain(value), type: Type.FLOAT } : undefined;
}

/** The same by the scale and the zero that a node takes them with, its inputs behind that at `at`. */
function taken(op: Op, t: Translator, at: number): Wire | undefined {
  const real = meant(t, op.inputs[at]);
  if (!real) return undefined;
  const own = (t.value(op.inputs[at]) as Wire).coded as Bytes;
  const said = bytesBy(t, op.inputs[at + 1], op.inputs[at + 2]);
  if (!said) throw new Unmapped(phrase('onnx-rounded-only'));
  if (said.scale === own.scale && said.zero === own.zero) return real;
  const settings = { factor: said.scale / own.scale, offset: (own.zero - said.zero) * said.scale };
  return t.through({ type: 'scale', name: op.called, settings }, real);
}

const dequantize: Maker = (op, t) => {
  const real = taken(op, t, 0);
  return real && one(op, real);
};

/** The largest of bytes are the largest of what they stand for. */
const compared: Maker = (op, t) => {
  const real = meant(t, op.inputs[0]);
  return real && one(op, ownRule(op, op.type, t, [real]));
};

/** Known bytes as the weights that they stand for: their scale and zero are the next inputs. */
function weightAt(op: Op, t: Translator, at: number, axis: number): Known {
  const [x, scale, zero] = [0, 1, 2].map((i) => t.known(op.inputs[at + i]));
  if (!x || !scale) throw new Unmapped(phrase('onnx-weights-not-known'));
  return dequantized(x, scale, zero, axis);
}

/** Numbers of each output channel: of one for all as many. */
const perUnit = ({ data }: Known, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Number(data[data.length === 1 ? 0 : i]));
const vector = (data: readonly number[], name?: string): Known => ({
  known: true,
  type: Type.FLOAT,
  shape: [data.length],
  data: Float32Array.from(data),
  ...(name !== undefined && { name }),
});

/** Whole numbers that are added to a product of bytes, by the scales of both sides. */
function offsetsOf(op: Op, t: Translator, at: number, count: number): Known | undefined {
  const whole = t.known(op.inputs[at]);
  const [x, w] = [1, 4].map((place) => perUnit(t.known(op.inputs[place])!, count));
  const numbers = whole && perUnit(whole, count).map((value, i) => value * x![i]! * w![i]!);
  return numbers && vector(numbers, whole.name);
}

const quantizedConv: Maker = (op, t, readers) => {
  const real = realAt(op, t, 0);
  const weight = weightAt(op, t, 3, 0);
  doubted(t);
  const y = conv(op, t, [real, weight, offsetsOf(op, t, 8, weight.shape[0]!)]) as Wire;
  return given(op, t, readers, y, [6, 7]);
};

const quantizedProduct: Maker = (op, t, readers) => {
  const [a, b] = [realAt(op, t, 0), realAt(op, t, 3, t.value(op.inputs[3])!.shape.length - 1)];
  doubted(t);
  return given(op, t, readers, product(op, t, a, b), [6, 7]);
};

/** What is done to the whole numbers that a product of bytes gives: a known bias of whole numbers, their scale, a bias behind it. */
interface Scaled {
  readonly ops: readonly Op[];
  readonly whole?: Known | undefined;
  readonly factor: Known;
  readonly bias?: Known | undefined;
}
function scaledBy(op: Op, t: Translator, readers: Readers): Scaled | undefined {
  const ops = [op];
  const other = (next: Op | undefined, type: string, kind: 'int' | 'float'): Known | undefined => {
    if (next?.type !== type || next.domain !== '') return undefined;
    const found = t.there(next.inputs.find((name) => name !== ops.at(-1)!.outputs[0]));
    return found?.known && kindOf(found.type) === kind ? found : undefined;
  };
  const added = only(readers, op);
  const whole = other(added, 'Add', 'int');
  if (whole) ops.push(added!);
  const cast = only(readers, ops.at(-1)!);
  if (cast?.type !== 'Cast' || kindOf(int(cast, 'to', 0)) !== 'float') return undefined;
  ops.push(cast);
  const times = only(readers, cast);
  const factor = other(times, 'Mul', 'float');
  if (!factor) return undefined;
  ops.push(times!);
  const moved = only(readers, times!);
  const bias = other(moved, 'Add', 'float');
  return { ops, whole, factor, bias };
}

/** Both sides flow: their product is scaled by what is left of the factor behind their own scales. */
function ofTwo(
  op: Op,
  t: Translator,
  { ops, whole, factor, bias }: Scaled,
  sides: readonly [Wire, Wire],
): Fused | undefined {
  const own = op.inputs.slice(0, 2).map((name) => ((t.value(name) as Wire).coded as Bytes).scale);
  if (whole || bias || sizeIn(factor.shape) !== 1) return undefined;
  doubted(t);
  const y = product(op, t, sides[0], sides[1]);
  const left = Number(factor.data[0]) / (own[0]! * own[1]!);
  const even = Math.abs(left - 1) < 1e-6;
  const by = even ? y : t.through({ type: 'scale', name: op.called, settings: { factor: left } }, y);
  return { ops, values: [[ops.at(-1)!.outputs[0]!, by]] };
}

/** A product or a convolution of bytes whose results are whole numbers, and what makes them numbers again: one layer. */
const ofIntegers =
  (isConv: boolean): Maker =>
  (op, t, readers) => {
    const [value, w] = [t.value(op.inputs[0]), t.value(op.inputs[1])];
    const real = meant(t, op.inputs[0]);
    const scaled = real && scaledBy(op, t, readers);
    if (!scaled) return undefined;
    const { scale } = (value as Wire).coded as Bytes;
    const other = meant(t, op.inputs[1]);
    if (other && !isConv) return ofTwo(op, t, scaled, [real, other]);
    if (!w?.known || (!isConv && w.shape.length !== 2)) return undefined;
    const axis = isConv ? 0 : 1;
    const count = w.shape[axis]!;
    // a number of each map stands where the maps do, one of each unit last
    const isPerUnit = ({ shape }: Known): boolean => {
      const places = isConv ? w.shape.length - 2 : 0;
      return sizeIn(shape) === 1 || (sizeIn(shape) === count && shape.at(-1 - places) === count);
    };
    const { factor, whole, bias } = scaled;
    if (![factor, ...(whole ? [whole] : [])].every(isPerUnit)) return undefined;
    const isOwn = bias !== undefined && sizeIn(bias.shape) === count && isPerUnit(bias);
    const zero = t.known(op.inputs[3]) ?? vector([0]);
    const factors = perUnit(factor, count);
    const weight = dequantized(w, vector(factors.map((one) => one / scale)), zero, axis);
    const [first, last] = [whole && perUnit(whole, count), isOwn ? perUnit(bias, count) : undefined];
    const sum = factors.map((one, i) => (first?.[i] ?? 0) * one + (last?.[i] ?? 0));
    const name = bias?.name ?? whole?.name ?? `${op.called}.bias`;
    const offsets = first || last ? vector(sum, name) : undefined;
    const y = isConv ? (conv(op, t, [real, weight, offsets]) as Wire) : product(op, t, real, weight, offsets);
    doubted(t);
    const ops = isOwn ? [...scaled.ops, only(readers, scaled.ops.at(-1)!)!] : scaled.ops;
    return { ops, values: [[ops.at(-1)!.outputs[0]!, y]] };
  };

/** An operator of ONNX on these values, and on names that are theirs. */
function ownRule(op: Op, type: string, t: Translator, values: readonly Value[], names = op.inputs): Wire {
  const own: Op = { ...op, type, domain: '', inputs: names };
  return t.asWire(ruleOf(own)!(own, t, values) as Value);
}

/** The numbers that bytes stand for, whatever gives them; behind them are their scale and zero. */
function realAt(op: Op, t: Translator, at: number, axis = 0): Value {
  const real = taken(op, t, at);
  if (real) return real;
  const names = op.inputs.slice(at, at + 3);
  if (t.value(names[0])?.known) return weightAt(op, t, at, axis);
  const values = names.flatMap((name) => t.value(name) ?? []);
  return ownRule({ ...op, attributes: new Map() }, 'DequantizeLinear', t, values, names);
}

/** An operator of ONNX on bytes: `first` inputs as they are, so many bytes, each with scale and zero, then those of the result. */
const onBytes =
  (type: string, count: number, first = 0): Maker =>
  (op, t, readers) => {
    if (int(op, 'channels_last', 0) === 1)
      throw new Unmapped(phrase('onnx-attribute', { name: verbatim('channels_last') }));
    const places = Array.from({ length: count }, (_, i) => first + 3 * i);
    const names = [...op.inputs.slice(0, first), ...places.map((at) => op.inputs[at]!)];
    const values = [
      ...op.inputs.slice(0, first).map((name) => t.value(name)!),
      ...places.map((at) => realAt(op, t, at)),
    ];
    const end = first + 3 * count;
    return given(op, t, readers, ownRule(op, type, t, values, names), [end, end + 1]);
  };

/** What is joined stands behind the scale and the zero of all. */
const joinedBytes: Maker = (op, t, readers) => {
  const places = Array.from({ length: Math.floor((op.inputs.length - 2) / 3) }, (_, i) => 2 + 3 * i);
  const values = places.map((at) => realAt(op, t, at));
  const names = places.map((at) => op.inputs[at]!);
  return given(op, t, readers, ownRule(op, 'Concat', t, values, names), [0, 1]);
};

const quantizedGemm: Maker = (op, t, readers) => {
  const axis = int(op, 'transB', 0) === 1 ? 0 : 1;
  const [a, b] = [realAt(op, t, 0), realAt(op, t, 3, axis)];
  const alpha = float(op, 'alpha', 1);
  const whole = offsetsOf(op, t, 6, b.shape[axis]!);
  const offsets = whole && { ...whole, data: Float32Array.from(whole.data, (value) => value * alpha) };
  const y = ownRule(op, 'Gemm', t, [a, b, ...(offsets ? [offsets] : [])]);
  // without a scale the sums are given as they are
  if (op.inputs[7]) return given(op, t, readers, y, [7, 8]);
  doubted(t);
  return one(op, y);
};

/** A product of bytes with a matrix of them, given as numbers; where its parts stand among the inputs. */
const toNumbers =
  (measured: boolean): Maker =>
  (op, t) => {
    const [scale, zero, bias] = measured ? [2, 3, 4] : [3, 5, 6];
    const real = measured ? t.value(op.inputs[0])! : meant(t, op.inputs[0]);
    const [w, by] = [t.value(op.inputs[1]), t.value(op.inputs[scale!])];
    if (!real || !w?.known || !by?.known) return undefined;
    doubted(t);
    return one(op, product(op, t, real, dequantized(w, by, t.known(op.inputs[zero!]), 1), t.known(op.inputs[bias!])));
  };

/** Who says what bytes stand for, behind what only moves them. */
const readAsNumbers = (ops: readonly Op[], readers: Readers): Op | undefined =>
  ops.find(({ type }) => type === 'DequantizeLinear') ??
  ops
    .filter(({ type }) => PASSING.bytes.has(type))
    .map(({ outputs }) => readAsNumbers(readers(outputs[0]!), readers))
    .find((found) => found !== undefined);

/** Rows of a known table of bytes, all of them numbers by one scale. */
const pickedBytes: Maker = (op, t, readers) => {
  const [table, places] = op.inputs.map((name) => t.value(name));
  const behind = readers(op.outputs[0]!);
  if (!table?.known || places?.known || kindOf(table.type) !== 'int' || !allTakeBytes(behind, readers))
    return undefined;
  const [, scale, zero] = readAsNumbers(behind, readers)?.inputs ?? [];
  const coded = bytesBy(t, scale, zero);
  if (!coded) return undefined;
  const numbers = dequantized(table, t.known(scale)!, t.known(zero), 0);
  return one(op, { ...ownRule(op, 'Gather', t, [numbers, places!]), type: table.type, coded });
};

// Places in the rows of a batch

/** How much known numbers grow from a row of the batch to the next, all alike; undefined where that is not so. */
function stepOf({ shape, data }: Known, axis: number): number | undefined {
  const inner = sizeIn(shape.slice(axis + 1));
  const step = Number(data[inner]) - Number(data[0]);
  const run = shape[axis]! * inner;
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor((i % run) / inner);
    const first = Math.floor(i / run) * run + (i % inner);
    if (Number(data[i]) !== Number(data[first]) + row * step) return undefined;
  }
  return Number.isSafeInteger(step) && step >= 0 ? step : undefined;
}
/** The numbers of the first row. */
function firstRow({ type, shape, data }: Known, axis: number): Known {
  const inner = sizeIn(shape.slice(axis + 1));
  const run = shape[axis]! * inner;
  const first = Array.from(data, Number).filter((_, i) => i % run < inner);
  return { known: true, type, shape: shape.with(axis, 1), data: first };
}

/** Where the rows of a batch begin, put to places in each: these are what a document picks by. */
const placed: Maker = (op, t) => {
  const values = op.inputs.map((name) => t.value(name)!);
  const wires = values.filter((value): value is Wire => !value.known);
  const [wire] = wires;
  if (values.length !== 2 || !wire || wire.batch === null) return undefined;
  if (wires.some(({ coded }) => coded?.by === 'bytes')) return undefined;
  const steps = wires.map(({ coded }) => (coded?.by === 'rows' ? coded.step : 0));
  const rows = values.find((value): value is Known => value.known === true && value.shape.some(growsWithBatch));
  const axis = rows ? rows.shape.findIndex(growsWithBatch) : 0;
  if (rows && (rows.shape[axis] !== BATCH || axis - rows.shape.length !== wire.batch - wire.shape.length))
    return undefined;
  const grown = rows ? stepOf(rows, axis) : 0;
  if (grown === undefined) return undefined;
  const step = steps.reduce((sum, one) => sum + one, grown);
  if (step === 0) return undefined;
  const own = values.map((value) => (value === rows ? firstRow(rows, axis) : value.known ? value : plain(value)));
  const sum = t.formula(op, ([a, b]) => `${a} + ${b}`, own, values[0]!.type);
  return one(op, { ...sum, coded: { by: 'rows', step } });
};

/** What is picked by such places, out of as many numbers of each row. */
const picked: Maker = (op, t) => {
  const [x, places] = [t.value(op.inputs[0]), t.value(op.inputs[1])];
  if (!x || x.known || x.coded || !places || places.known || places.coded?.by !== 'rows') return undefined;
  const { step } = places.coded;
  const fits = (wire: Wire): boolean => wire.shape.length === 1 && wire.batch === 0 && wire.outer === 1;
  if (int(op, 'axis', 0) !== 0 || !fits(x) || !fits(places) || x.inner !== step || step === 1) return undefined;
  const inputs = { input: t.as(x, 'float32').end, indices: t.as(plain(places), 'int32').end };
  const id = t.add({ type: 'gather', name: op.called, settings: { axis: 1 }, inputs });
  return one(op, t.wire(id, { ...plain(places), type: x.type }));
};

const MAKERS: Readonly<Record<string, Maker>> = {
  QuantizeLinear: quantize,
  DynamicQuantizeLinear: measure,
  DequantizeLinear: dequantize,
  QLinearConv: quantizedConv,
  QLinearMatMul: quantizedProduct,
  ConvInteger: ofIntegers(true),
  MatMulInteger: ofIntegers(false),
  ArgMax: compared,
  ArgMin: compared,
  Add: placed,
  Gather: (op, t, readers) => pickedBytes(op, t, readers) ?? picked(op, t, readers),
};

/** ONNX Runtime's own, which its quantizer and its optimizer write. */
const MICROSOFT = 'com.microsoft';
const OF_MICROSOFT: Readonly<Record<string, Maker>> = {
  QLinearAdd: onBytes('Add', 2),
  QLinearMul: onBytes('Mul', 2),
  QLinearWhere: onBytes('Where', 2, 1),
  QLinearSigmoid: onBytes('Sigmoid', 1),
  QLinearLeakyRelu: onBytes('LeakyRelu', 1),
  QLinearSoftmax: onBytes('Softmax', 1),
  QLinearAveragePool: onBytes('AveragePool', 1),
  QLinearGlobalAveragePool: onBytes('GlobalAveragePool', 1),
  QLinearReduceMean: onBytes('ReduceMean', 1),
  QLinearConcat: joinedBytes,
  QGemm: quantizedGemm,
  DynamicQuantizeMatMul: toNumbers(true),
  MatMulIntegerToFloat: toNumbers(false),
};
