/** What exported projects carry of the engine, word for word. Written by `carried.test.ts` with UPDATE_SAMPLES=1. */

export const KERNELS = `/** Kernels that TensorFlow.js's WebAssembly backend lacks, has wrong, or computes less exactly than training needs. */
import * as tf from '@tensorflow/tfjs';

/** Terms of a sum that a kernel adds up one after the other; sums of more are put together of several such. */
const STAGE = 64;

/**
 * The gradient of a convolution by its filter: x under dy as its filter, where channels and batch change places and stride and dilation too.
 * Some rows of dy at a time: over all of them the rounding of a single long sum would show.
 */
function convFilterGradient({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const x = inputs.x as tf.Tensor4D;
  const dy = inputs.dy as tf.Tensor4D;
  const { strides, pad, filterShape } = attrs as {
    strides: number | [number, number];
    pad: 'valid' | 'same' | number;
    filterShape: [number, number, number, number];
  };
  const { padInfo, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
  );
  const padded = tf.pad(x, [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]);
  const [height, width, inChannels, outChannels] = filterShape;
  const [images, filters] = [tf.transpose(padded, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3])];
  const [outHeight, outWidth, batch] = filters.shape as [number, number, number, number];
  const rows = Math.max(1, Math.floor(STAGE / (outWidth * batch)));
  const parts: tf.Tensor[] = [];
  for (let row = 0; row < outHeight; row += rows) {
    const count = Math.min(rows, outHeight - row);
    const [from, seen] = [row * strideHeight, (count - 1) * strideHeight + height];
    const found = tf.conv2d(
      tf.slice(images, [0, from, 0, 0], [inChannels, seen, padded.shape[2]!, batch]) as tf.Tensor4D,
      tf.slice(filters, [row, 0, 0, 0], [count, outWidth, batch, outChannels]) as tf.Tensor4D,
      1,
      'valid',
      'NHWC',
      [strideHeight, strideWidth],
    );
    // where the stride left pixels over, it is wider than the filter
    parts.push(tf.slice(found, [0, 0, 0, 0], [inChannels, height, width, outChannels]));
  }
  return tf.transpose(parts.length === 1 ? parts[0]! : tf.addN(parts), [1, 2, 0, 3]);
}

/** Zeros between the elements along an axis: \`step - 1\` of them after each but the last. */
function spread(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const column = tf.reshape(x, [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)]);
  const padded = tf.pad(
    column,
    column.shape.map((_, i) => [0, i === axis + 1 ? step - 1 : 0]),
  );
  const [length, origin] = [x.shape[axis]! * step, x.shape.map(() => 0)];
  return tf.slice(tf.reshape(padded, x.shape.with(axis, length)), origin, x.shape.with(axis, length - step + 1));
}

/**
 * The gradient of a convolution by its input: dy, with the stride's holes filled, under the filter turned around. The backend's own gives the
 * same numbers some ten times slower.
 */
function convInputGradient({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const filter = inputs.filter as tf.Tensor4D;
  const { strides, pad, dimRoundingMode, inputShape } = attrs as {
    strides: number | [number, number];
    pad: 'valid' | 'same' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    inputShape: [number, number, number, number];
  };
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, inHeight, inWidth } =
    tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode);
  const open = spread(spread(inputs.dy as tf.Tensor, 1, strideHeight), 2, strideWidth);
  const [top, left] = [filterHeight - 1 - padInfo.top, filterWidth - 1 - padInfo.left];
  const [height, width] = [inHeight + filterHeight - 1, inWidth + filterWidth - 1];
  const padded = tf.pad(open, [
    [0, 0],
    [top, height - top - open.shape[1]!],
    [left, width - left - open.shape[2]!],
    [0, 0],
  ]) as tf.Tensor4D;
  return tf.conv2d(padded, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D, 1, 'valid');
}

/** The gradient of a look-up: rows of x add up into the segment that their id names. */
function segmentSum({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const x = inputs.x as tf.Tensor;
  const ids = (inputs.segmentIds as tf.Tensor1D).dataSync();
  const { numSegments } = attrs as { numSegments: number };
  const width = x.size / ids.length;
  const values = x.dataSync();
  const sums = new Float32Array(numSegments * width);
  ids.forEach((id, row) => {
    for (let i = 0; i < width; i++) sums[id * width + i]! += values[row * width + i]!;
  });
  return tf.tensor(sums, [numSegments, ...x.shape.slice(1)]);
}

/** Where the first of the largest numbers of one window lies. */
function firstLargest(
  values: ArrayLike<number>,
  {
    padInfo,
    strideHeight,
    strideWidth,
    filterHeight,
    filterWidth,
    inHeight,
    inWidth,
    inChannels,
  }: tf.backend_util.Conv2DInfo,
  [n, row, column, channel]: readonly [number, number, number, number],
): number {
  let top = -1;
  for (let i = 0; i < filterHeight; i++)
    for (let j = 0; j < filterWidth; j++) {
      const y = row * strideHeight - padInfo.top + i;
      const z = column * strideWidth - padInfo.left + j;
      if (y < 0 || y >= inHeight || z < 0 || z >= inWidth) continue;
      const at = ((n * inHeight + y) * inWidth + z) * inChannels + channel;
      if (top < 0 || values[at]! > values[top]!) top = at;
    }
  return top;
}

/** The gradient of max pooling, to the first of equal maxima: the backend's own kernel loses part of it where there are several channels. */
function maxPoolGradient({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const x = inputs.input as tf.Tensor4D;
  const { filterSize, strides, pad } = attrs as {
    filterSize: number | [number, number];
    strides: number | [number, number];
    pad: 'valid' | 'same' | number;
  };
  const windows = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad);
  const values = x.dataSync();
  const dy = (inputs.dy as tf.Tensor).dataSync();
  const dx = new Float32Array(values.length);
  let place = 0;
  for (let n = 0; n < windows.batchSize; n++)
    for (let row = 0; row < windows.outHeight; row++)
      for (let column = 0; column < windows.outWidth; column++)
        for (let channel = 0; channel < windows.inChannels; channel++)
          dx[firstLargest(values, windows, [n, row, column, channel])]! += dy[place++]!;
  return tf.tensor(dx, x.shape);
}

/** The gradient of average pooling: each element of dy in equal shares to the part of its window that lies inside. */
function averagePoolGradient({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const shape = inputs.input!.shape as [number, number, number, number];
  const { filterSize, strides, pad } = attrs as {
    filterSize: number | [number, number];
    strides: number | [number, number];
    pad: 'valid' | 'same' | number;
  };
  const {
    padInfo,
    strideHeight,
    strideWidth,
    filterHeight,
    filterWidth,
    inHeight,
    inWidth,
    outHeight,
    outWidth,
    inChannels,
    batchSize,
  } = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
  const dy = (inputs.dy as tf.Tensor).dataSync();
  const dx = new Float32Array(batchSize * inHeight * inWidth * inChannels);
  let place = 0;
  /** Of one window, whose channels lie together. */
  const share = (n: number, [y0, y1]: readonly number[], [x0, x1]: readonly number[]) => {
    const area = (y1! - y0!) * (x1! - x0!);
    for (let y = y0!; y < y1!; y++)
      for (let x = x0!; x < x1!; x++) {
        const at = ((n * inHeight + y) * inWidth + x) * inChannels;
        for (let channel = 0; channel < inChannels; channel++) dx[at + channel]! += dy[place + channel]! / area;
      }
    place += inChannels;
  };
  const inside = (first: number, size: number, length: number) => [Math.max(first, 0), Math.min(first + size, length)];
  for (let n = 0; n < batchSize; n++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        share(
          n,
          inside(row * strideHeight - padInfo.top, filterHeight, inHeight),
          inside(column * strideWidth - padInfo.left, filterWidth, inWidth),
        );
  return tf.tensor(dx, shape);
}

/** Sums in double precision, which are rounded once: the backend's own adds one rounded number after the other. */
function sumsOf(x: tf.Tensor, axes: readonly number[]): Float64Array {
  const others = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const leading = axes.every((axis) => axis < axes.length);
  const trailing = axes.every((axis) => axis >= others.length);
  const values = (leading || trailing ? x : tf.transpose(x, [...others, ...axes])).dataSync();
  const sums = new Float64Array(others.reduce((size, axis) => size * x.shape[axis]!, 1));
  const length = x.size / Math.max(1, sums.length);
  if (leading) for (let at = 0; at < values.length; ) for (let i = 0; i < sums.length; i++) sums[i]! += values[at++]!;
  else
    for (let i = 0, at = 0; i < sums.length; i++) {
      let sum = 0;
      for (const end = at + length; at < end; at++) sum += values[at]!;
      sums[i] = sum;
    }
  return sums;
}

function reduced({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }, mean: boolean): tf.Tensor {
  const x = inputs.x as tf.Tensor;
  const { axis, keepDims } = attrs as { axis: number | number[]; keepDims: boolean };
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const shape = x.shape.flatMap((size, i) => (!axes.includes(i) ? [size] : keepDims ? [1] : []));
  const sums = sumsOf(x, axes);
  if (!mean && x.dtype === 'int32') return tf.tensor(Int32Array.from(sums), shape, 'int32');
  const count = mean ? x.size / sums.length : 1;
  return tf.tensor(
    Float32Array.from(sums, (sum) => sum / count),
    shape,
  );
}

/**
 * A kernel of the backend's own that passes over NaN, made to give NaN wherever \`marks\` says: pooling where a window holds one, a maximum
 * or minimum where one of the two is one.
 */
function keepingNaN(
  own: tf.KernelFunc,
  marks: (operands: readonly tf.Tensor[], attrs: tf.NamedAttrMap) => tf.Tensor,
): (args: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }) => tf.Tensor {
  return ({ inputs, attrs }) => {
    const given = attrs as tf.NamedAttrMap;
    const { dataId, shape, dtype } = own({ inputs, attrs: given, backend: tf.engine().backend }) as tf.TensorInfo;
    const result = tf.engine().makeTensorFromDataId(dataId, shape, dtype);
    const operands = Object.values(inputs) as tf.Tensor[];
    if (!operands.some((operand) => operand.dataSync().some(Number.isNaN))) return result;
    return tf.where(marks(operands, given), Number.NaN, result);
  };
}

const anyInWindow = ([x]: readonly tf.Tensor[], attrs: tf.NamedAttrMap): tf.Tensor => {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as {
    filterSize: [number, number];
    strides: [number, number];
    pad: 'valid' | 'same' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  const ones = tf.cast(tf.isNaN(x!), 'float32') as tf.Tensor4D;
  return tf.greater(tf.maxPool(ones, filterSize, strides, pad, dimRoundingMode), 0);
};
const eitherOf = ([a, b]: readonly tf.Tensor[]): tf.Tensor => tf.logicalOr(tf.isNaN(a!), tf.isNaN(b!));

function register(
  kernelName: string,
  compute: (args: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }) => tf.Tensor,
): void {
  const own = tf.getKernel(kernelName, 'wasm');
  if (own) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    ...(own?.setupFunc && { setupFunc: own.setupFunc }),
    kernelFunc: ({ inputs, attrs, backend }) => {
      const result = tf.tidy(() => compute({ inputs, attrs }));
      const { dataId, shape, dtype } = result;
      (backend as tf.KernelBackend).incRef(dataId); // the engine wraps the data anew; this handle goes
      result.dispose();
      return { dataId, shape, dtype };
    },
  });
}

/** Call once, with the WebAssembly backend loaded. */
export function supplyKernels(): void {
  register('Conv2DBackpropFilter', convFilterGradient);
  register('Conv2DBackpropInput', convInputGradient);
  register('UnsortedSegmentSum', segmentSum);
  register('MaxPoolGrad', maxPoolGradient);
  register('AvgPoolGrad', averagePoolGradient);
  register('Sum', (call) => reduced(call, false));
  register('Mean', (call) => reduced(call, true));
  for (const [name, marks] of [
    ['MaxPool', anyInWindow],
    ['AvgPool', anyInWindow],
    ['Maximum', eitherOf],
    ['Minimum', eitherOf],
  ] as const)
    register(name, keepingNaN(tf.getKernel(name, 'wasm').kernelFunc, marks));
}
`;

