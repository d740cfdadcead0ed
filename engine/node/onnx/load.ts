/** Loads programs into ONNX Runtime: through its C API where that can be reached, else through `onnxruntime-node`. */
import * as ort from 'onnxruntime-node';
import type { Program } from '../../ir/program.ts';
import { onnxInput, onnxOutput, toOnnx } from '../../targets/onnx/lower.ts';
import type { EngineOptions } from '../../train/engine.ts';
import type { Tensor } from '../../types/tensor.ts';
import { BindingExecutable } from './binding.ts';
import type { Executable } from './executable.ts';
import { NativeExecutable, nativeLibrary } from './native.ts';

/** Inputs that have a value in `fixed` become part of what is loaded. */
export async function load(program: Program, { device, threads }: EngineOptions, fixed?: ReadonlyMap<string, Tensor>): Promise<Executable> {
  const model = toOnnx(program, fixed);
  const inputs = program.inputs.map(({ name }) => onnxInput(name));
  const outputs = program.outputs.map(({ name }) => onnxOutput(name));
  const library = device === 'cpu' ? nativeLibrary() : undefined;
  if (library && !(library instanceof Error)) return new NativeExecutable(library, model, inputs, outputs, { threads, shared: fixed === undefined });
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  return new BindingExecutable(session, inputs, outputs);
}
