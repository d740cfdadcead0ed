/** What a node gives where all that it reads is known: sizes and axes, mostly, and weights that are turned or joined. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { phrase } from '../../phrases.ts';
import { stridesOf } from '../../types/shape.ts';
import { int, ints, type Op, text } from './read.ts';
import { type Known, kindOf, sizeIn } from './tensors.ts';
import { broadcast, normalAxis, Unmapped } from './values.ts';

/** More numbers than these are not made of few. */
const MOST = 1 << 26;

export function array(type: number, size: number): Float32Array | Float64Array | Int32Array | Uint8Array {
  if (!Number.isSafeInteger(size) || size > MOST || size < 0) throw new Unmapped(phrase('onnx-too-much-known'));
  if (type === Type.BOOL) return new Uint8Array(size);
  if (type === Type.INT32) return new Int32Array(size);
  return kindOf(type) === 'float' && type !== Type.DOUBLE ? new Float32Array(size) : new Float64Array(size);
}

export const known = (
  type: number,
  shape: readonly number[],
  data: ArrayLike<number>,
  from?: Partial<Known>,
): Known => ({
  known: true,
  type,
  shape,
  data,
  ...(from?.name !== undefined && { name: from.name }),
  ...(from?.sized && { sized: true }),
});
const sizedOf = (inputs: readonly (Known | undefined)[]): Partial<Known> => ({ sized: inputs.some((x) => x?.sized) });

/** A known list of whole numbers. */
export const listOf = ({ data }: Known): number[] => Array.from(data, Number);

/** Which element of a tensor of `shape` meets each place of a larger one. */
export function placesFor(shape: readonly number[], to: readonly number[]): Int32Array {
  const places = new Int32Array(array(Type.INT32, sizeIn(to)).length);
  const strides = stridesOf(shape);
  const steps = to.map((_, i) => {
    const axis = i - (to.length - shape.length);
    return axis < 0 || shape[axis] === 1 ? 0 : strides[axis]!;
  });
  const counter = to.map(() => 0);
  let at = 0;
  for (let i = 0; i < places.length; i++) {
    places[i] = at;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      at += steps[axis]!;
      if (++counter[axis]! < to[axis]!) break;
      at -= steps[axis]! * to[axis]!;
      counter[axis] = 0;
    }
  }
  return places;
}

type Calculation = (inputs: readonly number[]) => number;
const truth = (x: boolean): number => Number(x);
const halfEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

