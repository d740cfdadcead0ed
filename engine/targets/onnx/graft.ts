/** Operators of another model among those of a program: they stay as they are, and their values get names of their own. */
import { create, fromBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
} from 'onnx-buf';
import type { Prims } from '../../ir/prims.ts';
import { verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import { bytesOfBase64 } from '../../types/base64.ts';
import { type ModelWriter, WRITTEN_FOR } from './model.ts';

/** The model in base64. Throws a `UserError` where it is none, or would have ONNX Runtime read files. */
function modelIn(text: string, op: string, inputs: number): ModelProto {
  try {
    const model = fromBinary(ModelProtoSchema, bytesOfBase64(text));
    if (model.graph && model.graph.input.length === inputs && staysWithin(model.graph)) return model;
  } catch {
    // said below
  }
  throw new UserError(problem('foreign-broken', { op: verbatim(op) }));
}

/** Whether all its tensors lie in it. */
function staysWithin({ node, initializer, sparseInitializer }: GraphProto): boolean {
  const isHere = ({ dataLocation }: TensorProto): boolean => dataLocation !== TensorProto_DataLocation.EXTERNAL;
  return (
    initializer.every(isHere) &&
    sparseInitializer.length === 0 &&
    node.every(({ attribute }) =>
      attribute.every(
        ({ t, g, tensors, graphs, sparseTensor, sparseTensors }) =>
          (!t || isHere(t)) &&
          tensors.every(isHere) &&
          !sparseTensor &&
          sparseTensors.length === 0 &&
          [...(g ? [g] : []), ...graphs].every(staysWithin),
      ),
    )
  );
}

/** Puts the nodes of a model (base64) behind these values; the names of its outputs. */
export function graft(m: ModelWriter, { op, model }: Prims['foreign'], inputs: readonly string[]): string[] {
  const { graph, opsetImport } = modelIn(model, op, inputs.length);
  const prefix = m.fresh();
  const names = new Map(graph!.input.map(({ name }, i) => [name, inputs[i]!]));
  const named = (name: string): string => (name === '' ? '' : (names.get(name) ?? `${prefix}${name}`));
  const versions = new Map(opsetImport.map(({ domain, version }) => [domain, version]));
  const nodes = graph!.node.map((node) =>
    create(NodeProtoSchema, {
      ...renamed(node, named),
      metadataProps: [{ key: WRITTEN_FOR, value: `${node.domain}:${versions.get(node.domain) ?? 1n}` }],
    }),
  );
  m.adopt(
    nodes,
    graph!.initializer.map((tensor) => changed(tensor, { name: named(tensor.name) })),
  );
  return graph!.output.map(({ name }) => named(name));
}

const renamed = (node: NodeProto, named: (name: string) => string) => ({
  opType: node.opType,
  domain: node.domain,
  name: named(node.name),
  input: node.input.map(named),
  output: node.output.map(named),
  attribute: node.attribute.map((one) => withGraph(one, named)),
});

/** A message with other fields; what a message leaves out lies in its prototype. */
export const changed = <M extends object>(message: M, fields: Partial<M>): M =>
  Object.assign(Object.create(Object.getPrototypeOf(message) as object) as M, message, fields);

/** A graph within a node reads values of the one around it, whose names are others now. */
const withGraph = (attribute: AttributeProto, named: (name: string) => string): AttributeProto =>
  attribute.g ? changed(attribute, { g: inner(attribute.g, named) }) : attribute;

const inner = (graph: GraphProto, named: (name: string) => string): GraphProto =>
  changed(graph, {
    node: graph.node.map((node) => changed(node, renamed(node, named))),
    input: graph.input.map((one) => changed(one, { name: named(one.name) })),
    output: graph.output.map((one) => changed(one, { name: named(one.name) })),
    initializer: graph.initializer.map((one) => changed(one, { name: named(one.name) })),
    valueInfo: [],
  });
