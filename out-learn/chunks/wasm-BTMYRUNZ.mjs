// engine/node/tfjs/wasm.ts
import { createRequire } from "node:module";
import path from "node:path";
import * as tf2 from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

// engine/targets/tfjs/kernels.ts
import * as tf from "@tensorflow/tfjs-core";
function convFilterGradient({ inputs, attrs }) {
  const x = inputs.x;
  const dy = inputs.dy;
  const { strides, pad: pad2, filterShape } = attrs;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad2);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth, inChannels, outChannels, batchSize } = info;
  const padded = tf.pad(x, [[0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right], [0, 0]]);
  const rows = tf.reshape(dy, [-1, outChannels]);
  const taps = [];
  for (let i = 0; i < filterHeight; i++)
    for (let j = 0; j < filterWidth; j++) {
      const stop = [batchSize, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1, inChannels];
      const seen = tf.stridedSlice(padded, [0, i, j, 0], stop, [1, strideHeight, strideWidth, 1]);
      taps.push(tf.matMul(tf.reshape(seen, [-1, inChannels]), rows, true));
    }
  return tf.reshape(tf.stack(taps), filterShape);
}
function segmentSum({ inputs, attrs }) {
  const x = inputs.x;
  const ids = inputs.segmentIds.dataSync();
  const { numSegments } = attrs;
  const width = x.size / ids.length;
  const values = x.dataSync();
  const sums = new Float32Array(numSegments * width);
  ids.forEach((id, row) => {
    for (let i = 0; i < width; i++) sums[id * width + i] += values[row * width + i];
  });
  return tf.tensor(sums, [numSegments, ...x.shape.slice(1)]);
}
function maxPoolGradient({ inputs, attrs }) {
  const x = inputs.input;
  const { filterSize, strides, pad: pad2 } = attrs;
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, inChannels, batchSize } = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad2);
  const values = x.dataSync();
  const dy = inputs.dy.dataSync();
  const dx = new Float32Array(values.length);
  let place = 0;
  for (let n = 0; n < batchSize; n++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        for (let channel = 0; channel < inChannels; channel++) {
          let top = -1;
          for (let i = 0; i < filterHeight; i++)
            for (let j = 0; j < filterWidth; j++) {
              const y = row * strideHeight - padInfo.top + i;
              const z = column * strideWidth - padInfo.left + j;
              if (y < 0 || y >= inHeight || z < 0 || z >= inWidth) continue;
              const at = ((n * inHeight + y) * inWidth + z) * inChannels + channel;
              if (top < 0 || values[at] > values[top]) top = at;
            }
          dx[top] += dy[place++];
        }
  return tf.tensor(dx, x.shape);
}
function register(kernelName, compute) {
  if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) => {
      const result = tf.tidy(() => compute({ inputs, attrs }));
      const { dataId, shape, dtype } = result;
      backend.incRef(dataId);
      result.dispose();
      return { dataId, shape, dtype };
    }
  });
}
function supplyKernels() {
  register("Conv2DBackpropFilter", convFilterGradient);
  register("UnsortedSegmentSum", segmentSum);
  register("MaxPoolGrad", maxPoolGradient);
}

// engine/node/tfjs/wasm.ts
var started;
function startWasm() {
  started ??= (async () => {
    const found = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
    setWasmPaths(`${path.join(path.dirname(found), "dist")}${path.sep}`);
    supplyKernels();
    if (!await tf2.setBackend("wasm")) throw new Error("the WebAssembly backend did not start");
  })();
  return started;
}
export {
  startWasm
};
//# sourceMappingURL=wasm-BTMYRUNZ.mjs.map
