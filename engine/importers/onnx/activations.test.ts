import { expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { ModelWriter } from '../../targets/onnx/model.ts';
import { onnx } from './index.ts';

const bytesOf = (numbers: readonly number[]) => new Uint8Array(Float32Array.from(numbers).buffer);
const number = (m: ModelWriter, name: string, value: number, shape: readonly number[] = []) => {
  m.initializer(name, 'float32', [...shape], bytesOf([value]));
  return name;
};

/** The layers of a model of one input `x` of 2×4 numbers, by type and settings. */
async function layersOf(write: (m: ModelWriter) => string) {
  const m = new ModelWriter();
  m.input('x', 'float32', ['N', 2, 4]);
  m.rename(write(m), 'y');
  m.output('y', 'float32', ['N', 2, 4]);
  const files = new MemoryFiles();
  await files.write('/m/model.onnx', m.finish());
  const { document, report, weights } = await onnx.read(
    { file: '/m/model.onnx', files },
    {},
    { breathe: async () => {} },
  );
  expect(report.filter(({ fate }) => fate !== 'mapped')).toEqual([]);
  const layers = document.graph.nodes.slice(1).map(({ type, settings }) => [type, settings] as const);
  return { layers, weights };
}
const typesOf = async (write: (m: ModelWriter) => string) => (await layersOf(write)).layers.map(([type]) => type);

test('activations that are written as arithmetic are one layer', async () => {
  expect(await typesOf((m) => m.node('Mul', ['x', m.node('Sigmoid', ['x'])]))).toEqual(['silu']);
  const swish = (m: ModelWriter, x: string, isDividedFirst: boolean) => {
    const sum = m.node('Add', [x, number(m, 'three', 3)]);
    const clip = m.node('Clip', [sum, number(m, 'zero', 0), number(m, 'six', 6)]);
    return isDividedFirst
      ? m.node('Mul', [x, m.node('Div', [clip, 'six'])])
      : m.node('Mul', [m.node('Mul', [clip, x]), number(m, 'sixth', 1 / 6)]);
  };
  for (const isDividedFirst of [true, false])
    expect(await typesOf((m) => swish(m, 'x', isDividedFirst))).toEqual(['hardSwish']);
  const read = await layersOf((m) =>
    swish(m, m.node('Add', [m.node('Mul', ['x', number(m, 'a', 2)]), number(m, 'b', 1)]), true),
  );
  expect(read.layers).toEqual([
    ['scale', { factor: 2, offset: 1 }],
    ['hardSwish', {}],
  ]);
  const hard = (m: ModelWriter) => m.node('HardSigmoid', ['x'], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } });
  expect(await typesOf((m) => m.node('Mul', [hard(m), 'x']))).toEqual(['hardSwish']);
});

test('what is also read elsewhere, or is weighed by something else, stays in its parts', async () => {
  const twice = await typesOf((m) => {
    const gate = m.node('Sigmoid', ['x']);
    return m.node('Add', [m.node('Mul', ['x', gate]), gate]);
  });
  expect(twice.sort()).toEqual(['add', 'multiply', 'sigmoid']);
  const other = await typesOf((m) => m.node('Mul', [m.node('Relu', ['x']), m.node('Sigmoid', ['x'])]));
  expect(other.sort()).toEqual(['multiply', 'relu', 'sigmoid']);
  const clipped = await typesOf((m) => {
    const sum = m.node('Add', ['x', number(m, 'three', 3)]);
    return m.node('Mul', ['x', m.node('Clip', [sum, number(m, 'zero', 0), number(m, 'five', 5)])]);
  });
  expect(clipped).not.toContain('hardSwish');
});

test('a root mean square norm in its parts is that layer, with its scale as weight', async () => {
  const norm = (name: string) => (m: ModelWriter) => {
    m.initializer(name, 'float32', [4], bytesOf([1, 2, 3, 4]));
    m.initializer('axes', 'int64', [1], new Uint8Array(BigInt64Array.from([-1n]).buffer));
    const mean = m.node('ReduceMean', [m.node('Pow', ['x', number(m, 'two', 2)]), 'axes'], { keepdims: 1 });
    const root = m.node('Sqrt', [m.node('Add', [mean, number(m, 'epsilon', 1e-6)])]);
    return m.node('Mul', [name, m.node('Mul', ['x', m.node('Reciprocal', [root])])]);
  };
  const { layers, weights } = await layersOf(norm('norm.weight'));
  expect(layers).toEqual([['rmsNorm', { epsilon: 1e-6 }]]);
  expect([...weights].map(([name, { data }]) => [name, [...data]])).toEqual([['norm.weight', [1, 2, 3, 4]]]);
});
