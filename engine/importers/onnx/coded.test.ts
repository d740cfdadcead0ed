import { create, toBinary } from '@bufbuild/protobuf';
import { GraphProtoSchema, type ModelProto, ModelProtoSchema, type NodeProto, type TensorProto } from 'onnx-buf';
import { expect, test } from 'vitest';
import { templateOf } from '../../../templates/index.ts';
import { MemoryFiles } from '../../files/memory.ts';
import { type Document, documentSchema } from '../../graph/document.ts';
import { interpret } from '../../ir/interpret.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import { encodeModel } from '../../targets/onnx/model.ts';
import { constant, modelBytes, node, readModel } from '../../targets/onnxFile/graph.ts';
import { onnxModel } from '../../targets/onnxFile/model.ts';
import { observed, prepared, quantized, quantizedDynamically } from '../../targets/onnxFile/quantize.ts';
import { MODEL } from '../../targets/tfjsFile/commands.ts';
import { tfjsFile } from '../../targets/tfjsFile/index.ts';
import { initialState } from '../../train/initial.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Imported } from '../define.ts';
import { tfjs } from '../tfjs/index.ts';
import { onnx } from './index.ts';

const WORK = { breathe: async () => {} };
async function read(bytes: Uint8Array): Promise<Imported> {
  const files = new MemoryFiles();
  await files.write('/m/model.onnx', bytes);
  return onnx.read({ file: '/m/model.onnx', files }, {}, WORK);
}

const typed = (name: string, sizes: readonly number[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType: 1,
        shape: { dim: sizes.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } })) },
      },
    },
  },
});
/** A model from x of this shape to y. */
function modelOf(shape: readonly number[], nodes: readonly NodeProto[], constants: readonly TensorProto[]): Uint8Array {
  const graph = create(GraphProtoSchema, {
    name: 'small',
    node: [...nodes],
    initializer: [...constants],
    input: [typed('x', shape)],
    output: [{ name: 'y' }],
  });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 9n, opsetImport: [{ domain: '', version: 21n }], graph }),
  );
}
const typesOf = ({ document }: Imported): string[] => document.graph.nodes.map(({ type }) => type);
const fatesOf = ({ report }: Imported): string[] => report.map(({ op, fate }) => `${op} ${fate}`);
const numbersOf = ({ weights }: Imported) =>
  Object.fromEntries([...weights].map(([name, { data }]) => [name, Array.from(data as Float32Array)]));

const scale = constant('s', 'float32', [], [0.5]);
const zero = constant('z', 'uint8', [], [3]);
const least = constant('z0', 'uint8', [], [0]);
const weight = constant('fc.weight_quantized', 'int8', [2, 2], [10, -20, 30, 40]);
const scales = constant('ws', 'float32', [2], [0.1, 0.01]);
const zeros = constant('wz', 'int8', [2], [0, 0]);

test('weights of bytes are numbers, and what flows is not rounded; the rectifier that bytes from 0 on stand for is there', async () => {
  const found = await read(
    modelOf(
      [1, 2],
      [
        node('QuantizeLinear', ['x', 's', 'z'], ['q']),
        node('DequantizeLinear', ['q', 's', 'z'], ['r']),
        node('DequantizeLinear', ['fc.weight_quantized', 'ws', 'wz'], ['w'], { axis: 1 }),
        node('MatMul', ['r', 'w'], ['h']),
        node('QuantizeLinear', ['h', 's', 'z0'], ['hq']),
        node('DequantizeLinear', ['hq', 's', 'z0'], ['y']),
      ],
      [scale, zero, least, weight, scales, zeros],
    ),
  );
  expect(typesOf(found)).toEqual(['input', 'dense', 'relu']);
  const [numbers] = Object.values(numbersOf(found));
  [1, -0.2, 3, 0.4].forEach((value, i) => expect(numbers![i]).toBeCloseTo(value, 6));
  expect(fatesOf(found)).toEqual([
    'DequantizeLinear mapped',
    'QuantizeLinear approximated',
    'DequantizeLinear mapped',
    'MatMul mapped',
    'QuantizeLinear approximated',
    'DequantizeLinear mapped',
  ]);
});

test('what is given out as bytes is rounded as the model does', async () => {
  const found = await read(modelOf([1, 2], [node('QuantizeLinear', ['x', 's', 'z'], ['y'])], [scale, zero]));
  expect(typesOf(found)).toContain('expression');
  expect(fatesOf(found)[0]).toBe('QuantizeLinear mapped');
});

