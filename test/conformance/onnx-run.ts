/** A program on ONNX Runtime, in one thread, on the device that `npm run test:device` names. */
import * as ort from 'onnxruntime-node';
import type { Feeds } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { providerOptions } from '../../engine/node/onnx/provider.ts';
import { onnxInput, onnxOutput, written } from '../../engine/targets/onnx/lower.ts';
import { allocate } from '../../engine/types/dtype.ts';
import { type Shape, sizeOf } from '../../engine/types/shape.ts';

export interface Result {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** What ONNX Runtime shall run on. */
export const DEVICE = process.env.LOOM_TEST_DEVICE ?? 'cpu';

const open = (program: Program, fused = false) => {
  const model = written(program, { fused });
  return ort.InferenceSession.create(model.finish(), {
    ...providerOptions(DEVICE, model),
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
};
/** Kept open, so that a GPU is not let go of and its programs are not compiled anew between two runs. */
let first: Promise<ort.InferenceSession> | undefined;

/** `fused`: as the engine runs it on the CPU. */
export async function runOnnx(program: Program, feeds: Feeds, fused = false): Promise<Record<string, Result>> {
  if (DEVICE !== 'cpu') await (first ??= open(program));
  const session = await open(program, fused);
  try {
    const inputs = program.inputs.map(({ name, value: { dtype, shape } }) => {
      const data = allocate(dtype, sizeOf(shape));
      data.set(feeds[name]!.data);
      return [onnxInput(name), new ort.Tensor(dtype, data as never, shape)] as const;
    });
    // an input that nothing reads is no input of the session
    const results = await session.run(Object.fromEntries(inputs.filter(([name]) => session.inputNames.includes(name))));
    // copied: the numbers lie in memory that goes with the session
    return Object.fromEntries(
      program.outputs.map(({ name }) => [
        name,
        { shape: results[onnxOutput(name)]!.dims, data: (results[onnxOutput(name)]!.data as Float32Array).slice() },
      ]),
    );
  } finally {
    await session.release();
  }
}
