/** A model that is written for opset 18 as one of another opset. */
import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import { OPSET } from '../onnx/model.ts';
import { modelBytes, readModel } from './graph.ts';

/** Those that can be chosen, with the version of the file format that came with each; the middle one is what models are written for. */
export const OPSETS: Readonly<Record<number, number>> = {
  13: 7,
  15: 8,
  17: 8,
  18: 8,
  19: 9,
  21: 10,
  22: 10,
  23: 11,
  24: 12,
  25: 12,
  26: 13,
};

/** Operators that came later than the first opset, and with which. */
const SINCE: Readonly<Record<string, number>> = {
  BitwiseXor: 18,
  BitwiseAnd: 18,
  BitwiseOr: 18,
  BitwiseNot: 18,
  Mish: 18,
  Trilu: 14,
};
/** Reductions whose axes became an input with opset 18; those of sums did with 13. */
const REDUCTIONS = new Set([
  'ReduceMean',
  'ReduceMax',
  'ReduceMin',
  'ReduceProd',
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSumExp',
]);

/** A part of a shape is asked for by attributes since this opset. */
const PART_OF_SHAPE = 15;

/** Throws a `UserError` where the opset has no word for something, or is none that can be chosen. */
export function inOpset(model: Uint8Array, opset: number): Uint8Array {
  if (opset === OPSET) return model;
  const format = OPSETS[opset];
  if (format === undefined)
    throw new UserError([
      problem('export-unsupported', {
        target: verbatim('ONNX'),
        what: phrase('opset-called', { opset, opsets: Object.keys(OPSETS).map(verbatim) }),
      }),
    ]);
  const copy = readModel(model);
  for (const one of copy.opsetImport) if (one.domain === '') one.version = BigInt(opset);
  copy.irVersion = BigInt(Math.max(format, 7));
  if (opset < OPSET) lower(copy.graph!, opset, new Map());
  return modelBytes(copy);
}

type Constants = ReadonlyMap<string, readonly bigint[]>;

function lower(graph: GraphProto, opset: number, outer: Constants): void {
  const constants = new Map([
    ...outer,
    ...graph.initializer
      .filter(({ rawData }) => rawData.length % 8 === 0)
      .map(({ name, rawData }) => [name, [...new BigInt64Array(rawData.slice().buffer)]] as const),
  ]);
  for (const one of graph.node) {
    const reduces = one.attribute.some(({ name, s }) => name === 'reduction' && new TextDecoder().decode(s) !== 'none');
    const since = reduces ? 16 : (SINCE[one.opType] ?? 0);
    if (since > opset)
      throw new UserError([
        problem('export-unsupported', {
          target: verbatim(`ONNX opset ${opset}`),
          what: phrase('operator-since', { operator: verbatim(one.opType), opset: since }),
        }),
      ]);
    if (REDUCTIONS.has(one.opType) && one.input.length > 1) {
      const ints = [...constants.get(one.input[1]!)!];
      one.attribute.push(create(AttributeProtoSchema, { name: 'axes', type: AttributeProto_AttributeType.INTS, ints }));
      one.input.splice(1);
    }
    for (const { g } of one.attribute) if (g) lower(g, opset, constants);
  }
  if (opset < PART_OF_SHAPE)
    graph.node = graph.node.flatMap((one) => (one.opType === 'Shape' ? wholeShape(graph, one) : [one]));
}

/** A part of a shape as the whole, and what is taken out of it. */
function wholeShape(graph: GraphProto, node: NodeProto): NodeProto[] {
  if (node.attribute.length === 0) return [node];
  const at = (name: string): number => Number(node.attribute.find((one) => one.name === name)!.i);
  const [whole, places] = [`${node.name} whole`, `${node.name} places`];
  const wanted = BigInt64Array.from({ length: at('end') - at('start') }, (_, i) => BigInt(at('start') + i));
  graph.initializer.push(
    create(TensorProtoSchema, {
      name: places,
      dims: [BigInt(wanted.length)],
      dataType: TensorProto_DataType.INT64,
      rawData: new Uint8Array(wanted.buffer),
    }),
  );
  return [
    create(NodeProtoSchema, { opType: 'Shape', name: `${node.name}s`, input: node.input, output: [whole] }),
    create(NodeProtoSchema, { opType: 'Gather', name: node.name, input: [whole, places], output: node.output }),
  ];
}