test('convolutions and products of bytes are layers of numbers', async () => {
  const found = await read(
    modelOf(
      [1, 1, 1, 2],
      [
        node('QuantizeLinear', ['x', 's', 'z'], ['q']),
        node('QLinearConv', ['q', 's', 'z', 'k', 'ws', 'wz', 's', 'z', 'b'], ['c']),
        node('Reshape', ['c', 'rows'], ['f']),
        node('QLinearMatMul', ['f', 's', 'z', 'm', 'ms', 'mz', 's', 'z'], ['p']),
        node('DequantizeLinear', ['p', 's', 'z'], ['y']),
      ],
      [
        scale,
        zero,
        constant('k', 'int8', [2, 1, 1, 1], [10, -20]),
        scales,
        zeros,
        constant('b', 'int32', [2], [20, 1000]),
        constant('rows', 'int64', [2], [1, 4]),
        constant('m', 'int8', [4, 1], [1, 2, 3, 4]),
        constant('ms', 'float32', [], [0.25]),
        constant('mz', 'int8', [], [1]),
      ],
    ),
  );
  expect(typesOf(found)).toEqual(['input', 'conv2d', 'reshape', 'dense']);
  const numbers = Object.values(numbersOf(found));
  const wanted = [
    [1, -0.2],
    [1, 5],
    [0, 0.25, 0.5, 0.75],
  ];
  wanted.forEach((row, i) => row.forEach((value, k) => expect(numbers[i]![k]).toBeCloseTo(value, 5)));
  expect(fatesOf(found).filter((one) => one.endsWith('approximated'))).toEqual([
    'QuantizeLinear approximated',
    'QLinearConv approximated',
    'QLinearMatMul approximated',
  ]);
});

/** What a document gives for rows, by the names of its inputs. */
function given({ document, weights }: Pick<Imported, 'document' | 'weights'>, rows: Readonly<Record<string, Tensor>>) {
  const still = { ...document, training: { ...document.training, losses: [] } };
  const model = compileToPredict(still, checkGraph(still.graph));
  const feeds = Object.fromEntries([
    ...model.inputs.map(({ name, node }) => {
      const { label = node! } = document.graph.nodes.find(({ id }) => id === node)!;
      return [name, rows[label]!] as const;
    }),
    ...model.weights.map(({ name }) => [name, weights.get(name)!] as const),
  ]);
  const found = interpret(model.program('predict', 2), feeds);
  return Array.from<number>(found[model.outputs[0]!.name]!.data);
}
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / Math.max(...a.map(Math.abs));

test.each<[string, (model: ModelProto) => ModelProto]>([
  [
    'measured before',
    (model) => {
      const ready = prepared(model);
      return quantized(ready, new Map(observed(ready).map((name) => [name, { least: -4, most: 4 }])));
    },
  ],
  ['measured each time', quantizedDynamically],
])('a network that left with 8 bits comes back with its layers: %s', async (_, fewer) => {
  const document = templateOf('lenet-5')!.make();
  const checked = checkGraph(document.graph);
  const weights = initialState({ weights: compileToPredict(document, checked).weights, slots: [] }, 1);
  const whole = readModel(encodeModel(onnxModel(document, checked, weights).graph));
  const found = await read(modelBytes(fewer(whole)));
  expect(typesOf(found).filter((type) => /conv|dense|pool|tanh/i.test(type))).toEqual(
    document.graph.nodes.flatMap(({ type }) => (/conv|dense|pool|tanh/i.test(type) ? [type] : [])),
  );
  expect(fatesOf(found).filter((one) => !/mapped|approximated/.test(one))).toEqual([]);
  const data = Float32Array.from({ length: 2 * 28 * 28 }, (_, i) => Math.sin(i));
  const rows: Tensor = { dtype: 'float32', shape: [2, 1, 28, 28], data };
  const [before, after] = [{ document, weights }, found].map((one) =>
    given(one, { [one.document.graph.nodes.find(({ type }) => type === 'input')!.label ?? 'input_1']: rows }),
  );
  expect(apart(before!, after!)).toBeLessThan(0.02);
});

test('places that a graph of TensorFlow counts through all rows of a batch are places in each row', async () => {
  const document: Document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [3, 2] } },
        { id: 'places', type: 'input', settings: { shape: [], values: 'int32' } },
        { id: 'gather', type: 'gather', settings: {} },
      ].map((one, i) => ({ ...one, position: { x: 0, y: 72 * i } })),
      edges: [
        { from: { node: 'x', port: 'output' }, to: { node: 'gather', port: 'input' } },
        { from: { node: 'places', port: 'output' }, to: { node: 'gather', port: 'indices' } },
      ],
    },
    training: { losses: [] },
  });
  const checked = checkGraph(document.graph);
  const files = new MemoryFiles();
  const weights = new Map<string, Tensor>();
  for (const [name, content] of Object.entries(tfjsFile.export({ document, checked, weights, form: 'graph' })))
    await files.write(`/m/${name}`, content);
  const found = await tfjs.read({ file: `/m/${MODEL}`, files }, {}, WORK);
  expect(found.report.filter(({ fate }) => fate !== 'mapped')).toEqual([]);
  const rows: Record<string, Tensor> = {
    x: { dtype: 'float32', shape: [2, 3, 2], data: Float32Array.from({ length: 12 }, (_, i) => i) },
    places: { dtype: 'int32', shape: [2], data: Int32Array.of(2, 1) },
  };
  expect(given(found, rows)).toEqual([4, 5, 8, 9]);
});
