/** `src/backend.ts` of an exported project: TensorFlow.js on WebAssembly, made able to train; in a page, too. */
export const BACKEND_SOURCE = `/** TensorFlow.js: on its native library where that is installed, else on WebAssembly, with what it needs to train. */
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

/** Where the files of WebAssembly lie in Node.js. */
function findFiles(): void {
  const { createRequire } = process.getBuiltinModule('node:module');
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(wasm.replace(/package\\.json$/, 'dist/'));
}

async function start(): Promise<void> {
  supplyGradients();
  const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  if (isNode && (await startNative())) return;
  // a page says itself where its files lie
  if (isNode) findFiles();
  supplyKernels();
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend of TensorFlow.js did not start.');
}

let started: Promise<void> | undefined;
/** Call before anything else. In a page the files of WebAssembly lie beside the script, or \`setWasmPaths\` says where. */
export const startBackend = (): Promise<void> => (started ??= start());
`;
