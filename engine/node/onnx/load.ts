/** Loads programs into ONNX Runtime: through its C API where that can be reached, else through `onnxruntime-node`. */
import * as ort from 'onnxruntime-node';
import { type Program, stateNames, type Value } from '../../ir/program.ts';
import { onnxInput, onnxOutput, onnxStaged, written } from '../../targets/onnx/lower.ts';
import type { EngineOptions } from '../../train/engine.ts';
import type { Tensor } from '../../types/tensor.ts';
import { BindingExecutable } from './binding.ts';
import type { DeviceMemory } from './deviceMemory.ts';
import type { Executable } from './executable.ts';
import { NativeExecutable, nativeLibrary } from './native.ts';
import { providerOptions } from './provider.ts';
import { threadsFor } from './threads.ts';

interface Placement {
  /** Inputs that become part of what is loaded. */
  readonly fixed?: ReadonlyMap<string, Tensor>;
  /** Where the state that the program advances stays, if not in this process. */
  readonly memory?: DeviceMemory;
  /** Values whose place is said with each run, if the C API can be reached. */
  readonly staged?: readonly Value[];
}

export async function load(
  program: Program,
  { device, threads: most }: EngineOptions,
  { fixed, memory, staged = [] }: Placement = {},
): Promise<Executable> {
  const threads = threadsFor(program, most);
  const library = device === 'cpu' ? nativeLibrary() : undefined;
  const isNative = library && !(library instanceof Error);
  // with weights that are fixed ONNX Runtime lays convolutions out anew
  const writer = written(program, { fixed, staged: isNative ? staged : [], fused: device === 'cpu' && !fixed });
  const model = writer.finish();
  const inputs = program.inputs.map(({ name }) => onnxInput(name));
  const outputs = program.outputs.map(({ name }) => onnxOutput(name));
  if (isNative)
    return new NativeExecutable(library, model, inputs, [...outputs, ...staged.map((_, i) => onnxStaged(i))], {
      threads,
      shared: fixed === undefined,
    });
  const kept = new Set(stateNames(program));
  const session = await ort.InferenceSession.create(model, {
    ...providerOptions(device, writer),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...memory?.keeping(program, kept),
  });
  return new BindingExecutable(
    session,
    inputs,
    outputs,
    memory && { memory, outputs: new Set([...kept].map(onnxOutput)) },
  );
}
