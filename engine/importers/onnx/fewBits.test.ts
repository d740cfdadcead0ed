import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  TensorProto_DataType as Type,
  type TensorProto,
  TensorProtoSchema,
} from 'onnx-buf';
import { expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { constant, node } from '../../targets/onnxFile/graph.ts';
import type { Imported } from '../define.ts';
import { onnx } from './index.ts';

const of = (domain: string, made: NodeProto): NodeProto => Object.assign(made, { domain });
const micro = (...about: Parameters<typeof node>): NodeProto => of('com.microsoft', node(...about));

/** A model from x of this shape, floats unless said, to y. */
async function read(
  shape: readonly number[],
  nodes: readonly NodeProto[],
  constants: readonly TensorProto[],
  elemType: number = Type.FLOAT,
): Promise<Imported> {
  const dim = shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }));
  const graph = create(GraphProtoSchema, {
    name: 'small',
    node: [...nodes],
    initializer: [...constants],
    input: [{ name: 'x', type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } } }],
    output: [{ name: 'y' }],
  });
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [
      { domain: '', version: 21n },
      { domain: 'com.microsoft', version: 1n },
    ],
    graph,
  });
  const files = new MemoryFiles();
  await files.write('/m/model.onnx', toBinary(ModelProtoSchema, model));
  return onnx.read({ file: '/m/model.onnx', files }, {}, { breathe: async () => {} });
}
const typesOf = ({ document }: Imported): string[] => document.graph.nodes.map(({ type }) => type);
const fatesOf = ({ report }: Imported): string[] => report.map(({ op, fate }) => `${op} ${fate}`);
const weightsOf = ({ weights }: Imported) =>
  Object.fromEntries(
    [...weights].map(([name, { shape, data }]) => [name, [[...shape], Array.from(data as Float32Array)]]),
  );

/** Numbers of a type whose bytes hold several, as they lie in a file. */
const packed = (name: string, dataType: number, dims: readonly number[], bytes: readonly number[]): TensorProto =>
  create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt), rawData: Uint8Array.from(bytes) });

const scale = constant('s', 'float32', [], [0.5]);
const zero = constant('z', 'uint8', [], [3]);
const BYTES = ['s', 'z'];
const quantized = node('QuantizeLinear', ['x', ...BYTES], ['q']);
const dequantized = (name: string): NodeProto => node('DequantizeLinear', [name, ...BYTES], ['y']);

test.each<[string, readonly string[], readonly NodeProto[]]>([
  ['a sum', ['input', 'add'], [micro('QLinearAdd', ['q', ...BYTES, 'q', ...BYTES, ...BYTES], ['r'])]],
  ['a product', ['input', 'multiply'], [micro('QLinearMul', ['q', ...BYTES, 'q', ...BYTES, ...BYTES], ['r'])]],
  ['a sigmoid', ['input', 'sigmoid'], [micro('QLinearSigmoid', ['q', ...BYTES, ...BYTES], ['r'])]],
  ['a leaky rectifier', ['input', 'leakyRelu'], [micro('QLinearLeakyRelu', ['q', ...BYTES, ...BYTES], ['r'])]],
  ['a softmax', ['input', 'softmax'], [micro('QLinearSoftmax', ['q', ...BYTES, ...BYTES], ['r'], { axis: 3 })]],
  [
    'a mean of maps',
    ['input', 'globalPool2d', 'reshape'],
    [micro('QLinearGlobalAveragePool', ['q', ...BYTES, ...BYTES], ['r'])],
  ],
  [
    'parts that are joined, and a border',
    ['input', 'concatenate', 'pad'],
    [
      micro('QLinearConcat', [...BYTES, 'q', ...BYTES, 'q', ...BYTES], ['j'], { axis: 1 }),
      node('Pad', ['j', 'around', 'z'], ['r']),
    ],
  ],
])('ONNX Runtime’s own operators on bytes are layers of numbers: %s', async (_, layers, nodes) => {
  const around = constant('around', 'int64', [8], [0, 0, 1, 1, 0, 0, 1, 1]);
  const found = await read([1, 2, 4, 4], [quantized, ...nodes, dequantized('r')], [scale, zero, around]);
  expect(typesOf(found)).toEqual(layers);
  // the byte that stands for 0 is put around
  for (const { type, settings } of found.document.graph.nodes)
    if (type === 'pad') expect(settings).not.toHaveProperty('value');
  expect(fatesOf(found).filter((one) => !/ (mapped|approximated)$/.test(one))).toEqual([]);
});

test('a product of bytes with an offset of whole numbers is Dense, and gives numbers where no scale is said', async () => {
  const found = await read(
    [1, 2],
    [quantized, micro('QGemm', ['q', ...BYTES, 'w', 'ws', 'wz', 'b'], ['y'], { transB: 1 })],
    [
      scale,
      zero,
      constant('w', 'int8', [2, 2], [10, -20, 30, 40]),
      constant('ws', 'float32', [2], [0.1, 0.01]),
      constant('wz', 'int8', [2], [0, 0]),
      constant('b', 'int32', [2], [20, 1000]),
    ],
  );
  expect(typesOf(found)).toEqual(['input', 'dense']);
  const [[, weight], [, bias]] = Object.values(weightsOf(found)) as [[number[], number[]], [number[], number[]]];
  [1, -2, 0.3, 0.4].forEach((value, i) => expect(weight[i]).toBeCloseTo(value, 6));
  [1, 5].forEach((value, i) => expect(bias[i]).toBeCloseTo(value, 6));
});

