/** `src/backend.ts` of an exported project: TensorFlow.js on WebAssembly, made able to train. */
export const BACKEND_SOURCE = `/** TensorFlow.js: on its native library where that is installed, else on WebAssembly, with what it needs to train. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { supplyGradients } from './gradients.ts';
import { supplyKernels } from './kernels.ts';

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
  supplyGradients();
  if (await startNative()) return;
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(\`\${path.join(path.dirname(wasm), 'dist')}\${path.sep}\`);
  supplyKernels();
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend of TensorFlow.js did not start.');
}
`;