/** By place. */
const ELEMENTWISE: Readonly<Record<string, Calculation>> = {
  Add: ([a, b]) => a! + b!,
  Sub: ([a, b]) => a! - b!,
  Mul: ([a, b]) => a! * b!,
  Pow: ([a, b]) => a! ** b!,
  Equal: ([a, b]) => truth(a === b),
  Greater: ([a, b]) => truth(a! > b!),
  GreaterOrEqual: ([a, b]) => truth(a! >= b!),
  Less: ([a, b]) => truth(a! < b!),
  LessOrEqual: ([a, b]) => truth(a! <= b!),
  And: ([a, b]) => truth(a !== 0 && b !== 0),
  Or: ([a, b]) => truth(a !== 0 || b !== 0),
  Xor: ([a, b]) => truth((a !== 0) !== (b !== 0)),
  Where: ([c, a, b]) => (c !== 0 ? a! : b!),
  Max: (all) => Math.max(...all),
  Min: (all) => Math.min(...all),
  Sum: (all) => all.reduce((a, b) => a + b, 0),
  Not: ([x]) => truth(x === 0),
  Neg: ([x]) => -x!,
  Abs: ([x]) => Math.abs(x!),
  Ceil: ([x]) => Math.ceil(x!),
  Floor: ([x]) => Math.floor(x!),
  Round: ([x]) => halfEven(x!),
  Sqrt: ([x]) => Math.sqrt(x!),
  Exp: ([x]) => Math.exp(x!),
  Log: ([x]) => Math.log(x!),
  Sin: ([x]) => Math.sin(x!),
  Cos: ([x]) => Math.cos(x!),
  Reciprocal: ([x]) => 1 / x!,
  Sign: ([x]) => Math.sign(x!),
  Relu: ([x]) => Math.max(x!, 0),
  Sigmoid: ([x]) => 1 / (1 + Math.exp(-x!)),
  Tanh: ([x]) => Math.tanh(x!),
};
const COMPARES = new Set(['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'And', 'Or', 'Xor', 'Not']);

function elementwise(operator: string, inputs: readonly Known[], calculate: Calculation): Known {
  const shape = broadcast(inputs.map((x) => x.shape));
  const type = COMPARES.has(operator) ? Type.BOOL : inputs.at(operator === 'Where' ? 1 : 0)!.type;
  const out = array(type, sizeIn(shape));
  const places = inputs.map((x) => (sizeIn(x.shape) === out.length ? undefined : placesFor(x.shape, shape)));
  const at = inputs.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    for (let k = 0; k < inputs.length; k++) at[k] = Number(inputs[k]!.data[places[k]?.[i] ?? i]);
    out[i] = calculate(at);
  }
  return known(type, shape, out, { ...sizedOf(inputs), name: nameFrom(inputs) });
}

/** A weight that is scaled or shifted by numbers is still a weight, and so is one that is put together of its parts. */
function nameFrom(inputs: readonly Known[]): string | undefined {
  const names = inputs.flatMap(({ name, type }) => (name !== undefined && kindOf(type) === 'float' ? [name] : []));
  const wholes = new Set(names.map(wholeName));
  return wholes.size === 1 && (names.length === 1 || names.some((name) => !wholes.has(name)))
    ? [...wholes][0]
    : undefined;
}

/** PyTorch keeps a weight that is normed in parts: `conv.parametrizations.weight.original0`, in older files `conv.weight_g`. */
const wholeName = (name: string): string =>
  name.replace(/\.parametrizations\.([^.]+)\..+$/, '.$1').replace(/(\.weight)_(g|v|u|orig)$/, '$1');

const divide = (type: number): Calculation =>
  kindOf(type) === 'int' ? ([a, b]) => Math.trunc(a! / b!) : ([a, b]) => a! / b!;

/** The numbers at places of another tensor. */
function picked(x: Known, shape: readonly number[], place: (i: number) => number): Known {
  const out = array(x.type, sizeIn(shape));
  for (let i = 0; i < out.length; i++) out[i] = Number(x.data[place(i)]);
  return known(x.type, shape, out, x);
}

export function transposed(x: Known, order: readonly number[]): Known {
  const shape = order.map((axis) => x.shape[axis]!);
  if (order.every((axis, i) => axis === i)) return x;
  const strides = stridesOf(x.shape);
  const steps = order.map((axis) => strides[axis]!);
  const places = placesBy(shape, steps, 0);
  return { ...picked(x, shape, (i) => places[i]!), ...(shape.length === 2 && { origin: x }) };
}

/** Places in steps of so many along each axis. */
function placesBy(shape: readonly number[], steps: readonly number[], start: number): Int32Array {
  const places = new Int32Array(array(Type.INT32, sizeIn(shape)).length);
  const counter = shape.map(() => 0);
  let at = start;
  for (let i = 0; i < places.length; i++) {
    places[i] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += steps[axis]!;
      if (++counter[axis]! < shape[axis]!) break;
      at -= steps[axis]! * shape[axis]!;
      counter[axis] = 0;
    }
  }
  return places;
}

export function reshaped(x: Known, shape: readonly number[]): Known {
  if (sizeIn(shape) !== sizeIn(x.shape)) throw new Unmapped(phrase('onnx-no-reshape'));
  return known(x.type, shape, x.data, x);
}

/** What a known list of sizes means for a tensor of so many numbers: 0 keeps a size, -1 takes what is left. */
export function targetShape(list: readonly number[], from: readonly number[], allowZero: boolean): number[] {
  const kept = list.map((size, i) => (size === 0 && !allowZero ? (from[i] ?? 0) : size));
  const rest = kept.reduce((product, size) => (size === -1 ? product : product * size), 1);
  return kept.map((size) => (size === -1 ? sizeIn(from) / rest : size));
}

/** For each axis: where it begins, how far it steps, how many there are. */
export function slices(
  shape: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[] = starts.map((_, i) => i),
  steps: readonly number[] = starts.map(() => 1),
): { readonly start: number; readonly step: number; readonly count: number }[] {
  const whole = shape.map((count) => ({ start: 0, step: 1, count }));
  axes.forEach((given, i) => {
    const axis = normalAxis(given, shape.length);
    const [size, step] = [shape[axis]!, steps[i]!];
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
    const inside = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
    const start = Math.min(Math.max(starts[i]! < 0 ? starts[i]! + size : starts[i]!, 0), step > 0 ? size : size - 1);
    whole[axis] = { start, step, count: Math.max(0, Math.ceil((inside(ends[i]!) - start) / step)) };
  });
  return whole;
}

