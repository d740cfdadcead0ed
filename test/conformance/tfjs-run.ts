/** A program on TensorFlow.js's WebAssembly backend, and the gradients that TensorFlow.js derives itself. */
import * as tf from '@tensorflow/tfjs-core';
import type { Feeds } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { startWasm } from '../../engine/node/tfjs/wasm.ts';
import { runProgram } from '../../engine/targets/tfjs/run.ts';
import { allocate } from '../../engine/types/dtype.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import type { Result } from './onnx-run.ts';

async function start({ inputs }: Program, feeds: Feeds): Promise<Record<string, tf.Tensor>> {
  await startWasm();
  await tf.setBackend('wasm');
  return Object.fromEntries(
    inputs.map(({ name, value: { dtype, shape } }) => {
      const data = allocate(dtype, sizeOf(shape));
      data.set(feeds[name]!.data);
      return [name, tf.tensor(data, [...shape], dtype)];
    }),
  );
}

export async function runTfjs(program: Program, feeds: Feeds): Promise<Record<string, Result>> {
  const tensors = await start(program, feeds);
  const results = runProgram(program, tensors);
  const read = Object.entries(results).map(
    ([name, result]) => [name, { shape: result.shape, data: Float64Array.from(result.dataSync()) }] as const,
  );
  tf.dispose([tensors, results]);
  return Object.fromEntries(read);
}

/** The program's output `loss` and its gradients by some inputs, differentiated by TensorFlow.js, as `gradient:<input>`. */
export async function differentiateTfjs(
  program: Program,
  feeds: Feeds,
  names: readonly string[],
): Promise<Record<string, Result>> {
  const tensors = await start(program, feeds);
  const forward = { ...program, outputs: program.outputs.filter(({ name }) => name === 'loss') };
  const { value, grads } = tf.engine().gradients(
    () => runProgram(forward, tensors).loss!,
    names.map((name) => tensors[name]!),
    undefined,
    true,
  );
  const read = (tensor: tf.Tensor): Result => ({ shape: tensor.shape, data: Float64Array.from(tensor.dataSync()) });
  // where core finds no path to the loss, the gradient is zero
  const gradients = names.map(
    (name, i) =>
      [
        `gradient:${name}`,
        grads[i] ? read(grads[i]) : { shape: tensors[name]!.shape, data: new Float64Array(tensors[name]!.size) },
      ] as const,
  );
  const result = { loss: read(value), ...Object.fromEntries(gradients) };
  tf.dispose([value, grads.filter(Boolean), tensors]);
  return result;
}
