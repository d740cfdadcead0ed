/** TensorFlow.js's WebAssembly backend: there on every machine, one thread, with SIMD where the processor has it. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { supplyKernels } from '../../targets/tfjs/kernels.ts';

let started: Promise<void> | undefined;

/** Makes the backend `wasm` known and ready. */
export function startWasm(): Promise<void> {
  started ??= (async () => {
    const found = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    setWasmPaths(`${path.join(path.dirname(found), 'dist')}${path.sep}`);
    supplyKernels();
    if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend did not start');
  })();
  return started;
}
