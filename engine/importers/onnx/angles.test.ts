import { expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { interpret } from '../../ir/interpret.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import { ModelWriter } from '../../targets/onnx/model.ts';
import { tensor } from '../../types/tensor.ts';
import { onnx } from './index.ts';

const WITHIN = [-1, -0.999, -0.7, -1e-4, 0, 1e-7, 0.3, 0.5, 0.9999, 1];
test.each([
  ['Atan', Math.atan, [...WITHIN, -Infinity, -1e30, -3, 1.0001, 2.4, 57, Infinity]],
  ['Asin', Math.asin, WITHIN],
  ['Acos', Math.acos, WITHIN],
] as const)('%s is a formula, to the last digits of 32 bits', async (type, of, numbers) => {
  const m = new ModelWriter();
  m.input('x', 'float32', ['N', numbers.length]);
  m.rename(m.node(type, ['x']), 'y');
  m.output('y', 'float32', ['N', numbers.length]);
  const files = new MemoryFiles();
  await files.write('/m.onnx', m.finish());
  const { document } = await onnx.read({ file: '/m.onnx', files }, {}, { breathe: async () => {} });
  const model = compileToPredict(document, checkGraph(document.graph));
  const feed = tensor('float32', [1, numbers.length], Float32Array.from(numbers));
  const { data } = interpret(model.program('predict', 1), { [model.inputs[0]!.name]: feed })[model.outputs[0]!.name]!;
  numbers.forEach((x, i) => expect(Math.abs(Number(data[i]) - of(Math.fround(x)))).toBeLessThan(4e-7));
});
