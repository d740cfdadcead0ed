/**
 * Graphs of operators as TensorFlow.js converts and saves them. The graph is said in ONNX's operators, and what reads those draws it:
 * that knows already what is known beforehand, what several operators are together, and where the batch is.
 */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  TensorProto_DataType as Type,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import type { StoredArray } from '../../../data/formats/hdf5.ts';
import { sizeOf } from '../../../types/shape.ts';
import { phrase } from '../../../phrases.ts';
import { Refusal } from '../../../problems.ts';
import { OPSET } from '../../../targets/onnx/model.ts';
import { FATES, type Given, type Imported, type ImportWork, type ModelSource, type ReportRow } from '../../define.ts';
import { importModel } from '../../onnx/index.ts';
import type { RuleTable } from './define.ts';
import { ELEMENTWISE, typeOf } from './elementwise.ts';
import { Emitter, type Held, LONGEST, plainly, toFirst, turnedly } from './emitter.ts';
import { asJson, dims, type GraphNode, inOrder, type Json, nodesOf, NotRead, placeOf, text } from './nodes.ts';
import { PICTURES } from './pictures.ts';
import { SHAPES } from './shapes.ts';

const RULES: RuleTable = { ...ELEMENTWISE, ...PICTURES, ...SHAPES };

export interface GraphModel {
  readonly topology: Json;
  /** What goes in and comes out, by the names that whoever runs it uses. */
  readonly signature: Json;
  readonly arrays: ReadonlyMap<string, StoredArray>;
  /** Of the arrays, as the model calls their types. */
  readonly types: ReadonlyMap<unknown, unknown>;
}

type InputInit = MessageInitShape<typeof ValueInfoProtoSchema>;

/** What is not ONNX's is refused under this domain by its name. */
const FOREIGN = 'tensorflow';

/** The document of a graph. Throws a `Refusal` for what is none. */
export async function drawGraph(
  model: GraphModel,
  source: ModelSource,
  given: Given,
  work: ImportWork,
): Promise<Imported> {
  const { proto, nodes, rows } = translated(model);
  await work.breathe();
  const { report, ...drawn } = await importModel(proto, source, given, work);
  return { ...drawn, report: [...byNode(report, nodes), ...rows] };
}

/** The graph in ONNX's operators, its nodes, and what is to be said of its outputs. Throws a `Refusal` for what is no graph. */
function translated(model: GraphModel): {
  readonly proto: ModelProto;
  readonly nodes: Map<string, GraphNode>;
  readonly rows: readonly ReportRow[];
} {
  const nodes = nodesOf(model.topology);
  const outputs = outputsOf(nodes, model.signature);
  const order = inOrder(
    nodes,
    outputs.map(({ name }) => name),
  );
  const emitter = new Emitter();
  const inputs: InputInit[] = [];
  const turned = pictures(order);
  for (const node of order) {
    if (isInput(node, model)) inputs.push(input(emitter, node, model, turned.has(node.name)));
    else emitter.set(node, valuesOf(emitter, node, model));
  }
  // pictures come out as they go in
  const isTurned = order.some((node) => isInput(node, model) && turned.has(node.name));
  const ends = outputs.map((place) => {
    const held = emitter.get(place);
    return held.turned && isTurned ? { name: held.first!, place, turned: true } : { name: emitter.plain(held), place };
  });
  const why = phrase('import-channels-first');
  const rows = ends.flatMap(({ place, turned }): ReportRow[] =>
    turned ? [{ node: place.name, op: 'Output', fate: 'approximated', layers: [], why }] : [],
  );
  return { proto: finished(emitter, inputs, [...new Set(ends.map(({ name }) => name))]), nodes, rows };
}

const isInput = ({ op, name }: GraphNode, { arrays }: GraphModel): boolean => op === 'Placeholder' && !arrays.has(name);

/** What the model gives: as its signature says, else what no other node reads. */
function outputsOf(nodes: ReadonlyMap<string, GraphNode>, signature: Json) {
  const said = Object.values(asJson(signature.outputs)).flatMap((one) => {
    const { name } = asJson(one);
    return typeof name === 'string' ? [name] : [];
  });
  const read = new Set([...nodes.values()].flatMap(({ inputs }) => inputs.map((one) => placeOf(one).name)));
  const silent = new Set(['NoOp', 'Const', 'Placeholder']);
  const names =
    said.length > 0
      ? said
      : [...nodes.values()].flatMap(({ name, op }) => (silent.has(op) || read.has(name) ? [] : [name]));
  if (names.length === 0) throw new Refusal(phrase('onnx-no-output'));
  return [...new Set(names)].map(placeOf);
}

/** The names of those inputs that are pictures or volumes: what leads to a convolution or the like, place by place. */
function pictures(order: readonly GraphNode[]): Set<string> {
  const found = new Set<string>();
  for (const node of [...order].reverse()) {
    const { op, inputs } = node;
    const sees = Object.hasOwn(PICTURES, op) && !text(node, 'data_format', 'NHWC').startsWith('NC');
    const passes =
      found.has(node.name) && (Object.hasOwn(ELEMENTWISE, op) || /^(MirrorPad|Pad(V2)?|Concat(V2)?)$/.test(op));
    if (!sees && !passes) continue;
    // a kernel is no picture, and stands second but where a convolution is turned round
    const read = sees ? inputs.slice(op === 'Conv2DBackpropInput' ? 2 : 0).slice(0, 1) : inputs;
    for (const one of read) found.add(placeOf(one).name);
  }
  return found;
}