function sliced(x: Known, parts: ReturnType<typeof slices>): Known {
  const strides = stridesOf(x.shape);
  const shape = parts.map(({ count }) => count);
  const start = parts.reduce((sum, one, axis) => sum + one.start * strides[axis]!, 0);
  const places = placesBy(
    shape,
    parts.map(({ step }, axis) => step * strides[axis]!),
    start,
  );
  return picked(x, shape, (i) => places[i]!);
}

export function gathered(x: Known, indices: Known, axis: number): Known {
  const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
  const [inner, size] = [sizeIn(x.shape.slice(axis + 1)), x.shape[axis]!];
  const count = sizeIn(indices.shape);
  return {
    ...picked(x, shape, (i) => {
      const outer = Math.floor(i / (count * inner));
      const index = Number(indices.data[Math.floor(i / inner) % count]);
      return (outer * size + (index < 0 ? index + size : index)) * inner + (i % inner);
    }),
    ...((x.sized || indices.sized) && { sized: true }),
  };
}

/** For each place of the indices the number that stands at that index along an axis. */
function gatheredEach(x: Known, indices: Known, axis: number): Known {
  const [strides, own] = [stridesOf(x.shape), stridesOf(indices.shape)];
  return picked(x, indices.shape, (i) => {
    const index = Number(indices.data[i]);
    const at = (along: number) => Math.floor(i / own[along]!) % indices.shape[along]!;
    return strides.reduce(
      (sum, stride, along) =>
        sum + stride * (along === axis ? (index < 0 ? index + x.shape[axis]! : index) : at(along)),
      0,
    );
  });
}

/** What a number becomes where another is put, by the word for it. */
const REDUCTIONS: Readonly<Record<string, (old: number, put: number) => number>> = {
  none: (_, put) => put,
  add: (old, put) => old + put,
  mul: (old, put) => old * put,
  max: Math.max,
  min: Math.min,
};

/** Numbers put into a tensor: `placeOf` says where the one at a place of `updates` goes. */
function put(op: Op, x: Known, updates: Known, placeOf: (at: number) => number): Known | undefined {
  const reduce = REDUCTIONS[text(op, 'reduction', 'none')];
  if (!reduce) return undefined;
  const out = array(x.type, sizeIn(x.shape));
  for (let i = 0; i < out.length; i++) out[i] = Number(x.data[i]);
  for (let i = 0; i < updates.data.length; i++) {
    const place = placeOf(i);
    out[place] = reduce(out[place]!, Number(updates.data[i]));
  }
  return known(x.type, x.shape, out, { sized: [x, updates].some(({ sized }) => sized === true) });
}

function indexIn(index: number, size: number): number {
  const place = index < 0 ? index + size : index;
  if (!(place >= 0 && place < size)) throw new Unmapped(phrase('onnx-no-place'));
  return place;
}

/** Whole parts, at places of several axes. */
function scatteredNd(op: Op, x: Known, indices: Known, updates: Known): Known | undefined {
  const axes = x.shape.slice(0, indices.shape.at(-1));
  const inner = sizeIn(x.shape.slice(axes.length));
  return put(op, x, updates, (i) => {
    const tuple = axes.length * Math.floor(i / inner);
    const row = axes.reduce((at, size, k) => at * size + indexIn(Number(indices.data[tuple + k]), size), 0);
    return row * inner + (i % inner);
  });
}

/** Each number at an index along an axis. */
function scatteredEach(op: Op, x: Known, indices: Known, updates: Known): Known | undefined {
  const axis = normalAxis(int(op, 'axis', 0), x.shape.length);
  const [strides, own] = [stridesOf(x.shape), stridesOf(indices.shape)];
  const along = (i: number, k: number) =>
    k === axis
      ? indexIn(Number(indices.data[i]), x.shape[axis]!)
      : indexIn(Math.floor(i / own[k]!) % indices.shape[k]!, x.shape[k]!);
  return put(op, x, updates, (i) => strides.reduce((at, stride, k) => at + stride * along(i, k), 0));
}

