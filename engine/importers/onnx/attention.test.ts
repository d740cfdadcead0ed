/** Attention and rotary positions of ONNX, held to their definitions, written out plainly. */
import { expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { interpret } from '../../ir/interpret.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import { ModelWriter } from '../../targets/onnx/model.ts';
import { tensor } from '../../types/tensor.ts';
import { onnx } from './index.ts';

const wave = (count: number, seed: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i));

/** What a model gives for inputs in its order. */
async function given(m: ModelWriter, inputs: readonly { shape: readonly number[]; data: Float32Array }[]) {
  const files = new MemoryFiles();
  await files.write('/m.onnx', m.finish());
  const { document, weights, report } = await onnx.read({ file: '/m.onnx', files }, {}, { breathe: async () => {} });
  expect(report.map(({ fate }) => fate)).toEqual(report.map(() => 'mapped'));
  const model = compileToPredict(document, checkGraph(document.graph));
  const feeds = Object.fromEntries([
    ...model.inputs.map(({ name }, i) => [name, tensor('float32', inputs[i]!.shape, inputs[i]!.data)] as const),
    ...model.weights.map(({ name }) => [name, weights.get(name)!] as const),
  ]);
  return interpret(model.program('predict', inputs[0]!.shape[0]!), feeds)[model.outputs[0]!.name]!.data;
}
function expectClose(found: ArrayLike<number | boolean>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(Number(found[i])).toBeCloseTo(value, 5));
}

test('four heads read two, each place what is before it', async () => {
  const [rows, steps, width, heads, shared] = [2, 3, 2, 4, 2];
  const sizes = [heads * width, shared * width, shared * width];
  const m = new ModelWriter();
  const all = sizes.map((size, i) => ({ shape: [rows, steps, size], data: wave(rows * steps * size, i) }));
  ['q', 'k', 'v'].forEach((name, i) => m.input(name, 'float32', ['N', steps, sizes[i]!]));
  m.adopt(
    [
      {
        opType: 'Attention',
        input: ['q', 'k', 'v'],
        output: ['y'],
        attribute: Object.entries({ is_causal: 1, q_num_heads: heads, kv_num_heads: shared }).map(([name, value]) => ({
          name,
          type: 2,
          i: BigInt(value),
        })),
      },
    ],
    [],
  );
  m.output('y', 'float32', ['N', steps, heads * width]);
  const at = (i: number, row: number, step: number, head: number, place: number) =>
    all[i]!.data[(row * steps + step) * sizes[i]! + head * width + place]!;
  const wanted: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let step = 0; step < steps; step++)
      for (let head = 0; head < heads; head++) {
        const other = Math.floor((head * shared) / heads);
        const weights = Array.from({ length: step + 1 }, (_, key) =>
          Math.exp(
            (at(0, row, step, head, 0) * at(1, row, key, other, 0) +
              at(0, row, step, head, 1) * at(1, row, key, other, 1)) /
              Math.sqrt(width),
          ),
        );
        const sum = weights.reduce((a, b) => a + b);
        for (let place = 0; place < width; place++)
          wanted.push(weights.reduce((y, weight, key) => y + (weight / sum) * at(2, row, key, other, place), 0));
      }
  expectClose(await given(m, all), wanted);
});

test.each([0, 1])('numbers turn by the angles of their place (interleaved: %i)', async (interleaved) => {
  const [rows, heads, steps, width, turning] = [2, 2, 3, 6, 4];
  const [half, size] = [turning / 2, heads * steps * width];
  const angles = Array.from({ length: steps * half }, (_, i) => 0.3 * (i + 1));
  const m = new ModelWriter();
  m.input('x', 'float32', ['N', heads, steps, width]);
  const table = (of: (angle: number) => number) => m.constant('float32', [steps, half], angles.map(of));
  const tables = [table(Math.cos), table(Math.sin)];
  const places = m.constant('int64', [1, steps], [0, 1, 2]);
  m.adopt(
    [
      {
        opType: 'RotaryEmbedding',
        input: ['x', ...tables, places],
        output: ['y'],
        attribute: Object.entries({ interleaved, rotary_embedding_dim: turning }).map(([name, value]) => ({
          name,
          type: 2,
          i: BigInt(value),
        })),
      },
    ],
    [],
  );
  m.output('y', 'float32', ['N', heads, steps, width]);
  const data = wave(rows * size, 3);
  const wanted = Array.from(data, (value, i) => {
    const [place, step] = [i % width, Math.floor(i / width) % steps];
    if (place >= turning) return value;
    const pair = interleaved ? Math.floor(place / 2) : place % half;
    const isFirst = interleaved ? place % 2 === 0 : place < half;
    const other = data[i + (isFirst ? 1 : -1) * (interleaved ? 1 : half)]!;
    const angle = angles[step * half + pair]!;
    return value * Math.cos(angle) + (isFirst ? -1 : 1) * other * Math.sin(angle);
  });
  expectClose(await given(m, [{ shape: [rows, heads, steps, width], data }]), wanted);
});