export const GRADIENTS = `/**
 * Gradients as PyTorch has them, where those of TensorFlow.js are others. What was not taken (by relu, by a condition, as the smaller of two)
 * has a gradient of zero whatever comes: TensorFlow.js multiplies, and zero times infinity is NaN. Equal extrema share theirs. That of |x|
 * at 0 is 0, that of a quotient is not lost in the square of its divisor, and comparisons have one: none.
 */
import * as tf from '@tensorflow/tfjs';

type Saved = tf.Tensor[];

/** Undoes broadcasting. */
function sumTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

/** dy where something holds, else 0. */
const where = (holds: tf.Tensor, dy: tf.Tensor): tf.Tensor => tf.where(holds, dy, tf.zerosLike(dy));
const unless = (holds: tf.Tensor, dy: tf.Tensor): tf.Tensor => tf.where(holds, tf.zerosLike(dy), dy);

/** None, of what has no derivative. */
function registerFlat(kernelName: string, names: readonly string[]): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: [...names],
    gradFunc: (_, saved) => Object.fromEntries(names.map((name, i) => [name, () => tf.zeros(saved[i]!.shape)])),
  });
}

/** Of the larger or smaller of two: \`wins\` says whether the first is the one. Equal ones get half of it each. */
function registerExtreme(kernelName: string, wins: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const share = (one: tf.Tensor, other: tf.Tensor) => () =>
        sumTo(
          unless(wins(other, one), tf.where(tf.equal(one, other), tf.mul(dy as tf.Tensor, 0.5), dy as tf.Tensor)),
          one.shape,
        );
      return { a: share(a, b), b: share(b, a) };
    },
  });
}

/** Of the largest or smallest along axes, which the attribute of this name has. */
function registerExtremeAlong(kernelName: string, attribute: string): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, y] = saved as [tf.Tensor, tf.Tensor];
      const axes = tf.util.parseAxisParam(attrs[attribute] as number[], x.shape);
      const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return {
        x: () => {
          const hit = tf.cast(tf.equal(x, tf.reshape(y, kept)), 'float32');
          return tf.mul(hit, tf.div(tf.reshape(dy as tf.Tensor, kept), tf.sum(hit, axes, true)));
        },
      };
    },
  });
}

/** Of p ^ q: q p^(q-1), which is 0 for a q of 0, and p^q log(p), which is 0 for a p of 0. */
function powerGradient(dy: tf.Tensor, [p, q, y]: Saved): { a: () => tf.Tensor; b: () => tf.Tensor } {
  return {
    a: () => sumTo(unless(tf.equal(q!, 0), tf.mul(dy, tf.mul(q!, tf.pow(p!, tf.sub(q!, 1))))), p!.shape),
    b: () => sumTo(tf.mul(dy, where(tf.greater(p!, 0), tf.mul(y!, tf.log(p!)))), q!.shape),
  };
}

/** Call once. */
export function supplyGradients(): void {
  const one =
    (gradient: (dy: tf.Tensor, saved: tf.Tensor) => tf.Tensor) =>
    (dy: tf.Tensor | tf.Tensor[], [saved]: Saved) => ({
      x: () => gradient(dy as tf.Tensor, saved!),
    });
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: one((dy, y) => where(tf.greater(y, 0), dy)),
  });
  tf.registerGradient({ kernelName: 'Abs', inputsToSave: ['x'], gradFunc: one((dy, x) => tf.mul(dy, tf.sign(x))) });
  tf.registerGradient({
    kernelName: 'Select',
    inputsToSave: ['condition'],
    gradFunc: (dy, [holds]) => ({
      condition: () => tf.cast(tf.zerosLike(holds!), 'float32'),
      t: () => where(holds!, dy as tf.Tensor),
      e: () => unless(holds!, dy as tf.Tensor),
    }),
  });
  tf.registerGradient({
    kernelName: 'RealDiv',
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (dy, [a, b, y]) => ({
      a: () => sumTo(tf.div(dy as tf.Tensor, b!), a!.shape),
      b: () => sumTo(tf.neg(tf.div(tf.mul(dy as tf.Tensor, y!), b!)), b!.shape),
    }),
  });
  tf.registerGradient({
    kernelName: 'Pow',
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (dy, saved) => powerGradient(dy as tf.Tensor, saved),
  });
  for (const name of ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'])
    registerFlat(name, ['a', 'b']);
  for (const name of ['LogicalNot', 'TopK']) registerFlat(name, ['x']);
  registerExtreme('Maximum', tf.greater);
  registerExtreme('Minimum', tf.less);
  registerExtremeAlong('Max', 'reductionIndices');
  registerExtremeAlong('Min', 'axis');
}
`;

