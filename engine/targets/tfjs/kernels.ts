/** Kernels that TensorFlow.js's WebAssembly backend lacks, has wrong, or computes less exactly than training needs. */
import * as tf from '@tensorflow/tfjs-core';

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

/** Zeros between the elements along an axis: `step - 1` of them after each but the last. */
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
 * A kernel of the backend's own that passes over NaN, made to give NaN wherever `marks` says: pooling where a window holds one, a maximum
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
