/** `src/backend.ts` of an exported project: TensorFlow.js on WebAssembly, made able to train. */
export const BACKEND_SOURCE = `/**
 * TensorFlow.js on its WebAssembly backend. That backend lacks two kernels which gradients need, and its gradients of
 * pooling are wrong (of a maximum where windows follow each other, of a mean where it hangs over the edge); all four are here.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** The gradient of a convolution by its filter: for each place in the window one matrix product. */
function convFilterGradient({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const x = inputs.x as tf.Tensor4D;
  const dy = inputs.dy as tf.Tensor4D;
  const { strides, pad, filterShape } = attrs as { strides: number | [number, number]; pad: 'valid' | 'same' | number; filterShape: [number, number, number, number] };
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth, inChannels, outChannels, batchSize } = info;
  const padded = tf.pad(x, [[0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right], [0, 0]]);
  const rows = dy.reshape<tf.Tensor2D>([-1, outChannels]);
  const taps: tf.Tensor[] = [];
  for (let i = 0; i < filterHeight; i++)
    for (let j = 0; j < filterWidth; j++) {
      const stop = [batchSize, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1, inChannels];
      const seen = tf.stridedSlice(padded, [0, i, j, 0], stop, [1, strideHeight, strideWidth, 1]);
      taps.push(tf.matMul(seen.reshape<tf.Tensor2D>([-1, inChannels]), rows, true));
    }
  return tf.stack(taps).reshape(filterShape);
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

/** The gradient of pooling: of a maximum to the first largest element of each window, of a mean in equal shares to those inside. */
const poolGradient = (kind: 'max' | 'mean') => ({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor => {
  const { filterSize, strides, pad } = attrs as { filterSize: number; strides: number; pad: 'valid' | 'same' | number };
  const shape = inputs.input!.shape as [number, number, number, number];
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, padInfo } =
    tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
  const x = (inputs.input as tf.Tensor).dataSync();
  const dy = (inputs.dy as tf.Tensor).dataSync();
  const dx = new Float32Array(x.length);
  let out = 0;
  for (let n = 0; n < batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const [top, left] = [oy * strideHeight - padInfo.top, ox * strideWidth - padInfo.left];
        const [y0, y1] = [Math.max(top, 0), Math.min(top + filterHeight, inHeight)];
        const [x0, x1] = [Math.max(left, 0), Math.min(left + filterWidth, inWidth)];
        for (let c = 0; c < inChannels; c++, out++) {
          const share = dy[out]! / ((y1 - y0) * (x1 - x0));
          let best = -1;
          for (let i = y0; i < y1; i++)
            for (let j = x0; j < x1; j++) {
              const at = ((n * inHeight + i) * inWidth + j) * inChannels + c;
              if (kind === 'mean') dx[at]! += share;
              else if (best < 0 || x[at]! > x[best]!) best = at;
            }
          if (best >= 0) dx[best]! += dy[out]!;
        }
      }
  return tf.tensor(dx, shape);
};

function register(kernelName: string, compute: (args: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }) => tf.Tensor): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const result = tf.tidy(() => compute({ inputs, attrs }));
      const { dataId, shape, dtype } = result;
      (backend as tf.KernelBackend).incRef(dataId); // the engine wraps the data anew; this handle goes
      result.dispose();
      return { dataId, shape, dtype };
    },
  });
}

/** The native library, where \`@tensorflow/tfjs-node\` is installed. */
async function startNative(): Promise<boolean> {
  const name: string = '@tensorflow/tfjs-node';
  try {
    await import(name);
    return await tf.setBackend('tensorflow');
  } catch {
    return false;
  }
}

/** Call once before anything else. */
export async function startBackend(): Promise<void> {
  if (await startNative()) return;
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(\`\${path.join(path.dirname(wasm), 'dist')}\${path.sep}\`);
  register('Conv2DBackpropFilter', convFilterGradient);
  register('UnsortedSegmentSum', segmentSum);
  register('MaxPoolGrad', poolGradient('max'));
  register('AvgPoolGrad', poolGradient('mean'));
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend of TensorFlow.js did not start.');
}
`;