/** An input of the model: what the other graph is told of it. */
function input(emitter: Emitter, node: GraphNode, { signature }: GraphModel, isPicture: boolean): InputInit {
  const { name, attr } = node;
  const said = Object.values(asJson(signature.inputs)).map(asJson);
  const about = said.find((one) => typeof one.name === 'string' && placeOf(one.name).name === name);
  const type = asJson(attr.dtype).type ?? about?.dtype;
  const shape = dims(asJson(attr.shape).shape) ?? dims(about?.tensorShape);
  const turned = isPicture && shape !== undefined && (shape.length === 4 || shape.length === 5);
  const sizes = turned ? toFirst(shape.length).map((axis) => shape[axis]) : shape;
  emitter.set(node, [turned ? turnedly(name, shape.length) : plainly(name, shape?.length)]);
  const dim = sizes?.map((size, axis) => {
    if (size !== undefined) return { value: { case: 'dimValue' as const, value: BigInt(size) } };
    return axis === 0 ? { value: { case: 'dimParam' as const, value: 'N' } } : {};
  });
  const value = { elemType: typeOf(type) ?? Type.STRING, ...(dim && { shape: { dim } }) };
  return { name, type: { value: { case: 'tensorType', value } } };
}

/** What a node gives; under its own name alone where there is no rule for it. */
function valuesOf(emitter: Emitter, node: GraphNode, model: GraphModel): readonly Held[] {
  const array = node.op === 'Const' || node.op === 'Placeholder' ? model.arrays.get(node.name) : undefined;
  if (array) return [constant(emitter, node.name, array, model.types.get(node.name))];
  const inputs = node.inputs.map((one) => emitter.get(placeOf(one)));
  try {
    const rule = Object.hasOwn(RULES, node.op) ? RULES[node.op] : undefined;
    if (rule) return [rule(emitter, node, inputs)].flat();
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
  }
  const names = inputs.map((one) => (one.turned ? one.first! : emitter.plain(one)));
  const at = emitter.writer.size;
  emitter.foreign.add(at);
  return emitter.writer.nodes(node.op, names, MOST_VALUES).map((name) => plainly(name));
}
/** More than any operator gives that is read. */
const MOST_VALUES = 8;

function constant({ writer }: Emitter, name: string, array: StoredArray, type: unknown): Held {
  const { shape } = array;
  const kind = type === 'int32' || type === 'bool' ? type : 'float32';
  if (kind === 'float32' && sizeOf(shape) > LONGEST)
    return { turned: false, rank: shape.length, shape, constant: { name, shape, numbers: array.numbers } };
  const data = array.numbers();
  const of = data as ArrayLike<number>;
  const numbers =
    kind === 'bool'
      ? Uint8Array.from(of)
      : kind === 'int32'
        ? Int32Array.from(of)
        : data instanceof Float32Array
          ? data
          : Float32Array.from(of);
  const { buffer, byteOffset, byteLength } = numbers as Float32Array<ArrayBuffer>;
  writer.initializer(name, kind, shape, new Uint8Array(buffer, byteOffset, byteLength));
  return { ...plainly(name, shape.length), shape, numbers: data };
}

function finished({ writer, owners, foreign }: Emitter, input: InputInit[], ends: readonly string[]): ModelProto {
  const { node = [], initializer = [] } = writer.graph;
  const graph: MessageInitShape<typeof GraphProtoSchema> = {
    input,
    initializer,
    output: ends.map((name) => ({ name })),
    node: (node as Extract<(typeof node)[number], { $typeName?: undefined }>[]).map((one, i) => ({
      ...one,
      ...(owners[i] && { name: owners[i].name }),
      ...(foreign.has(i) && { domain: FOREIGN }),
    })),
  };
  const opsetImport = [
    { domain: '', version: BigInt(OPSET) },
    { domain: FOREIGN, version: 1n },
  ];
  return create(ModelProtoSchema, { irVersion: 9n, opsetImport, graph });
}

/** Rows of the nodes of the graph, where several of the other one came of it, as one each. */
function byNode(report: readonly ReportRow[], nodes: ReadonlyMap<string, GraphNode>): ReportRow[] {
  const rows = new Map<string, ReportRow>();
  for (const row of report) {
    const node = nodes.get(row.node.slice(0, 200));
    const isNode = node !== undefined && row.op !== 'Input' && row.op !== 'Output';
    const key = `${isNode ? '' : `${row.op} `}${row.node}`;
    const before = rows.get(key);
    const op = isNode ? node.op : row.op;
    if (!before) rows.set(key, { ...row, op });
    else {
      const worse = FATES.indexOf(row.fate) > FATES.indexOf(before.fate) ? row : before;
      rows.set(key, { ...worse, op, layers: [...new Set([...before.layers, ...row.layers])] });
    }
  }
  return [...rows.values()];
}
