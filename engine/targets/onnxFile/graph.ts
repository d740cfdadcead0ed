/** Small changes of an ONNX model that is in memory: what passes over exported models share. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType,
  type TensorProto,
  TensorProtoSchema,
} from 'onnx-buf';
import type { Shape } from '../../types/shape.ts';
import { sizeOf } from '../../types/shape.ts';

export const readModel = (bytes: Uint8Array): ModelProto => fromBinary(ModelProtoSchema, bytes);
export const modelBytes = (model: ModelProto): Uint8Array => toBinary(ModelProtoSchema, model);
/** A copy that can be changed without changing the other. */
export const copyOf = (model: ModelProto): ModelProto => readModel(modelBytes(model));

type Attribute = number | readonly number[];

export const node = (
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): NodeProto =>
  create(NodeProtoSchema, {
    opType,
    name: `${output[0]} by ${opType}`,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number'
        ? create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
        : create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) }),
    ),
  });

/** The integer of a node's attribute; undefined where it has none of that name. */
export const integer = ({ attribute }: NodeProto, name: string): number | undefined => {
  const found = attribute.find((one) => one.name === name);
  return found && Number(found.i);
};
export const integers = ({ attribute }: NodeProto, name: string): number[] | undefined =>
  attribute.find((one) => one.name === name)?.ints.map(Number);

const DATA = {
  float32: [TensorProto_DataType.FLOAT, Float32Array],
  int8: [TensorProto_DataType.INT8, Int8Array],
  uint8: [TensorProto_DataType.UINT8, Uint8Array],
  int32: [TensorProto_DataType.INT32, Int32Array],
  int64: [TensorProto_DataType.INT64, BigInt64Array],
} as const;

export function constant(name: string, type: keyof typeof DATA, shape: Shape, values: ArrayLike<number>): TensorProto {
  const [dataType, Numbers] = DATA[type];
  const data =
    type === 'int64' ? BigInt64Array.from(Array.from(values, BigInt)) : (Numbers as typeof Int8Array).from(values);
  return create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType, rawData: new Uint8Array(data.buffer) });
}

export const shapeOf = ({ dims }: TensorProto): number[] => dims.map(Number);
export const isFloat = ({ dataType }: TensorProto): boolean => dataType === TensorProto_DataType.FLOAT;
export const floats = ({ rawData }: TensorProto): Float32Array => new Float32Array(rawData.slice().buffer);

/** How many nodes read a value, within subgraphs, too; an output of the graph counts as one. */
export function readersOf(graph: GraphProto): Map<string, number> {
  const readers = new Map<string, number>();
  const read = (name: string) => readers.set(name, (readers.get(name) ?? 0) + 1);
  const visit = (one: GraphProto) => {
    for (const { input, attribute } of one.node) {
      input.forEach(read);
      for (const { g } of attribute) if (g) visit(g);
    }
    for (const { name } of one.output) read(name);
  };
  visit(graph);
  return readers;
}

/**
 * Computes once what constants alone say (transposed and reshaped weights), and gives convolutions their biases, which stand behind
 * them as sums: what is made of the model afterwards finds weights where it looks for them.
 */
export function tidied(graph: GraphProto): void {
  const constants = new Map(graph.initializer.map((one) => [one.name, one]));
  const keep = (made: TensorProto) => {
    graph.initializer.push(made);
    constants.set(made.name, made);
  };
  graph.node = graph.node.filter((one) => {
    const [source, second] = one.input.map((name) => constants.get(name));
    const [output] = one.output;
    if (!source || !isFloat(source) || graph.output.some(({ name }) => name === output)) return true;
    if (one.opType === 'Transpose') keep(transposed(source, integers(one, 'perm')!, output!));
    else if (one.opType === 'Reshape' && second) {
      const wanted = Array.from(new BigInt64Array(second.rawData.slice().buffer), Number);
      if (wanted.some((size) => size <= 0)) return true;
      keep(constant(output!, 'float32', wanted, floats(source)));
    } else return true;
    return false;
  });
  foldBiases(graph, constants);
  const readers = readersOf(graph);
  graph.initializer = graph.initializer.filter(({ name }) => readers.has(name));
}

function foldBiases(graph: GraphProto, constants: ReadonlyMap<string, TensorProto>): void {
  const readers = readersOf(graph);
  const sums = new Set<NodeProto>();
  for (const conv of graph.node) {
    const weight = constants.get(conv.input[1] ?? '');
    if (conv.opType !== 'Conv' || conv.input.length !== 2 || !weight || readers.get(conv.output[0]!) !== 1) continue;
    const sum = graph.node.find(({ opType, input }) => opType === 'Add' && input[0] === conv.output[0]);
    const bias = sum && constants.get(sum.input[1]!);
    const [channels] = shapeOf(weight);
    const [one, own, ...rest] = bias ? shapeOf(bias) : [];
    if (!sum || !bias || one !== 1 || own !== channels || rest.some((size) => size !== 1)) continue;
    const name = `${conv.name} bias`;
    graph.initializer.push(constant(name, 'float32', [channels!], floats(bias)));
    conv.input.push(name);
    conv.output[0] = sum.output[0]!;
    sums.add(sum);
  }
  graph.node = graph.node.filter((one) => !sums.has(one));
}

export function transposed(source: TensorProto, order: readonly number[], name: string): TensorProto {
  const shape = shapeOf(source);
  const to = order.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const values = floats(source);
  const out = new Float32Array(values.length);
  let at = 0;
  const copy = (axis: number, from: number): void => {
    if (axis === to.length) {
      out[at++] = values[from]!;
      return;
    }
    for (let i = 0; i < to[axis]!; i++) copy(axis + 1, from + i * strides[order[axis]!]!);
  };
  copy(0, 0);
  return constant(name, 'float32', to, out);
}