export function concatenated(all: readonly Known[], axis: number): Known {
  const first = all[0]!;
  const shape = first.shape.with(
    axis,
    all.reduce((sum, { shape: one }) => sum + one[axis]!, 0),
  );
  const out = array(first.type, sizeIn(shape));
  const outer = sizeIn(shape.slice(0, axis));
  let start = 0;
  for (const { data, shape: one } of all) {
    const run = sizeIn(one.slice(axis));
    const whole = sizeIn(shape.slice(axis));
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < run; i++) out[o * whole + start + i] = Number(data[o * run + i]);
    start += run;
  }
  return known(first.type, shape, out, sizedOf(all));
}

/** The least and the largest of the types that are quantized to. */
export const RANGES: Readonly<Record<number, readonly [number, number]>> = {
  [Type.UINT8]: [0, 255],
  [Type.INT8]: [-128, 127],
  [Type.UINT16]: [0, 65535],
  [Type.INT16]: [-32768, 32767],
  [Type.UINT4]: [0, 15],
  [Type.INT4]: [-8, 7],
  [Type.UINT2]: [0, 3],
  [Type.INT2]: [-2, 1],
};

type Folding = (op: Op, inputs: readonly Known[]) => Known | readonly Known[] | undefined;

/** By type of node; undefined where these attributes are left to layers. */
const FOLDINGS: Readonly<Record<string, Folding>> = {
  Identity: (_, [x]) => x,
  Div: (op, inputs) => elementwise(op.type, inputs, divide(inputs[0]!.type)),
  Mod: (op, inputs) =>
    elementwise(op.type, inputs, int(op, 'fmod', 0) ? ([a, b]) => a! % b! : ([a, b]) => a! - b! * Math.floor(a! / b!)),
  Cast: (op, [x]) => {
    const to = int(op, 'to', Type.FLOAT);
    const kind = kindOf(to);
    if (!kind) return undefined;
    const out = array(to, sizeIn(x!.shape));
    const whole = kind === 'int' && kindOf(x!.type) === 'float';
    for (let i = 0; i < out.length; i++) {
      const value = Number(x!.data[i]);
      out[i] = kind === 'bool' ? truth(value !== 0) : whole ? Math.trunc(value) : value;
    }
    return known(to, x!.shape, out, x);
  },
  Transpose: (op, [x]) => transposed(x!, ints(op, 'perm') ?? x!.shape.map((_, i) => x!.shape.length - 1 - i)),
  Concat: (op, inputs) => concatenated(inputs, normalAxis(int(op, 'axis', 0), inputs[0]!.shape.length)),
  Gather: (op, [x, indices]) => gathered(x!, indices!, normalAxis(int(op, 'axis', 0), x!.shape.length)),
  GatherElements: (op, [x, indices]) => gatheredEach(x!, indices!, normalAxis(int(op, 'axis', 0), x!.shape.length)),
  ScatterND: (op, [x, indices, updates]) => scatteredNd(op, x!, indices!, updates!),
  ScatterElements: (op, [x, indices, updates]) => scatteredEach(op, x!, indices!, updates!),
  Reshape: (op, [x, shape]) =>
    reshaped(x!, targetShape(shape ? listOf(shape) : ints(op, 'shape')!, x!.shape, int(op, 'allowzero', 0) === 1)),
  Flatten: (op, [x]) => {
    const axis = int(op, 'axis', 1);
    const at = axis < 0 ? axis + x!.shape.length : axis;
    return reshaped(x!, [sizeIn(x!.shape.slice(0, at)), sizeIn(x!.shape.slice(at))]);
  },
  Squeeze: (op, [x, axes]) => reshaped(x!, squeezed(x!.shape, axes ? listOf(axes) : ints(op, 'axes'))),
  Unsqueeze: (op, [x, axes]) => reshaped(x!, unsqueezed(x!.shape, axes ? listOf(axes) : (ints(op, 'axes') ?? []))),
  Slice: (op, [x, starts, ends, axes, steps]) => {
    const list = (value: Known | undefined, name: string) => (value ? listOf(value) : ints(op, name));
    return sliced(
      x!,
      slices(x!.shape, list(starts, 'starts')!, list(ends, 'ends')!, list(axes, 'axes'), steps && listOf(steps)),
    );
  },
  Expand: (_, [x, shape]) => {
    const to = broadcast([x!.shape, listOf(shape!)]);
    // one number for every sample is a layer's, which need not be kept
    if (sizeIn(x!.shape) === 1 && sizeIn(to) > MOST) return undefined;
    const places = placesFor(x!.shape, to);
    return picked(x!, to, (i) => places[i]!);
  },
  Range: (_, [start, limit, delta]) => {
    const [from, to, step] = [start, limit, delta].map((one) => Number(one!.data[0])) as [number, number, number];
    const out = array(start!.type, Math.max(0, Math.ceil((to - from) / step)));
    for (let i = 0; i < out.length; i++) out[i] = from + i * step;
    return known(start!.type, [out.length], out, sizedOf([start, limit, delta]));
  },
  Size: (_, [x]) => known(Type.INT64, [], [sizeIn(x!.shape)]),
  Split: (op, [x, sizes]) => splitKnown(op, x!, sizes),
  Tile: (_, [x, repeats]) =>
    listOf(repeats!).reduce(
      (sum, times, axis) => (times === 1 ? sum : concatenated(Array<Known>(Math.min(times, MOST)).fill(sum), axis)),
      x!,
    ),
  QuantizeLinear: (op, [x, scale, zero]) => {
    const type = zero?.type ?? (int(op, 'output_dtype', 0) || Type.UINT8);
    const range = RANGES[type];
    const axis = normalAxis(int(op, 'axis', 1), Math.max(x!.shape.length, 2));
    if (!range || int(op, 'block_size', 0) !== 0) return undefined;
    const inputs = [x!, ...[scale!, ...(zero ? [zero] : [])].map((one) => alongAxis(one, x!.shape, axis))];
    const whole = elementwise('QuantizeLinear', inputs, ([a, b, c = 0]) =>
      Math.min(Math.max(halfEven(Math.fround(a! / b!)) + c, range[0]), range[1]),
    );
    return { ...whole, type };
  },
  DequantizeLinear: (op, [x, scale, zero]) => {
    const axis = normalAxis(int(op, 'axis', 1), Math.max(x!.shape.length, 2));
    return dequantized(x!, scale!, zero, axis, int(op, 'block_size', 0));
  },
  ReduceProd: (op, inputs) => reduced(op, inputs, (a, b) => a * b, 1),
  ReduceSum: (op, inputs) => reduced(op, inputs, (a, b) => a + b, 0),
  ReduceMax: (op, inputs) => reduced(op, inputs, Math.max, Number.NEGATIVE_INFINITY),
  ReduceMin: (op, inputs) => reduced(op, inputs, Math.min, Number.POSITIVE_INFINITY),
  CumSum: (op, [x, axis]) =>
    axis && int(op, 'exclusive', 0) === 0 && int(op, 'reverse', 0) === 0
      ? running(x!, normalAxis(Number(axis.data[0]), x!.shape.length))
      : undefined,
  NonZero: (_, [x]) => nonZero(x!),
  Trilu: (op, [x, k]) => {
    const columns = x!.shape.at(-1)!;
    const area = columns * x!.shape.at(-2)!;
    const [upper, shift] = [int(op, 'upper', 1) === 1, Number(k?.data[0] ?? 0)];
    const out = array(x!.type, sizeIn(x!.shape));
    for (let i = 0; i < out.length; i++) {
      const over = (i % columns) - Math.floor((i % area) / columns) - shift;
      out[i] = (upper ? over >= 0 : over <= 0) ? Number(x!.data[i]) : 0;
    }
    return known(x!.type, x!.shape, out, x);
  },
};