export const FORMATS = `/** Arrays of NumPy's .npy files and of IDX files, as the program reads them that this project comes from. */

/** The numbers of an array and its sizes. */
export interface RawArray {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

const TEXTS = {
  'number-too-large':
    "row {{row}} has {{value}}, which is beyond what float32 can hold",
  'number-not-exact':
    "row {{row}} has {{value}}, which float32 cannot hold exactly; save the numbers as float32 if {{rounded}} will do",
  'not-npy':
    "it does not begin as a .npy file does",
  'header-cut-off':
    "its header is cut off",
  'npy-too-new':
    "it is of version {{version}} of the format, and 1 to 3 are known",
  'header-not-understood':
    "its header is not understood",
  'holds-no-numbers':
    "it holds {{type}}, not numbers",
  'header-promises-bytes':
    "its header promises {{promised}} bytes of numbers, and there are {{found}}",
  'not-idx':
    "it does not begin as an IDX file does",
};
const phrase = (id: keyof typeof TEXTS, values: Readonly<Record<string, string | number | bigint>> = {}): string =>
  TEXTS[id].replaceAll(/\\{\\{(\\w+)\\}\\}/g, (_, name: string) => String(values[name]));
const verbatim = String;

/** Why a file is not read. */
export class Refusal extends Error {}

/**
 * Shapes and their arithmetic. In the document the first dimension may be the symbolic batch \`N\`;
 * a tensor program is compiled for one batch size, so all of its dimensions are numbers.
 */
export type Shape = readonly number[];

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export type Numbers =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export type StoredNumbers = Numbers | BigInt64Array | BigUint64Array;

type Long = BigInt64Array | BigUint64Array;

const isLong = (numbers: StoredNumbers): numbers is Long =>
  numbers instanceof BigInt64Array || numbers instanceof BigUint64Array;

/** Whether whole numbers of more than 31 bits are all among those of int32. */
function fitInt32(numbers: Long | Uint32Array): boolean {
  if (numbers instanceof Uint32Array) return numbers.every((value) => value <= 0x7fffffff);
  // the upper half of a small number repeats the sign of the lower one
  const signed = numbers instanceof BigInt64Array;
  const halves = new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  for (let i = 0; i < halves.length; i += 2) {
    const sign = halves[i]! >> 31;
    if (halves[i + 1] !== sign || (!signed && sign !== 0)) return false;
  }
  return true;
}

const rowOf = (place: number, shape: Shape): number => Math.floor(place / Math.max(1, sizeOf(shape.slice(1))));

/**
 * The same numbers in arrays of at most 32 bits, or float64 as it is: int32 where it holds all of them, else float32. Throws a
 * \`Refusal\` with row and value of a number that neither holds exactly, or that is beyond float32.
 */
export function exactly(numbers: StoredNumbers, shape: Shape): Numbers {
  if (isLong(numbers) || numbers instanceof Uint32Array) {
    if (fitInt32(numbers)) return Int32Array.from<number | bigint>(numbers, Number);
    const floats = Float32Array.from<number | bigint>(numbers, Number);
    floats.forEach((value, i) => {
      if (BigInt(value) !== BigInt(numbers[i]!)) throw inexact(numbers[i]!, value, rowOf(i, shape));
    });
    return floats;
  }
  if (numbers instanceof Float64Array) {
    const at = numbers.findIndex((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)));
    if (at >= 0) throw new Refusal(phrase('number-too-large', { row: rowOf(at, shape), value: numbers[at]! }));
  }
  return numbers;
}

const inexact = (value: number | bigint, rounded: number, row: number): Refusal =>
  new Refusal(phrase('number-not-exact', { row, value: verbatim(String(value)), rounded: verbatim(String(rounded)) }));

interface Element {
  readonly bits: number;
  /** The numbers in bytes of their own; left out for types that are none of this program's. */
  readonly read?: (own: ArrayBuffer) => StoredNumbers;
}

const bits = new DataView(new ArrayBuffer(4));

function half(value: number): number {
  const [exponent, fraction] = [(value >> 10) & 31, value & 1023];
  const size =
    exponent === 31
      ? fraction === 0
        ? Infinity
        : NaN
      : exponent === 0
        ? fraction * 2 ** -24
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return value & 0x8000 ? -size : size;
}

function brainHalf(value: number): number {
  bits.setUint32(0, value << 16);
  return bits.getFloat32(0);
}

/** A number of 8 bits (https://arxiv.org/abs/2209.05433): a sign, an exponent, so many bits of fraction; and which bytes are NaN. */
const small = (fractionBits: number, bias: number, none: (byte: number) => boolean) => (byte: number) => {
  if (none(byte)) return NaN;
  const [exponent, fraction] = [(byte & 127) >> fractionBits, (byte & ((1 << fractionBits) - 1)) / (1 << fractionBits)];
  const size = exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
  return byte & 128 ? -size : size;
};

/** Zero has no sign and nothing is infinite: NaN is what would be -0. */
const isMinusZero = (byte: number): boolean => byte === 128;

const eachByte = (value: (byte: number) => number) => (own: ArrayBuffer) =>
  Float32Array.from(new Uint8Array(own), value);

/** All of the format (https://github.com/huggingface/safetensors), so that every tensor's place in a file can be checked. */
const ELEMENTS = {
  F32: { bits: 32, read: (own) => new Float32Array(own) },
  F64: { bits: 64, read: (own) => new Float64Array(own) },
  F16: { bits: 16, read: (own) => Float32Array.from(new Uint16Array(own), half) },
  BF16: { bits: 16, read: (own) => Float32Array.from(new Uint16Array(own), brainHalf) },
  I64: { bits: 64, read: (own) => new BigInt64Array(own) },
  I32: { bits: 32, read: (own) => new Int32Array(own) },
  I16: { bits: 16, read: (own) => new Int16Array(own) },
  I8: { bits: 8, read: (own) => new Int8Array(own) },
  U64: { bits: 64, read: (own) => new BigUint64Array(own) },
  U32: { bits: 32, read: (own) => new Uint32Array(own) },
  U16: { bits: 16, read: (own) => new Uint16Array(own) },
  U8: { bits: 8, read: (own) => new Uint8Array(own) },
  // one byte each, and every byte that is not zero is true
  BOOL: { bits: 8, read: (own) => Int8Array.from(new Uint8Array(own), Math.sign) },
  C64: { bits: 64 },
  C128: { bits: 128 },
  F8_E4M3: { bits: 8, read: eachByte(small(3, 7, (byte) => (byte & 127) === 127)) },
  // the upper byte of a half
  F8_E5M2: { bits: 8, read: eachByte((byte) => half(byte << 8)) },
  F8_E8M0: { bits: 8 },
  F8_E4M3FNUZ: { bits: 8, read: eachByte(small(3, 8, isMinusZero)) },
  F8_E5M2FNUZ: { bits: 8, read: eachByte(small(2, 16, isMinusZero)) },
  F6_E2M3: { bits: 6 },
  F6_E3M2: { bits: 6 },
  F4: { bits: 4 },
} as const satisfies Readonly<Record<string, Element>>;

export type ElementType = keyof typeof ELEMENTS;

/** Bits of one number. */
export const bitsOf = (type: ElementType): number => ELEMENTS[type].bits;

/** The numbers that bytes are, in memory of their own; undefined for a type that is not read. */
export function numbersOf(type: ElementType, bytes: Uint8Array, bigEndian = false): StoredNumbers | undefined {
  const { bits, read }: Element = ELEMENTS[type];
  const own = Uint8Array.from(bytes);
  const size = bits / 8;
  if (bigEndian && size > 1) for (let at = 0; at < own.length; at += size) own.subarray(at, at + size).reverse();
  return read?.(own.buffer);
}

/** NumPy's letters and bytes of a number. What is not here is text, dates, objects, records or complex numbers. */
const TYPES: Readonly<Record<string, ElementType>> = {
  b1: 'BOOL',
  i1: 'I8',
  i2: 'I16',
  i4: 'I32',
  i8: 'I64',
  u1: 'U8',
  u2: 'U16',
  u4: 'U32',
  u8: 'U64',
  f2: 'F16',
  f4: 'F32',
  f8: 'F64',
};

/** No header that NumPy reads without being asked twice is longer. */
const MOST_HEADER = 1 << 16;

const MOST_AXES = 64;

interface Header {
  readonly type: ElementType;
  readonly bigEndian: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

/** Throws a \`Refusal\` where the bytes do not begin as such a file, or its elements are no numbers. */
function headerOf(bytes: Uint8Array): Header {
  if (bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY')
    throw new Refusal(phrase('not-npy'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const before = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < before) throw new Refusal(phrase('header-cut-off'));
  if (bytes[6]! < 1 || bytes[6]! > 3) throw new Refusal(phrase('npy-too-new', { version: bytes[6]! }));
  const start = before + (before === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start - before > MOST_HEADER) throw new Refusal(phrase('header-not-understood'));
  if (start > bytes.length) throw new Refusal(phrase('header-cut-off'));
  const text = new TextDecoder().decode(bytes.subarray(before, start));
  const list = /'shape'\\s*:\\s*\\(([\\d\\s,L]*)\\)/.exec(text)?.[1];
  const order = /'fortran_order'\\s*:\\s*(True|False)/.exec(text)?.[1];
  const descr = /'descr'\\s*:\\s*(?:'([^']*)'|(\\[|\\())/.exec(text);
  const shape = (list ?? '-').split(',').flatMap((size) => (size.trim() === '' ? [] : [Number.parseInt(size, 10)]));
  if (!descr || !order || shape.length > MOST_AXES || !shape.every(Number.isSafeInteger))
    throw new Refusal(phrase('header-not-understood'));
  const [, mark, name] = /^([<>|=]?)(.*)$/s.exec(descr[1] ?? 'records')!;
  const type = Object.hasOwn(TYPES, name!) ? TYPES[name!] : undefined;
  if (!type) throw new Refusal(phrase('holds-no-numbers', { type: verbatim(name!.slice(0, 40)) }));
  return { type, bigEndian: mark === '>', fortran: order === 'True' && shape.length > 1, shape, start };
}

/** Throws a \`Refusal\` where there are not just as many bytes as the header promises. */
function assertWhole({ type, shape, start }: Header, bytes: number): void {
  const promised = (sizeOf(shape) * bitsOf(type)) / 8;
  if (bytes - start !== promised)
    throw new Refusal(phrase('header-promises-bytes', { promised, found: bytes - start }));
}

/** One array. Throws a \`Refusal\` that says what is wrong where the bytes are not such a file, or hold what no number here can be. */
export function readNpy(bytes: Uint8Array): RawArray {
  const header = headerOf(bytes);
  assertWhole(header, bytes.length);
  const { type, bigEndian, fortran, shape, start } = header;
  const numbers = numbersOf(type, bytes.subarray(start), bigEndian)!;
  return { shape, data: exactly(fortran ? rowByRow(numbers, shape) : numbers, shape) };
}

/** Numbers that were stored column by column, the first axis fastest. */
function rowByRow<N extends StoredNumbers>(numbers: N, shape: readonly number[]): N {
  const strides = stridesOf([...shape].reverse()).reverse();
  const out = numbers.slice() as N;
  const at = new Array<number>(shape.length).fill(0);
  let place = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = numbers[place]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      place -= shape[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return out;
}

const IDX_TYPES: Readonly<Record<number, ElementType>> = { 8: 'U8', 9: 'I8', 11: 'I16', 12: 'I32', 13: 'F32', 14: 'F64' };

export function readIdx(bytes: Uint8Array): RawArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes.length >= 4 && view.getUint16(0) === 0 ? IDX_TYPES[view.getUint8(2)] : undefined;
  if (!type) throw new Refusal(phrase('not-idx'));
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw new Refusal(phrase('header-cut-off'));
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const promised = (sizeOf(shape) * bitsOf(type)) / 8;
  if (bytes.length - start !== promised)
    throw new Refusal(phrase('header-promises-bytes', { promised, found: bytes.length - start }));
  return { shape, data: exactly(numbersOf(type, bytes.subarray(start), true)!, shape) };
}
`;

