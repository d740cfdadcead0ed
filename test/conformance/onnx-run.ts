/** A program on ONNX Runtime, in one thread. */
import * as ort from 'onnxruntime-node';
import type { Feeds } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { onnxInput, onnxOutput, toOnnx } from '../../engine/targets/onnx/lower.ts';
import { allocate } from '../../engine/types/dtype.ts';
import { type Shape, sizeOf } from '../../engine/types/shape.ts';

export interface Result {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

export async function runOnnx(program: Program, feeds: Feeds): Promise<Record<string, Result>> {
  const session = await ort.InferenceSession.create(toOnnx(program), { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 });
  try {
    const inputs = program.inputs.map(({ name, value: { dtype, shape } }) => {
      const data = allocate(dtype, sizeOf(shape));
      data.set(feeds[name]!.data);
      return [onnxInput(name), new ort.Tensor(dtype, data as never, shape)] as const;
    });
    // an input that nothing reads is no input of the session
    const results = await session.run(Object.fromEntries(inputs.filter(([name]) => session.inputNames.includes(name))));
    // copied: the numbers lie in memory that goes with the session
    return Object.fromEntries(program.outputs.map(({ name }) => [name, { shape: results[onnxOutput(name)]!.dims, data: (results[onnxOutput(name)]!.data as Float32Array).slice() }]));
  } finally {
    await session.release();
  }
}
