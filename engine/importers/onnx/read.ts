/** The bytes of an ONNX file as a model: what its messages say, bounded, with nothing calculated yet. */
import { fromBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType as Kind,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
} from 'onnx-buf';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { calledIn, layersAmong, type Scope, scopeOf } from './scopes.ts';

/** The largest model file that is read, in bytes: what a message of protobuf may have. */
export const LARGEST_MODEL = 2 ** 31 - 1;
/** More nodes than any model of a network has. */
const MOST_NODES = 200_000;

export interface Op {
  readonly type: string;
  /** Empty for ONNX's own. */
  readonly domain: string;
  /** What a report calls it. */
  readonly name: string;
  /** What its layer is called, where no weight says so: its module, where it is all of that, else what it does there. */
  readonly called: string;
  /** The module around it, where the model says so. */
  readonly scope: Scope | undefined;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeProto>;
  readonly proto: NodeProto;
}

/** The model in the bytes, which are its own from then on. Throws a `Refusal` that says what is wrong with them. */
export function readModel(bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (error) {
    throw new Refusal(phrase('onnx-not-read', { reason: verbatim((error as Error).message.slice(0, 200)) }));
  }
  if (!model.graph || model.graph.node.length === 0) throw new Refusal(phrase('onnx-no-graph'));
  if (model.graph.node.length > MOST_NODES)
    throw new Refusal(phrase('onnx-too-many-nodes', { count: model.graph.node.length, most: MOST_NODES }));
  align(model.graph);
  return model;
}

/** A field's number and its length stand before so many bytes and more of it: three bytes at least. */
const LONG_FIELD = 128;

/**
 * Moves the numbers of weights within the model's own bytes to where they can be seen as such, over what stands before them and has been
 * read: a copy of each would double what a model takes.
 */
function align({ initializer }: GraphProto): void {
  for (const proto of initializer) {
    const { dataType, rawData } = proto;
    const over = rawData.byteOffset % Float32Array.BYTES_PER_ELEMENT;
    if (dataType !== TensorProto_DataType.FLOAT || over === 0 || rawData.length < LONG_FIELD) continue;
    const around = new Uint8Array(rawData.buffer, rawData.byteOffset - over, rawData.length + over);
    around.copyWithin(0, over);
    proto.rawData = around.subarray(0, rawData.length);
  }
}

/** The version of ONNX's own operators that the model speaks. */
export const opsetOf = (model: ModelProto): number =>
  Number(model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1n);

/** The nodes of a graph, each behind those that feed it. Throws a `Refusal` for a circle. */
export function opsOf(graph: GraphProto): Op[] {
  const read = graph.node.map(opOf);
  const layers = layersAmong(read);
  const ops = read.map((op) => (op.scope && layers.has(op.scope.path) ? { ...op, called: op.scope.path } : op));
  const maker = new Map<string, number>();
  ops.forEach(({ outputs }, i) => {
    for (const name of outputs) {
      if (name === '') continue;
      if (maker.has(name)) throw new Refusal(phrase('onnx-made-twice', { name: verbatim(name.slice(0, 200)) }));
      maker.set(name, i);
    }
  });
  const readers: number[][] = ops.map(() => []);
  const missing = ops.map(() => 0);
  ops.forEach((op, i) => {
    for (const name of new Set(readBy(op))) {
      const from = maker.get(name);
      if (from === undefined) continue;
      readers[from]!.push(i);
      missing[i]!++;
    }
  });
  const order = ops.flatMap((_, i) => (missing[i] === 0 ? [i] : []));
  for (let at = 0; at < order.length; at++)
    for (const reader of readers[order[at]!]!) if (--missing[reader]! === 0) order.push(reader);
  if (order.length < ops.length) {
    const stuck = ops[missing.findIndex((count) => count > 0)]!;
    throw new Refusal(phrase('onnx-circle', { name: verbatim(stuck.name) }));
  }
  // as the model has them, where it has them in order
  return isInOrder(ops, maker) ? ops : order.map((i) => ops[i]!);
}

const isInOrder = (ops: readonly Op[], maker: ReadonlyMap<string, number>): boolean =>
  ops.every((op, i) => readBy(op).every((name) => (maker.get(name) ?? -1) < i));

/** What a node reads, what the graphs within it read of the graph around among it. */
export function readBy({ inputs, attributes }: Op): string[] {
  const inner = [...attributes.values()].flatMap(({ g, graphs }) => [...(g ? [g] : []), ...graphs].flatMap(readAround));
  return [...inputs.filter((name) => name !== ''), ...inner];
}

function readAround(graph: GraphProto): string[] {
  const own = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  return [...graph.node.flatMap((node) => readBy(opOf(node))), ...graph.output.map(({ name }) => name)].filter(
    (name) => !own.has(name),
  );
}

export function opOf(proto: NodeProto): Op {
  // a name has one line
  const name = (proto.name || proto.output.find((one) => one !== '') || proto.opType)
    .slice(0, 200)
    .replace(/\s+/g, ' ');
  const scope = scopeOf(proto);
  return {
    type: proto.opType,
    domain: proto.domain === 'ai.onnx' ? '' : proto.domain,
    name,
    called: scope && scope.path !== name ? calledIn(scope) : name,
    scope,
    inputs: proto.input,
    outputs: proto.output,
    attributes: new Map(proto.attribute.map((one) => [one.name, one])),
    proto,
  };
}

// Attributes, with the value that holds where one is not there

const found = ({ attributes }: Op, name: string, kind: Kind): AttributeProto | undefined => {
  const one = attributes.get(name);
  return one && (one.type === kind || one.type === Kind.UNDEFINED) ? one : undefined;
};
export const int = (op: Op, name: string, otherwise: number): number => {
  const one = found(op, name, Kind.INT);
  return one ? Number(one.i) : otherwise;
};
export const float = (op: Op, name: string, otherwise: number): number => found(op, name, Kind.FLOAT)?.f ?? otherwise;
export const ints = (op: Op, name: string): number[] | undefined => found(op, name, Kind.INTS)?.ints.map(Number);
export const floats = (op: Op, name: string): number[] | undefined => found(op, name, Kind.FLOATS)?.floats;
export const text = (op: Op, name: string, otherwise: string): string => {
  const one = found(op, name, Kind.STRING);
  return one ? new TextDecoder().decode(one.s) : otherwise;
};
export const texts = (op: Op, name: string): string[] | undefined =>
  found(op, name, Kind.STRINGS)?.strings.map((one) => new TextDecoder().decode(one));
export const tensorOf = (op: Op, name: string): TensorProto | undefined => found(op, name, Kind.TENSOR)?.t;
export const graphOf = (op: Op, name: string): GraphProto | undefined => found(op, name, Kind.GRAPH)?.g;