export const DEALING = `/** How rows are dealt out: by chance, with a share of every class, whole groups together, in order, or as a column says. */
export type Dealing = 'random' | 'stratified' | 'group' | 'order' | 'column';

/** How many rows are kept: shares, of validation also one of equal parts, counted from 1. */
export interface Shares {
  readonly validation: number;
  readonly test: number;
  readonly fold?: { readonly chosen: number; readonly of: number } | undefined;
}

export interface Dealt {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * \`keys\`: the class or the group of each row; where a column says it, its part: 0 to learn from, 1 to validate, 2 to test on. \`permute\`:
 * the numbers below a size in random order.
 */
export function dealRows(
  method: Dealing,
  count: number,
  keys: ArrayLike<number>,
  shares: Shares,
  permute: (size: number) => Int32Array,
): Dealt {
  if (method === 'column') return dealNamed(count, keys, shares, permute);
  if (method === 'group') return dealGroups(count, keys, shares, permute);
  if (method === 'stratified') return dealClasses(count, keys, shares, permute(count));
  // the last rows are tested on, those before them watched: what is learned lies in the past
  const order = method === 'order' ? Int32Array.from({ length: count }, (_, i) => count - 1 - i) : permute(count);
  const testing = Math.floor(count * shares.test);
  const [test, rest] = [order.slice(0, testing), order.slice(testing)];
  const { fold } = shares;
  if (fold)
    return dealFold(test, rest, fold, (i) =>
      method === 'order' ? Math.floor((i * fold.of) / rest.length) : i % fold.of,
    );
  const validating = Math.floor(rest.length * shares.validation);
  return sorted(test, rest.slice(0, validating), rest.slice(validating));
}

/** One of the equal parts of the rest, \`partOf\` its places, is validated on. */
function dealFold(
  test: Int32Array,
  rest: Int32Array,
  { chosen }: NonNullable<Shares['fold']>,
  partOf: (place: number) => number,
): Dealt {
  const within = (_: number, place: number) => partOf(place) === chosen - 1;
  return sorted(
    test,
    rest.filter(within),
    rest.filter((row, place) => !within(row, place)),
  );
}

/** Rows that a column gives to a part; a part that it gives none has its share of those to learn from. */
function dealNamed(
  count: number,
  parts: ArrayLike<number>,
  shares: Shares,
  permute: (size: number) => Int32Array,
): Dealt {
  const all = Int32Array.from({ length: count }, (_, row) => row);
  const [train, validation, test] = [0, 1, 2].map((part) => all.filter((row) => parts[row] === part)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const left = dealRows(
    'random',
    train.length,
    [],
    {
      test: test.length > 0 ? 0 : shares.test,
      validation: validation.length > 0 ? 0 : shares.validation,
      fold: validation.length > 0 ? undefined : shares.fold,
    },
    permute,
  );
  const rows = (places: Int32Array) => places.map((place) => train[place]!);
  return sorted(
    test.length > 0 ? test : rows(left.test),
    validation.length > 0 ? validation : rows(left.validation),
    rows(left.train),
  );
}

/** In the file's order within each part: reading stays sequential. */
const sorted = (test: Int32Array, validation: Int32Array, train: Int32Array): Dealt => ({
  train: train.sort(),
  validation: validation.sort(),
  test: test.sort(),
});

/** The rows of each key, in this order; keys in the order in which they first appear in it. */
function rowsByKey(order: Int32Array, keys: ArrayLike<number>): number[][] {
  const found = new Map<number, number[]>();
  for (const row of order) {
    const rows = found.get(keys[row]!);
    if (rows) rows.push(row);
    else found.set(keys[row]!, [row]);
  }
  return [...found.values()];
}

/** Of each class as near its share as whole rows allow: what is left over goes to those that were rounded down the most. */
function dealClasses(count: number, keys: ArrayLike<number>, shares: Shares, order: Int32Array): Dealt {
  const classes = rowsByKey(order, keys);
  const take = (rows: number): number[] => {
    const total = classes.reduce((sum, one) => sum + one.length, 0);
    const exact = classes.map((one) => (one.length * rows) / Math.max(1, total));
    const taken = exact.map(Math.floor);
    const places = exact.map((_, i) => i).sort((a, b) => exact[b]! - taken[b]! - (exact[a]! - taken[a]!) || a - b);
    const left = rows - taken.reduce((sum, one) => sum + one, 0);
    for (const place of places.slice(0, left)) taken[place]!++;
    return classes.flatMap((one, i) => one.splice(0, taken[i]!));
  };
  const test = Int32Array.from(take(Math.floor(count * shares.test)));
  const { fold } = shares;
  // class after class, in turns to each part: of every class as many as of the others, to a row
  if (fold) return dealFold(test, Int32Array.from(classes.flat()), fold, (i) => i % fold.of);
  const validation = take(Math.floor((count - test.length) * shares.validation));
  return sorted(test, Int32Array.from(validation), Int32Array.from(classes.flat()));
}

/** Group by group in random order, each to the first part that it brings nearer to its share of the rows. */
function dealGroups(
  count: number,
  keys: ArrayLike<number>,
  shares: Shares,
  permute: (size: number) => Int32Array,
): Dealt {
  const groups = rowsByKey(
    Int32Array.from({ length: count }, (_, i) => i),
    keys,
  );
  let waiting = Array.from(permute(groups.length), (place) => groups[place]!);
  const take = (wanted: number): number[] => {
    const taken: number[] = [];
    waiting = waiting.filter((rows) => {
      if (Math.abs(taken.length + rows.length - wanted) >= Math.abs(taken.length - wanted)) return true;
      taken.push(...rows);
      return false;
    });
    return taken;
  };
  const test = take(count * shares.test);
  if (shares.fold) {
    const parts = partsOfGroups(waiting, shares.fold.of);
    const [validation] = parts.splice(shares.fold.chosen - 1, 1);
    return sorted(Int32Array.from(test), Int32Array.from(validation ?? []), Int32Array.from(parts.flat()));
  }
  const validation = take((count - test.length) * shares.validation);
  return sorted(Int32Array.from(test), Int32Array.from(validation), Int32Array.from(waiting.flat()));
}

/** The largest group first, each to the part that has the fewest rows. */
function partsOfGroups(groups: readonly (readonly number[])[], count: number): number[][] {
  const parts = Array.from({ length: count }, (): number[] => []);
  for (const rows of groups.toSorted((a, b) => b.length - a.length)) {
    const least = parts.reduce((a, b) => (b.length < a.length ? b : a));
    for (const row of rows) least.push(row);
  }
  return parts;
}
`;