test('what comes in as bytes is dequantized first, and what is given as bytes is rounded', async () => {
  const found = await read(
    [1, 4],
    [micro('QLinearSigmoid', ['x', ...BYTES, ...BYTES], ['y'])],
    [scale, zero],
    Type.UINT8,
  );
  expect(typesOf(found)).toContain('sigmoid');
  expect(fatesOf(found)).toContain('QLinearSigmoid mapped');
});

test('a convolution of whole numbers counts both sides from their zeros, and a border is the zero of what comes in', async () => {
  const found = await read(
    [1, 1, 3, 3],
    [node('ConvInteger', ['x', 'w', 'xz', 'wz'], ['y'], { pads: [1, 1, 1, 1] })],
    [
      constant('w', 'uint8', [2, 1, 2, 2], [2, 2, 2, 2, 4, 4, 4, 4]),
      constant('xz', 'uint8', [], [1]),
      constant('wz', 'uint8', [2], [1, 2]),
    ],
    Type.UINT8,
  );
  expect(typesOf(found).filter((type) => type !== 'cast')).toEqual(['input', 'scale', 'conv2d']);
  expect(Object.values(weightsOf(found))).toEqual([
    [
      [2, 1, 2, 2],
      [1, 1, 1, 1, 2, 2, 2, 2],
    ],
  ]);
});

test('a table of bytes that words are picked from is an Embedding', async () => {
  const found = await read(
    [1, 3],
    [node('Gather', ['words.weight_quantized', 'x'], ['g']), dequantized('g')],
    [scale, zero, constant('words.weight_quantized', 'uint8', [2, 2], [3, 5, 7, 1])],
    Type.INT64,
  );
  expect(typesOf(found)).toEqual(['input', 'embedding']);
  expect(weightsOf(found)).toEqual({
    'words.weight': [
      [2, 2],
      [0, 1, 2, -1],
    ],
  });
});

test('weights of 4 bits in blocks are the numbers that they stand for, the first in the lowest bits', async () => {
  const nodes = [
    node('DequantizeLinear', ['fc.weight_DQ_Q4', 'ws'], ['w'], { axis: 0, block_size: 2 }),
    node('MatMul', ['x', 'w'], ['y']),
  ];
  const scales = constant('ws', 'float32', [2, 2], [1, 10, 100, 1000]);
  const found = await read([1, 3], nodes, [packed('fc.weight_DQ_Q4', Type.INT4, [3, 2], [0x21, 0xe7, 0x8f]), scales]);
  expect(weightsOf(found)).toEqual({
    'fc.weight': [
      [3, 2],
      [1, 20, 7, -20, -100, -8000],
    ],
  });
  expect(fatesOf(found)).toEqual(['DequantizeLinear mapped', 'MatMul mapped']);
});

test('a product with a matrix of 4 bits is Dense; each row of it and of its zeros begins with a byte of its own', async () => {
  const constants = [
    packed('fc.weight_Q4', Type.UINT8, [2, 3, 1], [0x98, 0x7a, 0x08, 0xff, 0x00, 0x01]),
    constant('ws', 'float32', [6], [1, 2, 3, 4, 5, 6]),
  ];
  const settings = { K: 5, N: 2, bits: 4, block_size: 2 };
  const nodes = (...zeros: string[]) => [micro('MatMulNBits', ['x', 'fc.weight_Q4', 'ws', ...zeros], ['y'], settings)];
  const middle = await read([1, 5], nodes(), constants);
  expect(typesOf(middle)).toEqual(['input', 'dense']);
  // units × features
  const values = [0, 1, 4, -2, 0, 28, 28, -40, -40, -42];
  expect(weightsOf(middle)).toEqual({ 'fc.weight': [[2, 5], values] });
  const zeros = packed('wz', Type.UINT8, [4], [0x88, 0x07, 0xf8, 0x01]);
  const other = await read([1, 5], nodes('wz'), [...constants, zeros]);
  expect(weightsOf(other)).toEqual({
    'fc.weight': [
      [2, 5],
      [0, 1, 4, -2, 3, 28, 28, -75, -75, 0],
    ],
  });
});

test('a matrix of few bits that is not as large as it says is refused by its node', async () => {
  const constants = [
    packed('w', Type.UINT8, [2, 3, 1], [0, 0, 0, 0, 0, 0]),
    constant('ws', 'float32', [6], [1, 1, 1, 1, 1, 1]),
  ];
  const huge = { K: 2 ** 40, N: 2, bits: 4, block_size: 2 };
  const found = read([1, 5], [micro('MatMulNBits', ['x', 'w', 'ws'], ['y'], huge)], constants);
  await expect(found).rejects.toThrow('6 bytes in rows of 549755813888');
});

test('words that are picked from a table of 4 bits are an Embedding', async () => {
  const found = await read(
    [1, 3],
    [micro('GatherBlockQuantized', ['words_Q4', 'x', 'ws'], ['y'], { block_size: 2, bits: 4, quantize_axis: 1 })],
    [packed('words_Q4', Type.UINT8, [2, 2], [0x98, 0x7a, 0x08, 0xff]), constant('ws', 'float32', [2, 2], [1, 2, 3, 4])],
    Type.INT64,
  );
  expect(typesOf(found)).toEqual(['input', 'embedding']);
  expect(Object.values(weightsOf(found))).toEqual([
    [
      [2, 4],
      [0, 1, 4, -2, 0, -24, 28, 28],
    ],
  ]);
});
