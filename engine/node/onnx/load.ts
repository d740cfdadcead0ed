/** Loads programs into ONNX Runtime: through its C API where that can be reached, else through `onnxruntime-node`. */
import * as ort from 'onnxruntime-node';
import { type Program, stateNames } from '../../ir/program.ts';
import { onnxInput, onnxOutput, written } from '../../targets/onnx/lower.ts';
import type { EngineOptions } from '../../train/engine.ts';
import type { Tensor } from '../../types/tensor.ts';
import { BindingExecutable } from './binding.ts';
import type { DeviceMemory } from './deviceMemory.ts';
import type { Executable } from './executable.ts';
import { NativeExecutable, nativeLibrary } from './native.ts';
import { providerOptions } from './provider.ts';

/** Inputs that have a value in `fixed` become part of what is loaded. The state that the program advances stays in `memory`, where there is one. */
export async function load(program: Program, { device, threads }: EngineOptions, { fixed, memory }: { fixed?: ReadonlyMap<string, Tensor>; memory?: DeviceMemory } = {}): Promise<Executable> {
  const writer = written(program, fixed);
  const model = writer.finish();
  const inputs = program.inputs.map(({ name }) => onnxInput(name));
  const outputs = program.outputs.map(({ name }) => onnxOutput(name));
  const library = device === 'cpu' ? nativeLibrary() : undefined;
  if (library && !(library instanceof Error)) return new NativeExecutable(library, model, inputs, outputs, { threads, shared: fixed === undefined });
  const kept = new Set(stateNames(program));
  const session = await ort.InferenceSession.create(model, {
    ...providerOptions(device, writer),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...memory?.keeping(program, kept),
  });
  return new BindingExecutable(session, inputs, outputs, memory && { memory, outputs: new Set([...kept].map(onnxOutput)) });
}