/** Sums of all numbers up to each along an axis. */
function running(x: Known, axis: number): Known {
  const [step, size] = [stridesOf(x.shape)[axis]!, x.shape[axis]!];
  const out = Float64Array.from(listOf(x));
  for (let i = 0; i < out.length; i++) if (Math.floor(i / step) % size > 0) out[i]! += out[i - step]!;
  return known(x.type, x.shape, out, x);
}

function nonZero(x: Known): Known {
  const strides = stridesOf(x.shape);
  const there = listOf(x).flatMap((value, i) => (value !== 0 ? [i] : []));
  const rows = x.shape.map((size, axis) => there.map((i) => Math.floor(i / strides[axis]!) % size));
  return known(Type.INT64, [x.shape.length, there.length], rows.flat());
}

export function squeezed(shape: readonly number[], axes: readonly number[] | undefined): number[] {
  const gone = axes?.map((axis) => normalAxis(axis, shape.length));
  return shape.filter((size, axis) => (gone ? !gone.includes(axis) : size !== 1));
}
export function unsqueezed(shape: readonly number[], axes: readonly number[]): number[] {
  const out = [...shape];
  const rank = shape.length + axes.length;
  for (const axis of axes.map((one) => normalAxis(one, rank)).sort((a, b) => a - b)) out.splice(axis, 0, 1);
  return out;
}

