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
 * at 0 is 0, that of a quotient is not lost in the square of its divisor, and comparisons and places have one: none.
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
  for (const name of ['LogicalNot', 'TopK', 'ArgMax']) registerFlat(name, ['x']);
  const gathered = tf.getGradient('GatherV2');
  tf.registerGradient({
    ...gathered,
    gradFunc: (dy, saved, attrs) => ({
      ...gathered.gradFunc(dy, saved, attrs),
      indices: () => tf.zeros(saved[1]!.shape),
    }),
  });
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
    "row {{row}} (counted from 1) has {{value}}, which is beyond what float32 can hold",
  'number-not-exact':
    "row {{row}} (counted from 1) has {{value}}, which float32 cannot hold exactly; save the numbers as float32 if " +
    "{{rounded}} will do",
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

/** Counted from 1. */
const rowOf = (place: number, shape: Shape): number => Math.floor(place / Math.max(1, sizeOf(shape.slice(1)))) + 1;

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

/** The same numbers row by row, the last axis fastest. */
export function rowByRow<N extends StoredNumbers>(numbers: N, shape: readonly number[]): N {
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
 * \`keys\`: the class or the group of each row; where a column says it, its part: 0 to learn from, 1 to validate, 2 to test on; by order,
 * where rows are windows of a series, the first and the last step of each, one row after the other: then none reaches over a border, and
 * those that would are in no part. \`permute\`: the numbers below a size in random order.
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
  if (method === 'order' && count > 0 && keys.length === 2 * count) return dealSpans(count, keys, shares);
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

/** The latest windows, so many as their share, then those before them; each part begins where the last of the earlier one has ended. */
function dealSpans(count: number, spans: ArrayLike<number>, shares: Shares): Dealt {
  const first = (row: number): number => spans[2 * row]!;
  const last = (row: number): number => spans[2 * row + 1]!;
  let waiting = Array.from({ length: count }, (_, row) => row);
  const take = (share: number): number[] => {
    const wanted = Math.floor(waiting.length * share);
    if (wanted === 0) return [];
    const border = waiting.map(first).sort((a, b) => b - a)[wanted - 1]!;
    const taken = waiting.filter((row) => first(row) >= border);
    waiting = waiting.filter((row) => last(row) < border);
    return taken;
  };
  const test = take(shares.test);
  const { fold } = shares;
  if (!fold) {
    const validation = take(shares.validation);
    return sorted(Int32Array.from(test), Int32Array.from(validation), Int32Array.from(waiting));
  }
  // a stretch of the rest, and what reaches into it from neither side
  waiting.sort((a, b) => first(a) - first(b) || a - b);
  const borders = [fold.chosen - 1, fold.chosen].map((part) => {
    const row = waiting[Math.floor((part * waiting.length) / fold.of)];
    return row === undefined ? Number.POSITIVE_INFINITY : first(row);
  }) as [number, number];
  const within = waiting.filter((row) => first(row) >= borders[0] && first(row) < borders[1]);
  const end = within.reduce((most, row) => Math.max(most, last(row)), borders[0]);
  const others = waiting.filter((row) => last(row) < borders[0] || first(row) > end);
  return sorted(Int32Array.from(test), Int32Array.from(within), Int32Array.from(others));
}
`;

export const PRUNING = `/**
 * Pruning by magnitude while training goes on (Zhu & Gupta 2017, To prune, or not to prune, https://arxiv.org/abs/1710.01878): the
 * smallest weights become zero and stay so, more of them from rise to rise, and the others learn to do without.
 */

/** What share of the kernels' elements is zero at the end, between which shares of the steps it rises, and among what the smallest are looked for. */
export interface Pruning {
  readonly sparsity: number;
  readonly begin: number;
  readonly end: number;
  readonly scope: 'layer' | 'network';
}

/** The slot of a kernel's mask: 1 where it learns, 0 where it is pruned. */
export const MASK = 'mask';

/** In so many rises the sparsity reaches its end; in fewer where there are fewer steps. */
export const MOST_RISES = 50;

/** Between which steps, counted as those that are done, it rises: the last step always is one that learns with all of the masks. */
function span({ begin, end }: Pruning, steps: number): readonly [from: number, to: number] {
  const last = Math.max(0, steps - 1);
  const from = Math.min(last, Math.round(begin * steps));
  return [from, Math.max(from, Math.min(last, Math.round(end * steps)))];
}

/** Whether the weights after so many of the \`steps\` of a training are as sparse as they will be. Always where none are pruned. */
export const isPruned = (pruning: Pruning, done: number, steps: number): boolean =>
  pruning.sparsity === 0 || done > span(pruning, steps)[1];

/**
 * What share of the kernels is zero from the next step on, after \`done\` of \`steps\`; null where that is no matter of this step.
 * s(t) = s (1 - (1 - t)³) with t from 0 to 1, in equal rises.
 */
export function sparsityAt(pruning: Pruning, done: number, steps: number): number | null {
  const [from, to] = span(pruning, steps);
  if (pruning.sparsity === 0 || done < from || done > to) return null;
  const rises = Math.min(MOST_RISES, to - from);
  if (rises === 0) return pruning.sparsity;
  const rise = Math.floor(((done - from) * rises) / (to - from));
  const first = from + Math.ceil((rise * (to - from)) / rises);
  return rise > 0 && first === done ? pruning.sparsity * (1 - (1 - rise / rises) ** 3) : null;
}

/** A kernel with the mask that it has so far, of the same length. */
export interface Kernel {
  readonly weight: Float32Array;
  readonly mask: Float32Array;
}

/**
 * The next masks, in which a share of each kernel, or of all together, is zero. What is pruned remains so, even where the share is
 * smaller; of weights of one magnitude those that stand first go first.
 */
export const nextMasks = (kernels: readonly Kernel[], share: number, scope: Pruning['scope']): Float32Array[] =>
  scope === 'network' ? masksOf(kernels, share) : kernels.flatMap((kernel) => masksOf([kernel], share));

function masksOf(kernels: readonly Kernel[], share: number): Float32Array[] {
  const masks = kernels.map(({ mask }) => mask.slice());
  const size = masks.reduce((sum, { length }) => sum + length, 0);
  const gone = masks.reduce((sum, mask) => sum + zerosIn(mask), 0);
  const more = Math.round(share * size) - gone;
  if (more <= 0) return masks;
  const { bits: limit, below } = ranked(kernels, more);
  let atLimit = more - below;
  kernels.forEach(({ weight }, k) => {
    const mask = masks[k]!;
    bitsOf(weight).forEach((raw, i) => {
      const bits = raw & MAGNITUDE;
      if (mask[i] === 0 || bits > limit || (bits === limit && atLimit-- <= 0)) return;
      mask[i] = 0;
    });
  });
  return masks;
}

/** How many elements are zero. */
export function zerosIn(values: ArrayLike<number>): number {
  let zeros = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  return zeros;
}

/** All of a float32 but its sign: as whole numbers they have the order of the magnitudes. What is not a number comes last. */
const MAGNITUDE = 0x7fffffff;
const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length);

/** The magnitude of that rank, counted from 1 and from the smallest, among what is not masked, as bits; and how many are smaller. */
function ranked(kernels: readonly Kernel[], rank: number): { readonly bits: number; readonly below: number } {
  // by its upper half, then by its lower: two looks at everything, with no copy to be sorted
  const upper = place(
    counted(kernels, (bits) => bits >>> 16),
    rank,
  );
  const lower = place(
    counted(kernels, (bits) => (bits >>> 16 === upper.at ? bits & 0xffff : -1)),
    rank - upper.below,
  );
  return { bits: upper.at * 0x10000 + lower.at, below: upper.below + lower.below };
}

/** How often each of 2^16 keys comes up; a key of -1 does not count. */
function counted(kernels: readonly Kernel[], keyOf: (bits: number) => number): Float64Array {
  const counts = new Float64Array(0x10000);
  for (const { weight, mask } of kernels)
    bitsOf(weight).forEach((bits, i) => {
      const key = mask[i] === 0 ? -1 : keyOf(bits & MAGNITUDE);
      if (key >= 0) counts[key]!++;
    });
  return counts;
}

function place(counts: Float64Array, rank: number): { readonly at: number; readonly below: number } {
  let [at, below] = [0, 0];
  while (below + counts[at]! < rank) below += counts[at++]!;
  return { at, below };
}
`;

export const FRAMES = `/** Planes of numbers in another size: between pixels by their distance, and where it shrinks as the mean of what falls on a pixel. */

/** How a picture comes into a frame: pulled to its sides, whole within it, or filling it. */
export const FITS = ['stretch', 'fit', 'crop'] as const;
export type Fit = (typeof FITS)[number];

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** The size of the picture itself for a frame, and where its corner lies in it: outside of it where it is cut. */
export function placed(
  { height, width }: Size,
  frame: Size,
  fit: Fit,
): Size & { readonly top: number; readonly left: number } {
  if (fit === 'stretch') return { ...frame, top: 0, left: 0 };
  const ratios = [frame.height / height, frame.width / width] as const;
  const scale = fit === 'fit' ? Math.min(...ratios) : Math.max(...ratios);
  const sized = (length: number) => Math.max(1, Math.round(length * scale));
  const own = { height: sized(height), width: sized(width) };
  return { ...own, top: Math.trunc((frame.height - own.height) / 2), left: Math.trunc((frame.width - own.width) / 2) };
}

/** The old places of each new one along an axis, and their shares: a triangle, as Pillow's and PyTorch's bilinear has it with antialiasing. */
export function shares(
  from: number,
  to: number,
): readonly { readonly first: number; readonly weights: readonly number[] }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - centre + 0.5) / reach)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Planes one behind the other. */
export function resample(data: Float32Array, planes: number, from: Size, to: Size): Float32Array {
  if (from.height === to.height && from.width === to.width) return data;
  const [across, down] = [shares(from.width, to.width), shares(from.height, to.height)];
  const between = new Float32Array(planes * from.height * to.width);
  for (let row = 0; row < planes * from.height; row++)
    for (let x = 0; x < to.width; x++) {
      const { first, weights } = across[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[row * from.width + first + k]!;
      between[row * to.width + x] = sum;
    }
  const out = new Float32Array(planes * to.height * to.width);
  for (let row = 0; row < planes * to.height; row++) {
    const { first, weights } = down[row % to.height]!;
    const start = Math.floor(row / to.height) * from.height + first;
    for (let k = 0; k < weights.length; k++)
      for (let x = 0; x < to.width; x++) out[row * to.width + x]! += weights[k]! * between[(start + k) * to.width + x]!;
  }
  return out;
}

/** Class numbers: those of the nearest places. */
export function resampleNearest(data: Int32Array, planes: number, from: Size, to: Size): Int32Array {
  const out = new Int32Array(planes * to.height * to.width);
  const [across, down] = [nearest(from.width, to.width), nearest(from.height, to.height)];
  for (let row = 0; row < planes * to.height; row++) {
    const start = (Math.floor(row / to.height) * from.height + down[row % to.height]!) * from.width;
    for (let x = 0; x < to.width; x++) out[row * to.width + x] = data[start + across[x]!]!;
  }
  return out;
}

/** The nearest old place of each new one along an axis. */
export const nearest = (from: number, to: number): readonly number[] =>
  Array.from({ length: to }, (_, i) => Math.floor((i + 0.5) * (from / to)));

/** Planes in a frame: what lies outside is cut, what is not covered is 0. */
export function framed<T extends Float32Array | Int32Array | Uint8Array>(
  data: T,
  planes: number,
  own: Size & { readonly top: number; readonly left: number },
  frame: Size,
): T {
  const out = new (data.constructor as new (length: number) => T)(planes * frame.height * frame.width);
  const [left, right] = [Math.max(0, own.left), Math.min(frame.width, own.left + own.width)];
  for (let plane = 0; plane < planes; plane++)
    for (let row = Math.max(0, own.top); row < Math.min(frame.height, own.top + own.height); row++) {
      const from = (plane * own.height + row - own.top) * own.width - own.left;
      out.set(data.subarray(from + left, from + right) as never, (plane * frame.height + row) * frame.width + left);
    }
  return out;
}
`;

export const AUGMENT = `/** What chance does to the rows that are learned from, as the program has it that this project comes from. */
import { randomStream } from './random.ts';

// of a setting only what it is where nobody says otherwise counts here
interface Spec<T> {
  readonly default: T;
  readonly [more: string]: unknown;
}
const number = (spec: Spec<number>): number => spec.default;
const int = number;
const choice = <const O extends string>(_: readonly O[], spec: Spec<NoInfer<O>>): O => spec.default;
type Schema = Readonly<Record<string, unknown>>;
type SettingsOf<S> = S;
const resolveSettings = (usual: Schema, given: Schema) => ({ settings: { ...usual, ...given } });

interface Tensor {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
interface Choice {
  readonly type: string;
  readonly settings: Schema;
}
/** A column of the data. */
export interface Column {
  readonly kind: 'image' | 'number' | 'category';
  /** Of one row: channels, height, width; of a mask height and width. */
  readonly shape: Shape;
  readonly range?: readonly [number, number];
}

/**
 * Shapes and their arithmetic. In the document the first dimension may be the symbolic batch \`N\`;
 * a tensor program is compiled for one batch size, so all of its dimensions are numbers.
 */
type Shape = readonly number[];

/** Number of elements; 1 for a scalar. */
function sizeOf(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Standard normal numbers by Box and Muller (1958), from uniform ones. */
function normalFrom(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** What fills a row up, and what stands for every part that has no number. */
const PADDING = { token: '<pad>', number: 0 } as const;

/** 3×3 matrices of the plane, row by row: where places go, in homogeneous coordinates. */
type Matrix = readonly [number, number, number, number, number, number, number, number, number];

const turned = (degrees: number): Matrix => {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return [cosine, -sine, 0, sine, cosine, 0, 0, 0, 1];
};
const stretched = (across: number, down: number): Matrix => [across, 0, 0, 0, down, 0, 0, 0, 1];
const shifted = (across: number, down: number): Matrix => [1, 0, across, 0, 1, down, 0, 0, 1];
/** Slanted by the tangents. */
const slanted = (across: number, down: number): Matrix => [1, across, 0, down, 1, 0, 0, 0, 1];

/** First \`b\`, then \`a\`. */
function product(a: Matrix, b: Matrix): Matrix {
  const at = (row: number, column: number) =>
    a[3 * row]! * b[column]! + a[3 * row + 1]! * b[column + 3]! + a[3 * row + 2]! * b[column + 6]!;
  return [at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1), at(2, 2)];
}

/** The way back, up to a factor that places do not see. Zeros throughout where there is none. */
function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const [x, y, z] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * x + b * y + c * z;
  const by = determinant === 0 ? 0 : 1 / determinant;
  const entries = [x, c * h - b * i, b * f - c * e, y, a * i - c * g, c * d - a * f, z, b * g - a * h, a * e - b * d];
  return entries.map((entry) => entry * by) as unknown as Matrix;
}

/** A place on the plane. */
type Place = readonly [number, number];

/** The perspective in which four places go to four others: the eight equations, solved by elimination. */
function perspectiveOf(from: readonly Place[], to: readonly Place[]): Matrix {
  const rows = from.flatMap(([x, y], i) => {
    const [u, v] = to[i]!;
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let row = column + 1; row < 8; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const by = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at < 9; at++) rows[row]![at]! -= by * rows[column]![at]!;
    }
  }
  return [...rows.map((row, i) => row[8]! / row[i]!), 1] as unknown as Matrix;
}

/** A picture while it is changed: planes of one (grey) or three (red, green, blue) channels, from 0 to 1. */
interface Picture {
  readonly data: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What stands where a picture was moved away from. */
const BORDERS = ['black', 'edge', 'mirror'] as const;

type Border = (typeof BORDERS)[number];

/** Moves the picture, and what belongs to its places: masks, target pictures. \`border\` is left out where nothing comes in from outside. */
interface Move {
  readonly kind: 'move';
  /** Where a place of the picture goes, in pixels from its middle. */
  readonly matrix: Matrix;
  readonly border?: Border;
}

/** Changes the values of the picture alone, in its own array. */
interface Paint {
  readonly kind: 'paint';
  readonly paint: (picture: Picture) => void;
}

type Step = Move | Paint;

/** What is known of a picture before it is read. */
interface Scene {
  readonly height: number;
  readonly width: number;
  /** Masks or target pictures go along: what moves parts of the picture only is left out. */
  readonly accompanied: boolean;
}

/** How much of a row stays its own, where another is mixed in; within a box the picture is the other's. */
interface Mix {
  readonly share: number;
  /** In shares of width and height: left, top, right, bottom. The share of the rest is the row's. */
  readonly box?: readonly [number, number, number, number];
}

/** What is changed: a picture; or the steps of a sound, a spectrogram or a series, or the tokens of a text, as they are fed. */
type Subject = 'picture' | 'steps' | 'tokens';

/** A fed row whose steps or tokens lie along one axis: element \`(line * length + step) * inner + i\` of its \`outer\` lines. */
interface StepRow {
  readonly data: Float32Array | Int32Array;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Uniform in [0, 1), the row's own. */
type Chance = () => number;

interface AugmentationSpec<S extends Schema = Schema> {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly source?: { readonly title: string; readonly url: string };
  /** A picture where left out. */
  readonly subject?: Subject;
  readonly settings: S;
  /** What becomes of one picture. */
  steps?(chance: Chance, settings: SettingsOf<S>, scene: Scene): readonly Step[];
  /** How another row of the batch is mixed in, and its target likewise. */
  mix?(chance: Chance, settings: SettingsOf<S>): Mix;
  /** What becomes of one row of steps or of tokens, in its own array. */
  alter?(chance: Chance, settings: SettingsOf<S>, row: StepRow): void;
}

type Augmentation = AugmentationSpec;

const defineAugmentation = <const S extends Schema>(spec: AugmentationSpec<S>): Augmentation =>
  spec as unknown as Augmentation;

/** How often it happens: a setting that all have. */
const often = (share: number) =>
  number({ label: 'Share', default: share, min: 0, max: 1, doc: 'Of the rows, that it happens to.' });

/** Uniform from -most to most. */
const either = (chance: Chance, most: number): number => most * (2 * chance() - 1);

/** Planes of numbers, moved: for each place of the new plane the old one is read where it comes from. */

/** The place within 0 to size - 1 that stands for one beyond; -1 where none does. */
function within(at: number, size: number, border: Border): number {
  if (at >= 0 && at < size) return at;
  if (border === 'black') return -1;
  if (border === 'edge') return at < 0 ? 0 : size - 1;
  // the edge itself stands once: c b | a b c | b a
  const period = 2 * size - 2;
  if (period === 0) return 0;
  const place = ((at % period) + period) % period;
  return place < size ? place : period - place;
}

interface Planes<T> {
  readonly data: T;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Between four pixels by their distance, as \`torch.nn.functional.grid_sample\` with \`align_corners=False\` has it. In its own array. */
function warp({ data, height, width }: Planes<Float32Array>, matrix: Matrix, border: Border): void {
  const old = copyOf(data);
  const plane = height * width;
  const from = new Sources(matrix, height, width);
  for (let row = 0; row < height; row++) {
    from.ofRow(row);
    for (let start = 0; start < data.length; start += plane) {
      const line = start + row * width;
      warpRow({ old, start, height, width, border }, from, data.subarray(line, line + width));
    }
  }
}

/** What was copied last is copied over: a picture's worth of memory is not taken anew for each. */
let copied = new Float32Array();
function copyOf(data: Float32Array): Float32Array {
  if (copied.length < data.length) copied = new Float32Array(data.length);
  copied.set(data);
  return copied;
}

interface Plane {
  readonly old: Float32Array;
  /** Where it begins. */
  readonly start: number;
  readonly height: number;
  readonly width: number;
  readonly border: Border;
}

function warpRow(plane: Plane, { lefts, rights, tops, downs }: Sources, out: Float32Array): void {
  const { old, start, height, width } = plane;
  for (let column = 0; column < width; column++) {
    const left = lefts[column]!;
    const top = tops[column]!;
    const right = rights[column]!;
    const down = downs[column]!;
    // as most are: all four within, no border to ask
    if (left >= 0 && top >= 0 && left + 1 < width && top + 1 < height) {
      const first = start + top * width + left;
      const above = old[first]! + right * (old[first + 1]! - old[first]!);
      const below = old[first + width]! + right * (old[first + width + 1]! - old[first + width]!);
      out[column] = above + down * (below - above);
    } else out[column] = beside(plane, left, top, right, down);
  }
}

/** What stands for a place of which some of the four pixels around it are outside. */
function beside(
  { old, start, height, width, border }: Plane,
  left: number,
  top: number,
  right: number,
  down: number,
): number {
  const x0 = within(left, width, border);
  const x1 = within(left + 1, width, border);
  const y0 = within(top, height, border);
  const y1 = within(top + 1, height, border);
  const value = (row: number, column: number) => (row < 0 || column < 0 ? 0 : old[start + row * width + column]!);
  // what has no share is not looked at: it may lie anywhere
  const above = right > 0 ? (1 - right) * value(y0, x0) + right * value(y0, x1) : value(y0, x0);
  const below = down === 0 ? 0 : right > 0 ? (1 - right) * value(y1, x0) + right * value(y1, x1) : value(y1, x0);
  return down === 0 ? above : (1 - down) * above + down * below;
}

/** Of the places of a row: the pixel that they come from, above and to the left, and how far right of it and below it they lie. */
class Sources {
  readonly lefts: Int32Array;
  readonly rights: Float64Array;
  readonly tops: Int32Array;
  readonly downs: Float64Array;
  readonly #back: Matrix;
  readonly #height: number;
  readonly #width: number;
  /** Columns stay columns and rows rows: what lies left and right is the same in every row. */
  readonly #straight: boolean;

  constructor(matrix: Matrix, height: number, width: number) {
    this.#back = inverse(matrix);
    this.#height = height;
    this.#width = width;
    const [, b, , d, , , g, h] = this.#back;
    this.#straight = b === 0 && d === 0 && g === 0 && h === 0;
    this.lefts = new Int32Array(width);
    this.rights = new Float64Array(width);
    this.tops = new Int32Array(width);
    this.downs = new Float64Array(width);
  }

  ofRow(row: number): void {
    const { lefts, rights, tops, downs } = this;
    const width = this.#width;
    const [a, b, c, d, e, f, g, h, i] = this.#back;
    const [middle, centre] = [(width - 1) / 2, (this.#height - 1) / 2];
    const v = row - centre;
    if (this.#straight && row > 0) {
      const y = exact(i > 0 ? (e * v + f) / i + centre : BEHIND);
      const top = Math.floor(y);
      tops.fill(top);
      downs.fill(y - top);
      return;
    }
    for (let column = 0; column < width; column++) {
      const u = column - middle;
      const by = g * u + h * v + i;
      // what the eye would see behind itself is outside
      const x = exact(by > 0 ? (a * u + b * v + c) / by + middle : BEHIND);
      const y = exact(by > 0 ? (d * u + e * v + f) / by + centre : BEHIND);
      lefts[column] = Math.floor(x);
      rights[column] = x - Math.floor(x);
      tops[column] = Math.floor(y);
      downs[column] = y - Math.floor(y);
    }
  }
}
const BEHIND = -1e9;

/** The nearest pixel's value, for class numbers; 0 from outside where the border is black. In its own array. */
function warpNearest(
  { data, channels, height, width }: Planes<Float32Array | Int32Array>,
  matrix: Matrix,
  border: Border,
): void {
  const old = data.slice();
  const plane = height * width;
  const from = new Sources(matrix, height, width);
  for (let row = 0, at = 0; row < height; row++) {
    from.ofRow(row);
    for (let column = 0; column < width; column++, at++) {
      const x = within(Math.round(from.lefts[column]! + from.rights[column]!), width, border);
      const y = within(Math.round(from.tops[column]! + from.downs[column]!), height, border);
      for (let channel = 0; channel < channels; channel++)
        data[channel * plane + at] = x < 0 || y < 0 ? 0 : old[channel * plane + y * width + x]!;
    }
  }
}

/** Rounding that lies between a pixel and itself is none: turned by a right angle, every pixel stays what it is. */
const exact = (place: number): number => {
  const whole = Math.round(place);
  return Math.abs(place - whole) < 1e-6 ? whole : place;
};

/** Changes of a picture's values, as torchvision's functional transforms compute them on values from 0 to 1. All in its own array. */

const clamp = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);
/** Weights of red, green and blue in grey: ITU-R BT.601, as torchvision rounds them. */
const [RED, GREEN, BLUE] = [0.2989, 0.587, 0.114];

/** What is grey of each pixel. */
function greyOf({ data, channels, height, width }: Picture): Float32Array {
  const plane = height * width;
  if (channels < 3) return data.slice(0, plane);
  const grey = new Float32Array(plane);
  for (let i = 0; i < plane; i++) grey[i] = RED * data[i]! + GREEN * data[i + plane]! + BLUE * data[i + 2 * plane]!;
  return grey;
}

function brighten({ data }: Picture, factor: number): void {
  for (let i = 0; i < data.length; i++) data[i] = clamp(data[i]! * factor);
}

/** Away from the mean of its grey, or towards it. */
function changeContrast(picture: Picture, factor: number): void {
  const grey = greyOf(picture);
  let sum = 0;
  for (let i = 0; i < grey.length; i++) sum += grey[i]!;
  const mean = sum / grey.length;
  const { data } = picture;
  for (let i = 0; i < data.length; i++) data[i] = clamp(factor * data[i]! + (1 - factor) * mean);
}

/** Away from its own grey, or towards it. */
function saturate(picture: Picture, factor: number): void {
  if (picture.channels < 3) return;
  const grey = greyOf(picture);
  const { data } = picture;
  for (let start = 0; start < data.length; start += grey.length)
    for (let i = 0; i < grey.length; i++) data[start + i] = clamp(factor * data[start + i]! + (1 - factor) * grey[i]!);
}

/** Turned on the circle of colours by a share of it. */
function turnHue({ data, channels, height, width }: Picture, by: number): void {
  if (channels < 3) return;
  const plane = height * width;
  for (let i = 0; i < plane; i++) {
    const [r, g, b] = [data[i]!, data[i + plane]!, data[i + 2 * plane]!];
    const most = Math.max(r, g, b);
    const range = most - Math.min(r, g, b);
    if (range === 0) continue;
    const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
    const hue = (((sixth / 6 + by) % 1) + 1) % 1;
    for (const [channel, start] of [
      [0, 5],
      [1, 3],
      [2, 1],
    ] as const) {
      const at = (start + 6 * hue) % 6;
      data[i + channel * plane] = most - range * Math.max(0, Math.min(at, 4 - at, 1));
    }
  }
}

/** What lies beyond an edge is its mirror image, as far as \`radius\`. */
const mirrored = (at: number, size: number): number => (at < 0 ? -at : at >= size ? 2 * size - 2 - at : at);

/** Gaussian, of this standard deviation in pixels. */
function soften({ data, channels, height, width }: Picture, deviation: number): void {
  const kernel = (size: number): number[] => {
    const radius = Math.min(size - 1, Math.ceil(3 * deviation));
    const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / deviation) ** 2));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  };
  const [across, down] = [kernel(width), kernel(height)];
  const between = new Float32Array(height * width);
  for (let plane = 0; plane < channels; plane++) {
    const own = data.subarray(plane * height * width, (plane + 1) * height * width);
    const reach = (across.length - 1) / 2;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) sum += across[k + reach]! * own[y * width + mirrored(x + k, width)]!;
        between[y * width + x] = sum;
      }
    const far = (down.length - 1) / 2;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = -far; k <= far; k++) sum += down[k + far]! * between[mirrored(y + k, height) * width + x]!;
        own[y * width + x] = sum;
      }
  }
}

/** The sum of a value and its neighbours in its row. */
const ofThree = (data: Float32Array, at: number): number => data[at - 1]! + data[at]! + data[at + 1]!;

/** Sharper than it is, or (below 1) as smooth as the mean of the nine around it; the outermost pixels stay. */
function sharpen({ data, channels, height, width }: Picture, factor: number): void {
  const old = data.slice();
  for (let plane = 0; plane < channels; plane++)
    for (let y = 1; y < height - 1; y++)
      for (let x = 1; x < width - 1; x++) {
        const at = (plane * height + y) * width + x;
        const around = ofThree(old, at - width) + ofThree(old, at) + ofThree(old, at + width);
        data[at] = clamp(factor * old[at]! + ((1 - factor) * (around + 4 * old[at]!)) / 13);
      }
}

const bytesOf = (value: number): number => Math.round(255 * value);

/** Keeps so many bits of the eight of each value. */
function posterize({ data }: Picture, bits: number): void {
  const mask = 256 - 2 ** (8 - bits);
  for (let i = 0; i < data.length; i++) data[i] = (bytesOf(data[i]!) & mask) / 255;
}

/** Inverts what is at least so bright. */
function solarize({ data }: Picture, from: number): void {
  for (let i = 0; i < data.length; i++) if (data[i]! >= from) data[i] = 1 - data[i]!;
}

/** Each channel over the whole range. */
function autoContrast({ data, channels }: Picture): void {
  eachChannel(data, channels, (own) => {
    let [least, most] = [1, 0];
    for (const value of own) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most > least) for (let i = 0; i < own.length; i++) own[i] = clamp((own[i]! - least) / (most - least));
  });
}

/** Each channel so that all of 256 values are as frequent, as far as its steps allow. */
function equalize({ data, channels }: Picture): void {
  eachChannel(data, channels, (own) => {
    const counts = new Float64Array(256);
    for (const value of own) counts[bytesOf(value)]!++;
    const last = counts.findLast((count) => count > 0)!;
    const step = Math.floor((own.length - last) / 255);
    if (step === 0) return;
    const table = new Float64Array(256);
    let sum = 0;
    for (let value = 0; value < 256; value++) {
      table[value] = Math.min(255, Math.floor((sum + Math.floor(step / 2)) / step)) / 255;
      sum += counts[value]!;
    }
    for (let i = 0; i < own.length; i++) own[i] = table[bytesOf(own[i]!)]!;
  });
}

function eachChannel(data: Float32Array, channels: number, change: (own: Float32Array) => void): void {
  const plane = data.length / channels;
  for (let channel = 0; channel < channels; channel++) change(data.subarray(channel * plane, (channel + 1) * plane));
}

/** Adds normal noise of this standard deviation. */
function addNoise({ data }: Picture, normal: Chance, deviation: number): void {
  for (let i = 0; i < data.length; i++) data[i] = clamp(data[i]! + deviation * normal());
}

/** A setting of all that move a picture away from its edge. */
const border = choice(BORDERS, {
  label: 'Outside',
  default: 'black',
  doc: 'What stands where the picture was moved away from: black, its edge, or its mirror image. Of masks black is class 0.',
  names: { black: 'Black', edge: 'Edge', mirror: 'Mirror image' },
});

/** Numbers of the beta and the Dirichlet distribution, from gamma ones (Marsaglia and Tsang, 2000). */

function gamma(chance: Chance, shape: number): number {
  if (shape < 1) return gamma(chance, shape + 1) * chance() ** (1 / shape);
  const normal = normalFrom(chance);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - chance()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** So many shares that come to 1 together. */
function dirichlet(chance: Chance, alpha: number, count: number): number[] {
  const parts = Array.from({ length: count }, () => gamma(chance, alpha));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => (sum > 0 ? part / sum : 1 / count));
}

/** From 0 to 1, alike to both sides. */
const beta = (chance: Chance, alpha: number): number => dirichlet(chance, alpha, 2)[0]!;

/** What RandAugment and AugMix choose from, each by how much from 0 to 1. Ranges are torchvision's, which are those of the papers. */

/** \`amount\` is from 0 to 1; \`side\` is 1 or -1. */
type Operation = (amount: number, side: number, scene: Scene, border: Border) => readonly Step[];

const move =
  (matrixOf: (amount: number, scene: Scene) => Matrix): Operation =>
  (amount, side, scene, border) => [{ kind: 'move', matrix: matrixOf(side * amount, scene), border }];
const paint =
  (change: (picture: Picture, amount: number, side: number) => void): Operation =>
  (amount, side) => [{ kind: 'paint', paint: (picture) => change(picture, amount, side) }];
/** The factor goes from 0.1 to 1.9. */
const factor = (change: (picture: Picture, factor: number) => void): Operation =>
  paint((picture, amount, side) => change(picture, 1 + 0.9 * side * amount));

/** Those that move it, and those of its values alone that have no name for what they show. */
const MOVES: readonly Operation[] = [
  move((amount) => slanted(0.3 * amount, 0)),
  move((amount) => slanted(0, 0.3 * amount)),
  move((amount, { width }) => shifted(Math.trunc((150 / 331) * width * amount), 0)),
  move((amount, { height }) => shifted(0, Math.trunc((150 / 331) * height * amount))),
  move((amount) => turned(30 * amount)),
];
const TONES: readonly Operation[] = [
  paint((picture, amount) => posterize(picture, 8 - Math.round(4 * amount))),
  paint((picture, amount) => solarize(picture, 1 - amount)),
  paint(autoContrast),
  paint(equalize),
];
const COLOURS: readonly Operation[] = [
  factor(brighten),
  factor(saturate),
  factor(changeContrast),
  factor(sharpen),
];

const chosen = <T>(chance: Chance, list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;
const sideOf = (chance: Chance): number => (chance() < 0.5 ? -1 : 1);

/** Steps on one picture, and on what goes along with it. */

interface Whole {
  readonly matrix: Matrix;
  readonly border: Border;
}

/** Moves that follow each other and leave the same outside are one: every pixel is read once, and what left may come back. */
function gathered(steps: readonly Step[]): readonly (Whole | Exclude<Step, Move>)[] {
  const found: (Whole | Exclude<Step, Move>)[] = [];
  let open: { matrix: Matrix; border: Border | undefined } | undefined;
  const close = (): void => {
    if (open) found.push({ matrix: open.matrix, border: open.border ?? 'black' });
    open = undefined;
  };
  for (const step of steps) {
    if (step.kind === 'paint') {
      close();
      found.push(step);
      continue;
    }
    if (open?.border && step.border && open.border !== step.border) close();
    open = open
      ? { matrix: product(step.matrix, open.matrix), border: open.border ?? step.border }
      : { matrix: step.matrix, border: step.border };
  }
  close();
  return found;
}

/** In the picture's own array. */
function applySteps(picture: Picture, steps: readonly Step[]): void {
  for (const step of gathered(steps))
    if ('matrix' in step) warp(picture, step.matrix, step.border);
    else step.paint(picture);
}

const movesOf = (steps: readonly Step[]): readonly Whole[] =>
  gathered(steps.filter(({ kind }) => kind === 'move')) as readonly Whole[];

/** A picture that the network is to answer with: moved alike, its values left as they are. */
function moveAlong(picture: Picture, steps: readonly Step[]): void {
  for (const { matrix, border } of movesOf(steps)) warp(picture, matrix, border);
}

/** Class numbers of the pixels: moved alike, each place with the class of the nearest. */
function moveMask(mask: Omit<Picture, 'data'> & { data: Float32Array | Int32Array }, steps: readonly Step[]) {
  for (const { matrix, border } of movesOf(steps)) warpNearest(mask, matrix, border);
}

const flip = defineAugmentation({
  id: 'flip',
  title: 'Flip',
  doc: 'Mirrors left and right, or top and bottom.',
  settings: {
    share: often(0.5),
    axis: choice(['horizontal', 'vertical'], {
      label: 'Direction',
      default: 'horizontal',
      doc: 'Horizontal changes left and right, vertical top and bottom.',
      names: { horizontal: 'Left and right', vertical: 'Top and bottom' },
    }),
  },
  steps: (_, { axis }) => [{ kind: 'move', matrix: axis === 'horizontal' ? stretched(-1, 1) : stretched(1, -1) }],
});

const rotate = defineAugmentation({
  id: 'rotate',
  title: 'Rotate',
  doc: 'Turns about the middle, either way, by up to so many degrees.',
  settings: {
    degrees: number({ label: 'Degrees', default: 15, min: 0, max: 180, doc: 'At most, either way.' }),
    border,
    share: often(1),
  },
  steps: (chance, { degrees, border }) => [{ kind: 'move', matrix: turned(either(chance, degrees)), border }],
});

const shift = defineAugmentation({
  id: 'shift',
  title: 'Shift',
  doc: 'Moves across and down, either way, by whole pixels.',
  settings: {
    across: number({ label: 'Across', default: 0.1, min: 0, max: 1, doc: 'At most, as a share of the width.' }),
    down: number({ label: 'Down', default: 0.1, min: 0, max: 1, doc: 'At most, as a share of the height.' }),
    border,
    share: often(1),
  },
  steps(chance, { across, down, border }, { width, height }) {
    const [x, y] = [Math.round(either(chance, across * width)), Math.round(either(chance, down * height))];
    return [{ kind: 'move', matrix: shifted(x, y), border }];
  },
});

const zoom = defineAugmentation({
  id: 'zoom',
  title: 'Zoom',
  doc:
    'Shows the picture larger or smaller, and its sides in another ratio. A part of a larger one is chosen by chance (a crop of random ' +
    'size), and so is the place of a smaller one.',
  source: {
    title: 'Szegedy et al. 2015: Going deeper with convolutions',
    url: 'https://arxiv.org/abs/1409.4842',
  },
  settings: {
    least: number({ label: 'Least', default: 1, min: 0.1, max: 10, doc: 'Times its size, at least.' }),
    most: number({ label: 'Most', default: 1.3, min: 0.1, max: 10, doc: 'Times its size, at most.' }),
    ratio: number({
      label: 'Ratio',
      default: 1,
      min: 1,
      max: 4,
      doc: 'At most so many times as wide for its height as it was, or as high for its width.',
    }),
    border,
    share: often(1),
  },
  steps(chance, { least, most, ratio, border }, { width, height }) {
    const size = Math.min(least, most) + Math.abs(most - least) * chance();
    const wider = Math.exp(Math.log(ratio) * (2 * chance() - 1));
    const [across, down] = [size * Math.sqrt(wider), size / Math.sqrt(wider)];
    // as far as the picture still fills the frame, or lies in it
    const room = (times: number, length: number) => (times - 1) * length * (chance() - 0.5);
    const place = shifted(room(across, width), room(down, height));
    return [{ kind: 'move', matrix: product(place, stretched(across, down)), border }];
  },
});

const tangent = (degrees: number): number => Math.tan((degrees * Math.PI) / 180);

const shear = defineAugmentation({
  id: 'shear',
  title: 'Shear',
  doc: 'Slants it: rows slide along each other, or columns do.',
  settings: {
    across: number({ label: 'Across', default: 10, min: 0, max: 60, unit: 'degrees', doc: 'At most, either way.' }),
    down: number({ label: 'Down', default: 0, min: 0, max: 60, unit: 'degrees', doc: 'At most, either way.' }),
    border,
    share: often(1),
  },
  steps(chance, { across, down, border }) {
    const [x, y] = [tangent(either(chance, across)), tangent(either(chance, down))];
    return [{ kind: 'move', matrix: slanted(x, y), border }];
  },
});

const perspective = defineAugmentation({
  id: 'perspective',
  title: 'Perspective',
  doc: 'As if seen from another place: each corner moves inwards by chance.',
  settings: {
    distortion: number({
      label: 'Distortion',
      default: 0.3,
      min: 0,
      max: 0.9,
      doc: 'How far a corner moves at most, as a share of the way to the middle.',
    }),
    border,
    share: often(0.5),
  },
  steps(chance, { distortion, border }, { width, height }) {
    const [x, y] = [width / 2, height / 2];
    const corners: readonly Place[] = [
      [-x, -y],
      [x, -y],
      [x, y],
      [-x, y],
    ];
    const inward = (side: number) => side * (1 - distortion * chance());
    const moved = corners.map(([u, v]): Place => [inward(u), inward(v)]);
    return [{ kind: 'move', matrix: perspectiveOf(corners, moved), border }];
  },
});

const change = (label: string, of: string) =>
  number({ label, default: 0.2, min: 0, max: 1, doc: \`\${of} times 1 − this to 1 + this.\` });

const colour = defineAugmentation({
  id: 'colour',
  title: 'Colour',
  doc: 'Changes brightness, contrast, saturation and hue, in this order. A grey picture has neither of the last two.',
  settings: {
    brightness: change('Brightness', 'All values'),
    contrast: change('Contrast', 'Distance from the mean grey'),
    saturation: change('Saturation', 'Distance from its own grey'),
    hue: number({
      label: 'Hue',
      default: 0,
      min: 0,
      max: 0.5,
      doc: 'Turned by up to this share of the circle of colours, either way.',
    }),
    share: often(1),
  },
  steps(chance, { brightness, contrast, saturation, hue }) {
    const [b, c, s] = [brightness, contrast, saturation].map((most) => 1 + either(chance, most)) as [
      number,
      number,
      number,
    ];
    const turn = either(chance, hue);
    return [
      {
        kind: 'paint',
        paint(picture) {
          if (brightness > 0) brighten(picture, b);
          if (contrast > 0) changeContrast(picture, c);
          if (saturation > 0) saturate(picture, s);
          if (hue > 0) turnHue(picture, turn);
        },
      },
    ];
  },
});

const blur = defineAugmentation({
  id: 'blur',
  title: 'Blur',
  doc: 'A Gaussian blur of a width by chance.',
  settings: {
    least: number({
      label: 'Least',
      default: 0.1,
      min: 0.01,
      max: 100,
      unit: 'pixels',
      doc: 'Standard deviation, at least.',
    }),
    most: number({
      label: 'Most',
      default: 2,
      min: 0.01,
      max: 100,
      unit: 'pixels',
      doc: 'Standard deviation, at most.',
    }),
    share: often(0.5),
  },
  steps(chance, { least, most }) {
    const deviation = Math.min(least, most) + Math.abs(most - least) * chance();
    return [{ kind: 'paint', paint: (picture) => soften(picture, deviation) }];
  },
});

const noise = defineAugmentation({
  id: 'noise',
  title: 'Noise',
  doc: 'Adds normal noise to every value.',
  settings: {
    deviation: number({
      label: 'Deviation',
      default: 0.05,
      min: 0,
      max: 1,
      doc: 'Standard deviation, as a share of the whole range.',
    }),
    share: often(1),
  },
  steps: (chance, { deviation }) => [
    { kind: 'paint', paint: (picture) => addNoise(picture, normalFrom(chance), deviation) },
  ],
});

const cutout = defineAugmentation({
  id: 'cutout',
  title: 'Cutout',
  doc: 'Covers a square of the picture. Its middle may be any place, so that part of it may lie outside. Masks stay as they are.',
  source: {
    title: 'DeVries and Taylor 2017: Improved regularization of convolutional neural networks with Cutout',
    url: 'https://arxiv.org/abs/1708.04552',
  },
  settings: {
    size: number({
      label: 'Size',
      default: 0.4,
      min: 0,
      max: 2,
      doc: 'Its side, as a share of the picture’s shorter one.',
    }),
    fill: choice(['black', 'grey', 'noise'], {
      label: 'Fill',
      default: 'black',
      doc: 'What it is covered with.',
      names: { black: 'Black', grey: 'Grey', noise: 'Noise' },
    }),
    share: often(1),
  },
  steps(chance, { size, fill }, { width, height }) {
    const half = (size * Math.min(width, height)) / 2;
    const [x, y] = [chance() * width, chance() * height];
    const value = fill === 'noise' ? chance : () => (fill === 'grey' ? 0.5 : 0);
    const [left, right] = [x - half, x + half].map(Math.round) as [number, number];
    const [top, bottom] = [y - half, y + half].map(Math.round) as [number, number];
    return [{ kind: 'paint', paint: (picture) => cover(picture, { left, right, top, bottom }, value) }];
  },
});

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function cover({ data, channels, height, width }: Picture, box: Box, value: () => number): void {
  for (let channel = 0; channel < channels; channel++)
    for (let row = Math.max(0, box.top); row < Math.min(height, box.bottom); row++)
      for (let column = Math.max(0, box.left); column < Math.min(width, box.right); column++)
        data[(channel * height + row) * width + column] = value();
}

const mixup = defineAugmentation({
  id: 'mixup',
  title: 'Mixup',
  doc: 'A row is a blend of itself and the row before it in its batch, and so is its target: classes one-hot, or numbers.',
  source: {
    title: 'Zhang et al. 2018: mixup: Beyond empirical risk minimization',
    url: 'https://arxiv.org/abs/1710.09412',
  },
  settings: {
    alpha: number({
      label: 'Alpha',
      default: 0.2,
      min: 0.01,
      max: 100,
      doc: 'Of the beta distribution that the share is drawn from: small leaves most rows nearly as they are.',
    }),
    share: often(1),
  },
  mix: (chance, { alpha }) => ({ share: beta(chance, alpha) }),
});

const cutMix = defineAugmentation({
  id: 'cutMix',
  title: 'CutMix',
  doc:
    'A box of the picture, and of its mask, is that of the row before it in its batch. The target is mixed by the area: classes one-hot, ' +
    'or numbers.',
  source: {
    title: 'Yun et al. 2019: CutMix: Regularization strategy to train strong classifiers with localizable features',
    url: 'https://arxiv.org/abs/1905.04899',
  },
  settings: {
    alpha: number({
      label: 'Alpha',
      default: 1,
      min: 0.01,
      max: 100,
      doc: 'Of the beta distribution that the area is drawn from: 1 makes all areas as likely.',
    }),
    share: often(0.5),
  },
  mix(chance, { alpha }) {
    const half = Math.sqrt(1 - beta(chance, alpha)) / 2;
    const [x, y] = [chance(), chance()];
    const within = (place: number) => Math.max(0, Math.min(1, place));
    const box = [within(x - half), within(y - half), within(x + half), within(y + half)] as const;
    return { share: 1 - (box[2] - box[0]) * (box[3] - box[1]), box };
  },
});

const nothing: Operation = () => [];
const OPERATIONS = [nothing, ...MOVES, ...COLOURS, ...TONES];

const randAugment = defineAugmentation({
  id: 'randAugment',
  title: 'RandAugment',
  doc:
    'Some of fourteen changes, one after the other, all of one strength: shear, shift, rotate, brightness, colour, contrast, sharpness, ' +
    'posterize, solarize, automatic contrast, equalize, or nothing.',
  source: {
    title: 'Cubuk et al. 2020: RandAugment: Practical automated data augmentation',
    url: 'https://arxiv.org/abs/1909.13719',
  },
  settings: {
    changes: int({ label: 'Changes', default: 2, min: 1, max: 10, doc: 'How many follow each other.' }),
    strength: number({ label: 'Strength', default: 9, min: 0, max: 30, doc: 'Of each, from 0 to 30.' }),
    border,
    share: often(1),
  },
  steps: (chance, { changes, strength, border }, scene) =>
    Array.from({ length: changes }, () => {
      const [operation, side] = [chosen(chance, OPERATIONS), sideOf(chance)];
      return operation(strength / 30, side, scene, border);
    }).flat(),
});

const augMix = defineAugmentation({
  id: 'augMix',
  title: 'AugMix',
  doc:
    'Mixes the picture with some of its own that were changed one to three times each: shifted, turned, slanted, posterized, solarized, ' +
    'equalized. Where masks or target pictures go along, what would move it is left out.',
  source: {
    title: 'Hendrycks et al. 2020: AugMix: A simple data processing method to improve robustness and uncertainty',
    url: 'https://arxiv.org/abs/1912.02781',
  },
  settings: {
    chains: int({ label: 'Chains', default: 3, min: 1, max: 10, doc: 'Changed pictures that are mixed.' }),
    strength: number({ label: 'Strength', default: 3, min: 0, max: 10, doc: 'Of each change at most, from 0 to 10.' }),
    alpha: number({
      label: 'Alpha',
      default: 1,
      min: 0.01,
      max: 100,
      doc: 'Of the beta and Dirichlet distributions that the shares are drawn from.',
    }),
    share: often(1),
  },
  steps(chance, { chains, strength, alpha }, scene) {
    const operations = scene.accompanied ? TONES : [...MOVES, ...TONES];
    const shares = dirichlet(chance, alpha, chains);
    const changed = beta(chance, alpha);
    const drawn = shares.map(() =>
      Array.from({ length: 1 + Math.floor(3 * chance()) }, () => {
        const [operation, amount] = [chosen(chance, operations), (strength * chance()) / 10];
        return operation(amount, sideOf(chance), scene, 'black');
      }).flat(),
    );
    const paint = (picture: Picture): void => {
      const mixed = picture.data.map((value) => (1 - changed) * value);
      drawn.forEach((steps, i) => {
        const copy = { ...picture, data: picture.data.slice() };
        applySteps(copy, steps);
        for (let at = 0; at < mixed.length; at++) mixed[at]! += changed * shares[i]! * copy.data[at]!;
      });
      picture.data.set(mixed);
    };
    return [{ kind: 'paint', paint }];
  },
});

const timeMask = defineAugmentation({
  id: 'timeMask',
  title: 'Time mask',
  doc: 'Covers some steps of a sound, a spectrogram or a series that follow each other, with all that is known of them.',
  source: {
    title: 'Park et al. 2019: SpecAugment: A simple data augmentation method for automatic speech recognition',
    url: 'https://arxiv.org/abs/1904.08779',
  },
  subject: 'steps',
  settings: {
    count: int({ label: 'Masks', default: 1, min: 1, max: 100, doc: 'Pieces that are covered; they may overlap.' }),
    longest: number({
      label: 'Longest',
      default: 0.2,
      min: 0,
      max: 1,
      doc: 'Steps of a piece at most, as a share of the row’s; how many is drawn from none to these.',
    }),
    fill: choice(['mean', 'zero'], {
      label: 'Fill',
      default: 'mean',
      doc: 'What they are covered with.',
      names: { mean: 'The row’s mean', zero: 'Zero' },
    }),
    share: often(1),
  },
  alter(chance, { count, longest, fill }, { data, outer, length, inner }) {
    const value = fill === 'zero' ? 0 : (data as Float32Array).reduce((a, b) => a + b, 0) / data.length;
    for (let mask = 0; mask < count; mask++) {
      const size = Math.floor(chance() * (Math.round(longest * length) + 1));
      const from = Math.floor(chance() * (length - size + 1));
      for (let line = 0; line < outer; line++) {
        const start = line * length + from;
        data.fill(value, start * inner, (start + size) * inner);
      }
    }
  },
});

const timeStretch = defineAugmentation({
  id: 'timeStretch',
  title: 'Time stretch',
  doc:
    'A sound, a spectrogram or a series goes faster or slower, by linear interpolation. Its last step stays where it is; before one ' +
    'that goes faster stands its first step. Of samples of a sound the pitch changes along, of a spectrogram it does not.',
  source: {
    title: 'Ko et al. 2015: Audio augmentation for speech recognition',
    url: 'https://doi.org/10.21437/Interspeech.2015-711',
  },
  subject: 'steps',
  settings: {
    most: number({
      label: 'Most',
      default: 0.1,
      min: 0,
      max: 3,
      doc: 'At most so much faster or slower: 0.1 is from 1/1.1 to 1.1 times the speed.',
    }),
    share: often(1),
  },
  alter: (chance, { most }, row) => stretch(row, (1 + most) ** either(chance, 1)),
});

/** \`speed\` times as fast, in its own array. */
function stretch({ data, outer, length, inner }: StepRow, speed: number): void {
  const old = data.slice();
  const last = length - 1;
  for (let step = 0; step < length; step++) {
    const from = Math.max(0, last - (last - step) * speed);
    const before = Math.min(last, Math.floor(from));
    const share = from - before;
    const after = Math.min(last, before + 1);
    for (let line = 0; line < outer; line++)
      for (let i = 0; i < inner; i++) {
        const at = (of: number) => (line * length + of) * inner + i;
        data[at(step)] = (1 - share) * old[at(before)]! + share * old[at(after)]!;
      }
  }
}

const tokenDropout = defineAugmentation({
  id: 'tokenDropout',
  title: 'Token dropout',
  doc: 'Leaves out some tokens of a text. What fills a row up (number 0) stays, and so does one token at least.',
  source: {
    title: 'Iyyer et al. 2015: Deep unordered composition rivals syntactic methods for text classification',
    url: 'https://aclanthology.org/P15-1162/',
  },
  subject: 'tokens',
  settings: {
    rate: number({ label: 'Rate', default: 0.1, min: 0, max: 1, doc: 'Of the tokens, how many are left out.' }),
    place: choice(['replaced', 'removed'], {
      label: 'Their place',
      default: 'replaced',
      doc: 'Another token stands there, or those behind move up. Where the target has a token for each place they must not move.',
      names: { replaced: 'Another token', removed: 'Closed up' },
    }),
    token: int({
      label: 'Token',
      default: 1,
      min: 0,
      doc: 'The number that stands there: 1 is what is not in a vocabulary that was learned here.',
      when: { place: ['replaced'] },
    }),
    share: often(1),
  },
  alter(chance, { rate, place, token }, { data }) {
    const dropped = droppedOf(data, chance, rate);
    if (place === 'replaced') for (const at of dropped) data[at] = token;
    else close(data, dropped);
  },
});

function droppedOf(data: ArrayLike<number>, chance: Chance, rate: number): ReadonlySet<number> {
  const tokens = Array.from({ length: data.length }, (_, at) => at).filter((at) => data[at] !== PADDING.number);
  const dropped = new Set(tokens.filter(() => chance() < rate));
  if (dropped.size === tokens.length) dropped.delete(tokens[Math.floor(chance() * tokens.length)]!);
  return dropped;
}

/** Fills up on the side that is filled up already, else behind. */
function close(data: Float32Array | Int32Array, dropped: ReadonlySet<number>): void {
  const left = data.filter((_, at) => !dropped.has(at));
  const before = data[0] === PADDING.number && data.at(-1) !== PADDING.number;
  data.fill(PADDING.number);
  data.set(left as never, before ? data.length - left.length : 0);
}

/** Every augmentation there is, in the order in which they are offered. */

const AUGMENTATIONS: readonly Augmentation[] = [
  flip,
  rotate,
  shift,
  zoom,
  shear,
  perspective,
  colour,
  blur,
  noise,
  cutout,
  mixup,
  cutMix,
  randAugment,
  augMix,
  timeMask,
  timeStretch,
  tokenDropout,
];

const augmentationOf = (id: string): Augmentation | undefined => AUGMENTATIONS.find((one) => one.id === id);

export interface Sequence {
  readonly subject: Exclude<Subject, 'picture'>;
  /** Along which the steps or tokens of one row lie, as it is fed. */
  readonly axis: number;
}

interface FedRow {
  readonly dtype: 'float32' | 'int32';
  /** Without the batch. */
  readonly shape: Shape;
}

/** Of a fed row. \`isSound\`: it is a row of samples, or 1×bands×windows of them. Undefined of what has no order. */
export function orderOf({ dtype, shape }: FedRow, isSound: boolean): Sequence | undefined {
  if (dtype === 'int32') return shape.length === 1 ? { subject: 'tokens', axis: 0 } : undefined;
  if (isSound) return { subject: 'steps', axis: shape.length - 1 };
  return shape.length === 2 ? { subject: 'steps', axis: 0 } : undefined;
}

/** When rows are read: all chance follows from it and from which rows they are. */
export interface Moment {
  readonly seed: number;
  readonly epoch: number;
}

/** What a feed is to augmentation: the picture itself, a picture or a mask that moves along, or nothing. */
type Role = 'picture' | 'companion' | 'mask' | 'apart';

/** As much of a feed as it depends on. */
interface Kept {
  /** \`input:<node>\` or \`target:<key>\`. */
  readonly name: string;
  readonly source: Column;
  readonly labels: boolean;
  /** Where its rows are steps or tokens. */
  readonly sequence?: Sequence | undefined;
}

const isPlaced = ({ shape }: Column, { shape: of }: Column): boolean =>
  shape.length >= 2 && shape.at(-1) === of.at(-1) && shape.at(-2) === of.at(-2);

function roleOf({ name, source, labels }: Kept, picture: Column): Role {
  if (name.startsWith('input:')) return source.kind === 'image' ? 'picture' : 'apart';
  if (!isPlaced(source, picture)) return 'apart';
  return labels || source.kind === 'category' ? 'mask' : 'companion';
}

interface Chosen {
  readonly spec: Augmentation;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Its place in the list, which names its stream. */
  readonly place: number;
}

export class Augmenter {
  readonly #chosen: readonly Chosen[];
  readonly #roles: ReadonlyMap<string, { readonly role: Role; readonly source: Column }>;
  readonly #accompanied: boolean;
  readonly #sequences: ReadonlyMap<string, Sequence>;

  constructor(choices: readonly Choice[], feeds: readonly Kept[]) {
    this.#chosen = choices.map(({ type, settings }, place) => {
      const spec = augmentationOf(type)!;
      return { spec, settings: resolveSettings(spec.settings, settings).settings, place };
    });
    const picture = pictureOf(feeds)?.source;
    this.#roles = new Map(
      feeds.map((feed) => [feed.name, { role: picture ? roleOf(feed, picture) : 'apart', source: feed.source }]),
    );
    this.#sequences = new Map(feeds.flatMap(({ name, sequence }) => (sequence ? [[name, sequence]] : [])));
    this.#accompanied = [...this.#roles.values()].some(({ role }) => role === 'mask' || role === 'companion');
  }

  /** Whether the feed's rows come out of \`place\` as they went in. */
  leaves(feed: string): boolean {
    return !this.places(feed) || this.#chosen.every(({ spec }) => !spec.steps);
  }

  /** Whether it is a picture, or goes along with one. */
  places(feed: string): boolean {
    return (this.#roles.get(feed)?.role ?? 'apart') !== 'apart';
  }

  /** Changes raw rows of a feed in their own array. */
  change(feed: string, raw: Tensor, rows: ArrayLike<number>, moment: Moment): void {
    const { role, source } = this.#roles.get(feed)!;
    const [height, width] = source.shape.slice(-2) as [number, number];
    const size = sizeOf(source.shape);
    const scene: Scene = { height, width, accompanied: this.#accompanied };
    for (let i = 0; i < rows.length; i++) {
      const steps = this.#steps(rows[i]!, moment, scene);
      const data = raw.data.subarray(i * size, (i + 1) * size) as Float32Array;
      const one = { data, channels: size / (height * width), height, width };
      if (role === 'mask') moveMask(one, steps);
      else if (role === 'companion') moveAlong(one, steps);
      else ranged(data, source.range, steps, () => applySteps(one, steps));
    }
  }

  #steps(row: number, moment: Moment, scene: Scene): readonly Step[] {
    return this.#chosen.flatMap(({ spec, settings, place }) => {
      const chance = spec.steps && chanceOf(row, moment, place);
      return chance && happens(chance, settings) ? spec.steps!(chance, settings as never, scene) : [];
    });
  }

  /** Changes the rows of a batch as they are fed: steps and tokens, and what is mixed with the row before it. */
  changeFed(feeds: Readonly<Record<string, Tensor>>, rows: ArrayLike<number>, moment: Moment): void {
    for (const one of this.#chosen) {
      if (one.spec.alter) this.#alter(one, feeds, rows, moment);
      if (one.spec.mix) this.#mix(one, feeds, rows, moment);
    }
  }

  #alter(
    { spec, settings, place }: Chosen,
    feeds: Readonly<Record<string, Tensor>>,
    rows: ArrayLike<number>,
    moment: Moment,
  ): void {
    for (const [name, { subject, axis }] of this.#sequences) {
      const tensor = feeds[name];
      if (subject !== spec.subject || !tensor) continue;
      const shape = tensor.shape.slice(1);
      const [outer, length, inner] = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
      for (let i = 0; i < rows.length; i++) {
        const chance = chanceOf(rows[i]!, moment, place);
        const data = tensor.data.subarray(i * sizeOf(shape), (i + 1) * sizeOf(shape)) as Float32Array | Int32Array;
        if (happens(chance, settings)) spec.alter!(chance, settings as never, { data, outer, length, inner });
      }
    }
  }

  #mix(
    { spec, settings, place }: Chosen,
    feeds: Readonly<Record<string, Tensor>>,
    rows: ArrayLike<number>,
    moment: Moment,
  ): void {
    const mixes = Array.from(rows, (row): Mix | undefined => {
      const chance = chanceOf(row, moment, place);
      return happens(chance, settings) ? spec.mix!(chance, settings as never) : undefined;
    });
    for (const [name, tensor] of Object.entries(feeds)) {
      const { role, source } = this.#roles.get(name)!;
      mixRows(tensor, mixes, role === 'apart' ? undefined : source.shape);
    }
  }

  /** Whether \`changeFed\` does something. */
  get changesFed(): boolean {
    return this.#chosen.some(({ spec }) => spec.mix || spec.alter);
  }
}

const pictureOf = (feeds: readonly Kept[]): Kept | undefined =>
  feeds.find(({ name, source }) => name.startsWith('input:') && source.kind === 'image');

const chanceOf = (row: number, { seed, epoch }: Moment, place: number): Chance =>
  randomStream(seed, \`augment/\${place}/\${epoch}/\${row}\`);

const happens = (chance: Chance, { share }: Readonly<Record<string, unknown>>): boolean => chance() < (share as number);

/** Values are changed between 0 and 1; where they only move they stay what they are. */
function ranged(data: Float32Array, range: Column['range'], steps: readonly Step[], change: () => void): void {
  const [least, most] = range ?? [0, 1];
  const scaled = least !== 0 || (most !== 1 && steps.some(({ kind }) => kind === 'paint'));
  if (scaled) for (let i = 0; i < data.length; i++) data[i] = (data[i]! - least) / (most - least);
  change();
  if (scaled) for (let i = 0; i < data.length; i++) data[i] = data[i]! * (most - least) + least;
}

/** \`places\`: the raw shape whose last axes are height and width; undefined of what has no places. Class numbers cannot be blended. */
function mixRows({ dtype, shape, data }: Tensor, mixes: readonly (Mix | undefined)[], places: Shape | undefined): void {
  const count = shape[0]!;
  const size = data.length / count;
  const old = data.slice();
  mixes.forEach((mix, i) => {
    if (!mix) return;
    const [own, other] = [i * size, ((i + count - 1) % count) * size];
    if (mix.box && places) copyBox(data, old, { own, other, box: mix.box, shape: shape.slice(1), places });
    else if (dtype === 'float32')
      for (let at = 0; at < size; at++)
        data[own + at] = mix.share * old[own + at]! + (1 - mix.share) * old[other + at]!;
  });
}

function copyBox(
  data: Tensor['data'],
  old: Tensor['data'],
  at: {
    readonly own: number;
    readonly other: number;
    readonly box: NonNullable<Mix['box']>;
    readonly shape: Shape;
    readonly places: Shape;
  },
): void {
  const { own, other, box, shape, places } = at;
  const axis = places.length - 2;
  const [height, width] = [shape[axis]!, shape[axis + 1]!];
  const inner = sizeOf(shape.slice(axis + 2));
  const [left, right] = [Math.round(box[0] * width), Math.round(box[2] * width)];
  const [top, bottom] = [Math.round(box[1] * height), Math.round(box[3] * height)];
  for (let outer = 0; outer < sizeOf(shape.slice(0, axis)); outer++)
    for (let row = top; row < bottom; row++) {
      const line = (outer * height + row) * width;
      const [from, end] = [(line + left) * inner, (line + right) * inner];
      data.set(old.subarray(other + from, other + end) as never, own + from);
    }
}
`;

export const SERIES = `/** A table over time cut into windows, as the program does that this project comes from. */

type Phrase = string;
const TEXTS: Readonly<Record<string, string | { readonly one: string; readonly other: string }>> = {
  'times-repeated':
    "rows {{first}} and {{second}} {{group}} have the same time, {{time}}; name the column that tells series apart as the " +
    "group, or let rows follow each other as they stand",
  'times-uneven':
    {
    one: "the time of {{count}} row is not a whole number of steps after the one before, as {{time}} in row {{row}}; let rows " +
    "follow each other as they stand, whatever time lies between them",
    other: "the times of {{count}} rows are not a whole number of steps after those before them; the first is {{time}} in row " +
    "{{row}}; let rows follow each other as they stand, whatever time lies between them",
  },
  'series-too-large':
    "{{rows}} rows of {{columns}} columns of numbers are more than the {{most}} MB that a series may take; read fewer " +
    "columns",
  'rows-without-time':
    {
    one: "{{count}} row has no time and is left out.",
    other: "{{count}} rows have no time and are left out.",
  },
  'series-too-short':
    "a window needs {{needed}} steps without a gap, and the longest stretch has {{longest}}; take a shorter window or " +
    "horizon, or fill missing steps",
  'rows-filled':
    {
    one: "Row {{row}} lacks a number that is read, which is filled with the one before it.",
    other: "{{count}} rows lack a number that is read, the first of them row {{row}}, which is filled with the one before it.",
  },
  'rows-incomplete':
    {
    one: "Row {{row}} lacks a number that is read, and counts as a missing step.",
    other: "{{count}} rows lack a number that is read, the first of them row {{row}}, and count as missing steps.",
  },
  'steps-filled':
    {
    one: "{{count}} step is missing, after {{time}} (row {{row}}): it has the values that were last known.",
    other: "{{count}} steps are missing in {{places}}, the first after {{time}} (row {{row}}): they have the values that were last " +
    "known.",
  },
  'steps-missing':
    {
    one: "{{count}} step is missing, after {{time}} (row {{row}}): no window reaches over it.",
    other: "{{count}} steps are missing in {{places}}, the first after {{time}} (row {{row}}): no window reaches over them.",
  },
  'count-gaps':
    {
    one: "{{count}} gap",
    other: "{{count}} gaps",
  },
  'too-many-to-fill':
    "it would need {{count}} steps to be filled in, and has {{rows}} rows; cut the series where steps are missing, or let " +
    "rows follow each other as they stand",
  'of-group':
    "of \\"{{name}}\\"",
  'of-the-series':
    "of the series",
};
const phrase = (id: string, values: Readonly<Record<string, string | number | bigint>> = {}): string => {
  const said = TEXTS[id]!;
  const text = typeof said === 'string' ? said : values.count === 1 ? said.one : said.other;
  return text.replaceAll(/\\{\\{(\\w+)\\}\\}/g, (_, name: string) => String(values[name]));
};
const verbatim = String;

/** Why a series is not cut. */
export class Refusal extends Error {}

/**
 * Times as whole steps: what lies between one row of a series and the next, most often, is one step. Months are as long as the
 * calendar has them.
 */

/** What a step is: so many months, days (of dates) or units (of numbers). */
interface Step {
  readonly unit: 'months' | 'days' | 'units';
  readonly length: number;
}

/** Rows in the order of their groups and times. \`at\`: the step of each, from the first of all on, increasing within a group. */
interface SteppedRows {
  readonly order: Int32Array;
  readonly at: Float64Array;
  readonly step: Step;
  /** Rows without a time, which are none of them. */
  readonly timeless: number;
}

interface TimedRows {
  /** Days since 1970 of dates, else any numbers; NaN where a row has none. */
  readonly times: Float64Array;
  readonly isDate: boolean;
  /** The number of each row's group. */
  readonly groups: ArrayLike<number>;
  /** What a group is called, for messages. */
  readonly groupName: (group: number) => Phrase;
}

const MONTH_DAYS = 27.5;
/** So far from whole steps a time may be, as part of a step, and so many of them may be farther. */
const [UNEVEN, MOST_UNEVEN] = [0.2, 0.02];

/** A time in words that are the same in every language. */
function timeText(time: number, isDate: boolean): string {
  if (!isDate) return String(time);
  const [day, clock] = new Date(Math.round(time * 86_400) * 1000).toISOString().split('T') as [string, string];
  return clock.startsWith('00:00:00') ? day : \`\${day} \${clock.slice(0, clock.startsWith('00', 6) ? 5 : 8)}\`;
}

/** So many steps later. Of months the same day, and the last behind the last. */
function later(time: number, steps: number, { unit, length }: Step): number {
  if (unit !== 'months') return time + steps * length;
  const date = new Date(Math.round(time * DAY));
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const lastOf = (month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const wanted = month + steps * length;
  return Date.UTC(year, wanted, day === lastOf(month) ? lastOf(wanted) : Math.min(day, lastOf(wanted))) / DAY;
}
const DAY = 86_400_000;

/**
 * \`asTheyFollow\`: rows lie one step apart whatever time is between them. Throws a \`Refusal\` where two rows of a group have one time, or
 * the times are none of even steps.
 */
function steppedRows(rows: TimedRows, asTheyFollow: boolean): SteppedRows {
  const { times, groups, isDate } = rows;
  const all = Int32Array.from({ length: times.length }, (_, row) => row);
  const order = all.filter((row) => Number.isFinite(times[row]));
  order.sort((a, b) => groups[a]! - groups[b]! || times[a]! - times[b]! || a - b);
  const timeless = times.length - order.length;
  if (asTheyFollow) return { order, at: ranksOf(order, rows), step: { unit: 'units', length: 1 }, timeless };
  stopAtSameTimes(order, rows);
  const months = isDate ? monthsOf(order, rows) : undefined;
  const counted = months ?? times;
  const length = medianGap(order, counted, groups);
  const unit = months ? 'months' : isDate ? 'days' : 'units';
  return { order, at: placed(order, counted, length, rows), step: { unit, length }, timeless };
}

/** The place of each time among all there are. */
function ranksOf(order: Int32Array, { times }: TimedRows): Float64Array {
  const sorted = Float64Array.from(new Set(Array.from(order, (row) => times[row]!))).sort();
  const ranks = new Map(Array.from(sorted, (time, rank) => [time, rank]));
  return Float64Array.from(order, (row) => ranks.get(times[row]!)!);
}

function stopAtSameTimes(order: Int32Array, { times, isDate, groups, groupName }: TimedRows): void {
  for (let i = 1; i < order.length; i++) {
    const [before, row] = [order[i - 1]!, order[i]!];
    if (groups[before] !== groups[row] || times[before] !== times[row]) continue;
    const [first, second] = [Math.min(before, row) + 1, Math.max(before, row) + 1];
    const time = verbatim(timeText(times[row]!, isDate));
    throw new Refusal(phrase('times-repeated', { first, second, time, group: groupName(groups[row]!) }));
  }
}

/** The months since year 0 of dates that all lie on one day of the month, or all at its end, so far apart; else undefined. */
function monthsOf(order: Int32Array, rows: TimedRows): Float64Array | undefined {
  if (medianGap(order, rows.times, rows.groups) < MONTH_DAYS) return undefined;
  const dates = Array.from(order, (row) => new Date(Math.round(rows.times[row]! * 86_400) * 1000));
  const isEnd = (date: Date) => new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
  const alike = dates.every((date) => date.getUTCDate() === dates[0]!.getUTCDate()) || dates.every(isEnd);
  if (!alike) return undefined;
  const months = new Float64Array(rows.times.length);
  order.forEach((row, i) => {
    months[row] = dates[i]!.getUTCFullYear() * 12 + dates[i]!.getUTCMonth();
  });
  return months;
}

/** The median of what lies between rows that follow each other in a group; 1 where none do. */
function medianGap(order: Int32Array, times: Float64Array, groups: ArrayLike<number>): number {
  const gaps = new Float64Array(Math.max(0, order.length - 1));
  let count = 0;
  for (let i = 1; i < order.length; i++)
    if (groups[order[i - 1]!] === groups[order[i]!]) gaps[count++] = times[order[i]!]! - times[order[i - 1]!]!;
  return count === 0 ? 1 : gaps.subarray(0, count).sort()[(count - 1) >> 1]!;
}

/** The steps of rows, from one to the next, so that what a clock drifts by does not add up. */
function placed(order: Int32Array, times: Float64Array, length: number, rows: TimedRows): Float64Array {
  const { groups } = rows;
  const at = new Float64Array(order.length);
  let origin = Number.POSITIVE_INFINITY;
  for (const row of order) if (times[row]! < origin) origin = times[row]!;
  let uneven = 0;
  let first: number | undefined;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (i === 0 || groups[order[i - 1]!] !== groups[row]) {
      at[i] = Math.round((times[row]! - origin) / length);
      continue;
    }
    const steps = (times[row]! - times[order[i - 1]!]!) / length;
    if (Math.abs(steps - Math.round(steps)) > UNEVEN) {
      uneven++;
      first ??= row;
    }
    at[i] = at[i - 1]! + Math.max(1, Math.round(steps));
  }
  if (uneven > MOST_UNEVEN * order.length)
    throw new Refusal(
      phrase('times-uneven', {
        count: uneven,
        row: first! + 1,
        time: verbatim(timeText(rows.times[first!]!, rows.isDate)),
      }),
    );
  return at;
}

/** Series of one table, told apart by what stands in columns. */

interface Groups {
  readonly names: readonly string[];
  /** The number of each row's group. */
  readonly of: Int32Array;
}

/** What stands between the names of a group that several columns tell apart. */
const BETWEEN = ' · ';

/** What several kinds of groups tell apart together, where there are some: those that there are, in their order. */
const together = (kinds: readonly Groups[]): Groups | undefined =>
  kinds.reduce<Groups | undefined>(thoseThere, undefined);

/** The pairs of two kinds of groups that there are, in their order. */
function thoseThere(first: Groups | undefined, second: Groups): Groups {
  const width = second.names.length;
  const pairs = Float64Array.from(second.of, (own, row) => (first ? first.of[row]! * width : 0) + own);
  const there = [...new Set(pairs)].sort((a, b) => a - b);
  const numbers = new Map(there.map((pair, number) => [pair, number]));
  const nameOf = (pair: number) => {
    const own = second.names[pair % width]!;
    return first ? \`\${first.names[Math.floor(pair / width)]!}\${BETWEEN}\${own}\` : own;
  };
  return { names: there.map(nameOf), of: Int32Array.from(pairs, (pair) => numbers.get(pair)!) };
}

/**
 * A series cut into windows: so many steps that are known, then those to foretell. Never across groups; where steps are missing it is
 * cut there, or they are filled with what was last known.
 */

const GAPS = ['cut', 'fill', 'follow'] as const;
type Gaps = (typeof GAPS)[number];

export interface WindowSettings {
  /** Steps of the past in a window, and of the future behind them; 0 where the windows are only to foretell from. */
  readonly length: number;
  readonly horizon: number;
  /** Steps between the two, that are in neither. */
  readonly lead: number;
  /** Steps from the beginning of one window to that of the next. */
  readonly stride: number;
  readonly gaps: Gaps;
}

interface SeriesRows extends TimedRows {
  /** Numbers of each row, one for each column, NaN where one is missing. */
  readonly values: Float32Array;
  readonly width: number;
}

/** Steps of all groups one behind the other, and where in them windows begin. */
interface Windows {
  readonly step: Step;
  /** Numbers of each step that is there or filled in. */
  readonly values: Float32Array;
  /** Since the first of all steps, and the group. */
  readonly at: Float64Array;
  readonly groups: Int32Array;
  /** As they stand in the rows, and as they would of steps that are filled in. */
  readonly times: Float64Array;
  readonly starts: Int32Array;
  /** Of the steps that are no windows because of it, what is told. */
  readonly notes: readonly Phrase[];
}

/** What a window is made of: steps of the past, those after it that are foretold, and numbers of a step. */
interface WindowShape extends Pick<WindowSettings, 'length' | 'horizon' | 'lead'> {
  readonly width: number;
}
/** Writes a part of the window that begins at a step to a place. */
type WritePart = (out: Float32Array | Int32Array, place: number, start: number) => void;

/** The parts of windows: past, [length, width]; the first number of each step of the future, [horizon]; the group; the first and last step. */
function partsOf(
  { values, at, groups }: Windows,
  { length, horizon, lead, width }: WindowShape,
): Readonly<Record<'past' | 'future' | 'group' | 'steps', WritePart>> {
  const ahead = length + lead;
  return {
    past: (out, place, start) => out.set(values.subarray(start * width, (start + length) * width), place),
    future(out, place, start) {
      for (let step = 0; step < horizon; step++) out[place + step] = values[(start + ahead + step) * width]!;
    },
    group(out, place, start) {
      out[place] = groups[start]!;
    },
    steps(out, place, start) {
      out[place] = at[start]!;
      out[place + 1] = at[start + ahead + horizon - 1]!;
    },
  };
}

/** What a series may hold in memory, in bytes. */
const MOST_BYTES = 2 ** 30;

function stopAtTooLarge(rows: number, width: number): void {
  if (rows * width * Float32Array.BYTES_PER_ELEMENT <= MOST_BYTES) return;
  throw new Refusal(phrase('series-too-large', { rows, columns: width, most: MOST_BYTES >> 20 }));
}

/** Throws a \`Refusal\` where the times cannot be steps, or no window fits. */
function cutWindows(rows: SeriesRows, settings: WindowSettings): Windows {
  const { order, at, step, timeless } = steppedRows(rows, settings.gaps === 'follow');
  const notes: Phrase[] = [];
  if (timeless > 0) notes.push(phrase('rows-without-time', { count: timeless }));
  const laid = layOut({ order, at, step }, rows, settings.gaps, notes);
  const starts: number[] = [];
  const { length, horizon, lead } = settings;
  const whole = length + (horizon === 0 ? 0 : lead + horizon);
  let longest = 0;
  for (const { from, to } of laid.runs) {
    longest = Math.max(longest, to - from);
    if (horizon === 0) {
      // the newest steps of each group, if they reach its end
      const isLast = to === laid.at.length || laid.groups[to] !== laid.groups[from];
      if (isLast && to - from >= whole) starts.push(to - whole);
    } else for (let start = from; start + whole <= to; start += settings.stride) starts.push(start);
  }
  if (starts.length === 0) throw new Refusal(phrase('series-too-short', { longest, needed: whole }));
  const { values, groups, times } = laid;
  return { step, values, at: laid.at, groups, times, starts: Int32Array.from(starts), notes };
}

type Stepped = Pick<SteppedRows, 'order' | 'at' | 'step'>;

interface LaidOut {
  readonly values: Float32Array;
  readonly at: Float64Array;
  readonly groups: Int32Array;
  readonly times: Float64Array;
  /** Steps that follow each other without a gap, in one group. */
  readonly runs: readonly { readonly from: number; readonly to: number }[];
}

/** The steps in their order, those that are missing told, and filled in where that is asked for. */
function layOut({ order, at, step }: Stepped, rows: SeriesRows, gaps: Gaps, notes: Phrase[]): LaidOut {
  const { values, width, groups, times, isDate } = rows;
  const isWhole = (row: number) => {
    for (let i = row * width; i < (row + 1) * width; i++) if (Number.isNaN(values[i])) return false;
    return true;
  };
  const filling = gaps === 'fill';
  const out = new Steps(width, filling ? filledCount(order, at, rows) : order.length);
  const lost = { steps: 0, places: 0, after: undefined as number | undefined };
  let [incomplete, firstIncomplete] = [0, Number.POSITIVE_INFINITY];
  let last: number | undefined;
  order.forEach((row, i) => {
    const group = groups[row]!;
    const begins = i === 0 || groups[order[i - 1]!] !== group;
    if (begins) last = undefined;
    if (!isWhole(row)) {
      incomplete++;
      firstIncomplete = Math.min(firstIncomplete, row);
    }
    if (!isWhole(row) && !(filling && last !== undefined)) return;
    const skipped = last === undefined || gaps === 'follow' ? 0 : at[i]! - at[last]! - 1;
    if (skipped > 0) {
      lost.steps += skipped;
      lost.places++;
      lost.after ??= order[last!]!;
    }
    if (filling)
      for (let k = 1; k <= skipped; k++)
        out.repeat({ at: at[last!]! + k, group, time: later(times[order[last!]!]!, k, step) });
    out.add(
      values.subarray(row * width, (row + 1) * width),
      { at: at[i]!, group, time: times[row]! },
      last === undefined || (skipped > 0 && !filling),
    );
    last = i;
  });
  if (incomplete > 0)
    notes.push(phrase(filling ? 'rows-filled' : 'rows-incomplete', { count: incomplete, row: firstIncomplete + 1 }));
  if (lost.steps > 0)
    notes.push(
      phrase(filling ? 'steps-filled' : 'steps-missing', {
        count: lost.steps,
        places: phrase('count-gaps', { count: lost.places }),
        time: verbatim(timeText(times[lost.after!]!, isDate)),
        row: lost.after! + 1,
      }),
    );
  return out.done();
}

/** How many steps there are with those that are missing. Throws a \`Refusal\` where more are missing than there are. */
function filledCount(order: Int32Array, at: Float64Array, { groups, width }: SeriesRows): number {
  let count = 0;
  order.forEach((row, i) => {
    const begins = i === 0 || groups[order[i - 1]!] !== groups[row];
    count += begins ? 1 : at[i]! - at[i - 1]!;
  });
  if (count > 2 * order.length)
    throw new Refusal(phrase('too-many-to-fill', { count: count - order.length, rows: order.length }));
  stopAtTooLarge(count, width);
  return count;
}

/** Where a step is, and whose. */
interface Place {
  readonly at: number;
  readonly group: number;
  readonly time: number;
}

/** Gathers steps one behind the other. */
class Steps {
  readonly #width: number;
  readonly #values: Float32Array;
  readonly #at: Float64Array;
  readonly #groups: Int32Array;
  readonly #times: Float64Array;
  readonly #begins: number[] = [];
  #count = 0;

  constructor(width: number, most: number) {
    this.#width = width;
    this.#values = new Float32Array(most * width);
    this.#at = new Float64Array(most);
    this.#groups = new Int32Array(most);
    this.#times = new Float64Array(most);
  }

  /** What is missing of the numbers is as it was before. */
  add(numbers: Float32Array, { at, group, time }: Place, begins: boolean): void {
    const start = this.#count * this.#width;
    this.#values.set(numbers, start);
    for (let i = start; i < start + this.#width; i++)
      if (Number.isNaN(this.#values[i])) this.#values[i] = this.#values[i - this.#width]!;
    if (begins) this.#begins.push(this.#count);
    this.#at[this.#count] = at;
    this.#times[this.#count] = time;
    this.#groups[this.#count++] = group;
  }

  repeat(place: Place): void {
    const end = this.#count * this.#width;
    this.add(this.#values.slice(end - this.#width, end), place, false);
  }

  done(): LaidOut {
    const count = this.#count;
    return {
      values: this.#values.subarray(0, count * this.#width),
      at: this.#at.subarray(0, count),
      groups: this.#groups.subarray(0, count),
      times: this.#times.subarray(0, count),
      runs: this.#begins.map((from, i) => ({ from, to: this.#begins[i + 1] ?? count })),
    };
  }
}

/**
 * A table over time as windows: steps of the past, and what was to be foretold behind them. It goes along with exported projects word for
 * word, behind what cuts windows in the program itself.
 */

/** What the columns of a table are to a series, and how it is cut. */
export interface SeriesForm extends WindowSettings {
  /** The column of times, and whether these are dates. */
  readonly time: string;
  readonly isDate: boolean;
  /** The columns that tell series apart, each with the names that were learned from. */
  readonly groups: readonly { readonly name: string; readonly classes: readonly string[] }[];
  /** The columns of numbers that are read, the one that is foretold first. */
  readonly inputs: readonly string[];
}

/** A column of the table, read from its file. */
interface ReadColumn {
  readonly data: ArrayLike<number>;
  readonly texts?: readonly string[];
}

/** The groups of one column: those that were learned from, rows without a name, then whatever else there is. */
function groupsIn(texts: readonly string[], classes: readonly string[]): Groups {
  const numbers = new Map([...classes, ''].map((name, number) => [name, number]));
  const of = Int32Array.from(texts, (name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  });
  return { names: Array.from(numbers.keys(), (name) => name || '?'), of };
}

/**
 * Windows of a table, a row each: \`past\`, [rows, length, inputs]; \`future\`, [rows, horizon]; the number of the \`group\`; the first and last of its
 * \`steps\`. With a horizon of 0 the newest steps of each group alone. \`names\`: what the group of each is called. Throws an error where the
 * times are no steps, or no window fits.
 */
export function readSeries(
  columns: Readonly<Record<string, ReadColumn>>,
  { time, isDate, groups: grouping, inputs, ...form }: SeriesForm,
  horizon: number = form.horizon,
) {
  const times = Float64Array.from(columns[time]!.data);
  const [rows, width] = [times.length, inputs.length];
  const values = new Float32Array(rows * width);
  inputs.forEach((name, input) => {
    const { data } = columns[name]!;
    for (let row = 0; row < rows; row++) values[row * width + input] = data[row]!;
  });
  const groups = together(grouping.map(({ name, classes }) => groupsIn(columns[name]!.texts!, classes)));
  const groupName = (number: number) =>
    groups ? phrase('of-group', { name: verbatim(groups.names[number]!) }) : phrase('of-the-series');
  const series = { times, isDate, groups: groups?.of ?? new Int32Array(rows), groupName, values, width };
  const windows = cutWindows(series, { ...form, horizon });
  const { length, lead } = form;
  const write = partsOf(windows, { length, horizon, lead, width });
  const { starts } = windows;
  const part = (name: keyof typeof write, out: Float32Array | Int32Array, ...shape: readonly number[]) => {
    starts.forEach((start, i) => write[name](out, (i * out.length) / starts.length, start));
    return { shape: [starts.length, ...shape], data: out };
  };
  return {
    past: part('past', new Float32Array(starts.length * length * width), length, width),
    future: part('future', new Float32Array(starts.length * horizon), horizon),
    group: part('group', new Int32Array(starts.length)),
    steps: part('steps', new Float32Array(starts.length * 2), 2),
    names: Array.from(starts, (start) => groups?.names[windows.groups[start]!] ?? ''),
    notes: windows.notes,
  };
}
`;

export const WAV = `/** Sounds as WAV files have them, as the program reads them that this project comes from. */

/** How every sound is brought to one form: samples a second, how long it is, and which part is kept of a longer one. */
export interface SoundForm {
  readonly rate: number;
  readonly seconds: number;
  readonly part: 'start' | 'middle' | 'end';
}

const TEXTS = {
  'wav-format':
    "its samples are of format {{code}} with {{bits}} bits; save them as PCM of 16 bits",
  'wav-empty':
    "it holds no sound",
  'is-empty':
    "it is empty",
  'not-wav':
    "it does not begin as a WAV file does",
  'header-cut-off':
    "its header is cut off",
  'wav-sizes':
    "its header says {{channels}} channels of {{rate}} samples a second",
};
const phrase = (id: keyof typeof TEXTS, values: Readonly<Record<string, string | number | bigint>> = {}): string =>
  TEXTS[id].replaceAll(/\\{\\{(\\w+)\\}\\}/g, (_, name: string) => String(values[name]));
const verbatim = String;

/** Why a file is not read. */
export class Refusal extends Error {}

interface Sound {
  /** Samples a second. */
  readonly rate: number;
  /** From −1 to 1; of several channels the mean. */
  readonly samples: Float32Array;
}

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];
/** Channels, and samples a second, that are taken for true. */
const [MOST_CHANNELS, MOST_RATE] = [64, 768_000];

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** Throws a \`Refusal\` where the bytes are no such file, or their samples are packed in another way. */
function readWav(bytes: Uint8Array): Sound {
  const { format, data } = partsOf(bytes);
  const { code, channels, rate, bits } = format;
  const read = readerOf(code, bits);
  if (!read) throw new Refusal(phrase('wav-format', { code, bits }));
  const size = (bits / 8) * channels;
  const count = Math.floor(data.byteLength / size);
  if (count === 0) throw new Refusal(phrase('wav-empty'));
  const samples = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += bits / 8) sum += read(data, at);
    samples[i] = sum / channels;
  }
  return { rate, samples };
}

/** From here on a length is none: what streams does not know it. */
const STREAMED = 0x7fff_0000;

/** \`isCut\`: the samples end before they are all there. */
function partsOf(bytes: Uint8Array): { format: Format; data: DataView; isCut: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length === 0) throw new Refusal(phrase('is-empty'));
  if (bytes.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw new Refusal(phrase('not-wav'));
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const [start, end] = [at + 8, Math.min(bytes.length, at + 8 + size)];
    if (name(at) === 'fmt ') format = formatOf(view, start, end);
    // what streams is told to be longer than it is: what is there counts
    if (name(at) === 'data' && format)
      return {
        format,
        data: new DataView(bytes.buffer, bytes.byteOffset + start, end - start),
        isCut: size < STREAMED && start + size > bytes.length,
      };
    at = start + size + (size % 2);
  }
  throw new Refusal(phrase('wav-empty'));
}

function formatOf(view: DataView, start: number, end: number): Format {
  if (end - start < 16) throw new Refusal(phrase('header-cut-off'));
  const [channels, rate, bits] = [
    view.getUint16(start + 2, true),
    view.getUint32(start + 4, true),
    view.getUint16(start + 14, true),
  ];
  let code = view.getUint16(start, true);
  if (code === EXTENSIBLE && end - start >= 26) code = view.getUint16(start + 24, true);
  if (channels === 0 || channels > MOST_CHANNELS || rate === 0 || rate > MOST_RATE)
    throw new Refusal(phrase('wav-sizes', { channels, rate: verbatim(String(rate)) }));
  return { code, channels, rate, bits };
}

function readerOf(code: number, bits: number): ((view: DataView, at: number) => number) | undefined {
  if (code === FLOAT) {
    if (bits === 32) return (view, at) => view.getFloat32(at, true);
    return bits === 64 ? (view, at) => view.getFloat64(at, true) : undefined;
  }
  if (code !== PCM) return undefined;
  switch (bits) {
    case 8: // has no sign
      return (view, at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (view, at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608;
    case 32:
      return (view, at) => view.getInt32(at, true) / 2_147_483_648;
    default:
      return undefined;
  }
}

/** Zeros of the kernel on either side of a sample. */
const SIDES = 16;

/** The same sound at another rate: by the sine of distances, in a window, of what neither rate folds over. */
function resampled({ samples, rate }: Sound, to: number): Float32Array {
  if (rate === to) return samples;
  const step = rate / to;
  // a lower rate has no room for the highest tones
  const cut = Math.min(1, to / rate);
  const reach = Math.ceil(SIDES / cut);
  return Float32Array.from({ length: Math.max(1, Math.floor(samples.length / step)) }, (_, i) => {
    const centre = i * step;
    let sum = 0;
    for (let k = Math.ceil(centre - reach); k <= centre + reach; k++) {
      const sample = samples[k];
      if (sample === undefined) continue;
      const distance = centre - k;
      const angle = Math.PI * distance * cut;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      sum += sample * cut * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach));
    }
    return sum;
  });
}

/** Samples of every sound in this form. */
export const samplesOf = ({ rate, seconds }: SoundForm): number => Math.max(1, Math.round(rate * seconds));

/** A WAV file's sound in this form, into \`out\` from \`at\` on. Throws a \`Refusal\`. */
export function writeSound(bytes: Uint8Array, form: SoundForm, out: Float32Array, at: number): void {
  const samples = resampled(readWav(bytes), form.rate);
  const size = samplesOf(form);
  const over = Math.max(0, samples.length - size);
  const from = form.part === 'start' ? 0 : form.part === 'end' ? over : Math.floor(over / 2);
  out.fill(0, at, at + size);
  out.set(samples.subarray(from, from + size), at);
}
`;
