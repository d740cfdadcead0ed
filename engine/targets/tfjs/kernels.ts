/**
 * The kernels that gradients need and TensorFlow.js's WebAssembly backend lacks or has wrong. The exported TypeScript project
 * carries the same functions, word for word (`targets/typescript/files/backend.ts`; a test compares them).
 */
import * as tf from '@tensorflow/tfjs-core';

/** The gradient of a convolution by its filter: x under dy as its filter, where channels and batch change places and stride and dilation too. */
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
  const found = tf.conv2d(tf.transpose(padded, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, 'valid', 'NHWC', [
    strideHeight,
    strideWidth,
  ]);
  // where the stride left pixels over, it is larger than the filter
  return tf.transpose(tf.slice(found, [0, 0, 0, 0], [inChannels, height, width, outChannels]), [1, 2, 0, 3]);
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
  register('UnsortedSegmentSum', segmentSum);
  register('MaxPoolGrad', maxPoolGradient);
  for (const [name, marks] of [
    ['MaxPool', anyInWindow],
    ['AvgPool', anyInWindow],
    ['Maximum', eitherOf],
    ['Minimum', eitherOf],
  ] as const)
    register(name, keepingNaN(tf.getKernel(name, 'wasm').kernelFunc, marks));
}