/** How long each part is. */
export function partSizes(op: Op, length: number, sizes: readonly number[] | undefined): number[] {
  const given = sizes ?? ints(op, 'split');
  if (given) return [...given];
  const count = int(op, 'num_outputs', op.outputs.length);
  const each = Math.ceil(length / count);
  return Array.from({ length: count }, (_, i) => Math.min(each, length - i * each));
}

function splitKnown(op: Op, x: Known, sizes: Known | undefined): Known[] {
  const axis = normalAxis(int(op, 'axis', 0), x.shape.length);
  let start = 0;
  return partSizes(op, x.shape[axis]!, sizes && listOf(sizes)).map((count) => {
    const parts = x.shape.map((size, i) =>
      i === axis ? { start, step: 1, count } : { start: 0, step: 1, count: size },
    );
    start += count;
    return sliced(x, parts);
  });
}

/** What weights are called, without what quantizers put behind their names. */
export const plainName = (name: string): string => name.replace(/(_(DQ_)?Q[248](G\d+)?|[_ .]?quantized)$/, '');

/**
 * Numbers of few bits as the numbers that they stand for: with a scale for all, one for each place of an axis, or one for each `block` of
 * places along it.
 */
export function dequantized(x: Known, scale: Known, zero: Known | undefined, axis: number, block = 0): Known {
  const along = (one: Known): Known =>
    block > 0 && sizeIn(one.shape) > 1 ? inBlocks(one, x.shape, axis, block) : alongAxis(one, x.shape, axis);
  const numbers = { ...x, type: Type.FLOAT };
  const inputs = [numbers, along(scale), ...(zero ? [{ ...along(zero), type: Type.FLOAT }] : [])];
  return {
    ...elementwise('DequantizeLinear', inputs, ([a, b, c = 0]) => (a! - c) * b!),
    ...(x.name !== undefined && { name: plainName(x.name) }),
  };
}

/** One for each place of an axis, as it meets a tensor of that shape. */
const alongAxis = (one: Known, shape: readonly number[], axis: number): Known =>
  one.shape.length === 1 && sizeIn(one.shape) > 1
    ? reshaped(
        one,
        shape.map((size, i) => (i === axis ? size : 1)),
      )
    : one;

/** Each number of a block's as often as the block is long. */
function inBlocks(one: Known, shape: readonly number[], axis: number, block: number): Known {
  const size = shape[axis]!;
  const wanted = shape.map((length, i) => (i === axis ? Math.ceil(size / block) : length));
  if (one.shape.join() !== wanted.join()) throw new Unmapped(phrase('onnx-no-broadcast'));
  const places = Int32Array.from({ length: size }, (_, i) => Math.floor(i / block));
  return gathered(one, known(Type.INT32, [size], places), axis);
}

function reduced(op: Op, [x, list]: readonly Known[], join: (a: number, b: number) => number, start: number): Known {
  const given = list ? listOf(list) : ints(op, 'axes');
  const axes = (given ?? x!.shape.map((_, i) => i)).map((axis) => normalAxis(axis, x!.shape.length));
  const kept = x!.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  const out = array(x!.type, sizeIn(kept)).fill(start);
  const places = placesFor(kept, x!.shape);
  for (let i = 0; i < places.length; i++) out[places[i]!] = join(out[places[i]!]!, Number(x!.data[i]));
  const shape = int(op, 'keepdims', 1) ? kept : x!.shape.filter((_, i) => !axes.includes(i));
  return known(x!.type, shape, out, sizedOf([x]));
}

/** The known outputs of a node whose inputs are all known; undefined where that is left to layers. Missing inputs are undefined. */
export function folded(op: Op, inputs: readonly (Known | undefined)[]): readonly Known[] | undefined {
  const there = inputs as readonly Known[];
  const calculate = Object.hasOwn(ELEMENTWISE, op.type) ? ELEMENTWISE[op.type] : undefined;
  if (calculate) return [elementwise(op.type, there, calculate)];
  const folding = Object.hasOwn(FOLDINGS, op.type) ? FOLDINGS[op.type] : undefined;
  const out = folding?.(op, there);
  return out && ('known' in out ? [out as Known] : (out as readonly Known[]));
}
