/** ONNX Runtime computes what the interpreter computes: every layer's example, forward and gradients. */
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../engine/ir/interpret.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { onnxInput, onnxOutput, toOnnx } from '../../engine/targets/onnx/lower.ts';
import { layerProgram } from './layer-program.ts';

describe.each(LAYERS.filter(({ examples }) => examples.length > 0).map((layer) => [layer.id, layer] as const))('%s on ONNX Runtime', (_, layer) => {
  it.each(layer.examples.map((example) => [JSON.stringify(example.settings ?? {}), example] as const))('%s', async (_, example) => {
    const { program: made, feeds } = layerProgram(layer, example);
    const program = simplify(made);
    const expected = interpret(program, feeds, { precision: 'float64' });
    const session = await ort.InferenceSession.create(toOnnx(program), { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const inputs = Object.fromEntries(
      program.inputs.map(({ name, value }) => {
        const { data } = feeds[name]!;
        return [onnxInput(name), value.dtype === 'int32' ? new ort.Tensor('int32', Int32Array.from(data), value.shape) : new ort.Tensor('float32', Float32Array.from(data), value.shape)];
      }),
    );
    // an input that nothing reads is no input of the session
    const known = Object.fromEntries(Object.entries(inputs).filter(([name]) => session.inputNames.includes(name)));
    const results = await session.run(known);
    for (const { name } of program.outputs) {
      const { data, shape } = expected[name]!;
      const actual = results[onnxOutput(name)]!;
      expect(actual.dims).toEqual([...shape]);
      // the loss is a sum of numbers around 1 that may cancel
      const largest = data.reduce((top, v) => Math.max(top, Math.abs(v)), name === 'loss' ? 1 : 1e-3);
      const worst = data.reduce((top, v, i) => Math.max(top, Math.abs(v - Number(actual.data[i]))), 0);
      expect(worst / largest, name).toBeLessThan(1e-5);
    }
    await session.release();
  });
});
