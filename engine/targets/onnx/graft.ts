/** Operators of another model among those of a program: they stay as they are, and their values get names of their own. */
import { create, fromBinary } from '@bufbuild/protobuf';
import { type AttributeProto, type GraphProto, ModelProtoSchema, type NodeProto, NodeProtoSchema } from 'onnx-buf';
import { bytesOfBase64 } from '../../types/base64.ts';
import { type ModelWriter, WRITTEN_FOR } from './model.ts';

/** Puts the nodes of a model (base64) behind these values; the names of its outputs. */
export function graft(m: ModelWriter, model: string, inputs: readonly string[]): string[] {
  const { graph, opsetImport } = fromBinary(ModelProtoSchema, bytesOfBase64(model));
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
