/** A graph in words, an operator a line, much as ONNX prints it. */
import { TensorProto_DataType } from 'onnx-buf';
import { type Attribute, attributesOf, BATCH, type Constant, type Graph, nodesOf, type ValueInfo } from './anyBatch.ts';
import { OPSET } from '../onnx/model.ts';

/** Longer lists are told by their shape. */
const FEW = 12;

export function listing(graph: Graph, title: string): string {
  const constants = new Map(graph.initializer!.map((one) => [one.name!, one]));
  const known = (name: string): string => {
    const constant = constants.get(name);
    const short = constant && name.startsWith('_') ? valuesText(constant as Constant) : undefined;
    return short ?? quoted(name);
  };
  const lines = nodesOf(graph).map((node) => {
    const settings = attributesOf(node).map((one) => `${one.name} = ${attributeText(one)}`);
    const operator = `${node.opType}${settings.length > 0 ? ` <${settings.join(', ')}>` : ''}`;
    return `  ${node.output!.map(quoted).join(', ')} = ${operator}(${node.input!.map(known).join(', ')})`;
  });
  const values = (list: Graph['input']) =>
    (list as ValueInfo[]).map((one) => `${typeText(one)} ${quoted(one.name!)}`).join(', ');
  const weights = graph.initializer!.filter(({ name }) => !name!.startsWith('_'));
  return [
    `# ${title}: ONNX, opset ${OPSET}; ${BATCH} is the size of the batch`,
    `(${values(graph.input)}) => (${values(graph.output)})`,
    '{',
    ...weights.map(
      ({ name, dims, dataType }) =>
        `  # weight ${quoted(name!)}: ${TensorProto_DataType[dataType!]!.toLowerCase()}[${dims!.join(', ')}]`,
    ),
    ...lines,
    '}',
    '',
  ].join('\n');
}

/** Names may hold anything: a line stays a line. */
const quoted = (name: string): string => (/^[\w./]+$/.test(name) ? name : JSON.stringify(name));

function typeText({ type }: ValueInfo): string {
  const { value } = type!.value as {
    readonly value: { elemType: TensorProto_DataType; shape: { dim: { value: { value: bigint | string } }[] } };
  };
  const dims = value.shape.dim.map((dim) => String(dim.value.value));
  return `${TensorProto_DataType[value.elemType]!.toLowerCase()}[${dims.join(', ')}]`;
}

function valuesText({ rawData, dataType, dims }: Constant): string | undefined {
  const own = Uint8Array.from(rawData!).buffer;
  const read: Partial<Record<number, () => Iterable<number | bigint>>> = {
    [TensorProto_DataType.INT64]: () => new BigInt64Array(own),
    [TensorProto_DataType.INT32]: () => new Int32Array(own),
    [TensorProto_DataType.FLOAT]: () => new Float32Array(own),
  };
  const values = [...(read[dataType!]?.() ?? [])].map((value) =>
    String(typeof value === 'number' ? Number(value.toPrecision(7)) : value),
  );
  if (values.length === 0 || values.length > FEW) return undefined;
  return dims!.length === 0 ? values[0] : `[${values.join(', ')}]`;
}

function attributeText({ i, f, s, ints, g, type }: Attribute): string {
  if (g) return `{ ${g.node!.length} operators }`;
  if (ints && ints.length > 0) return `[${ints.join(', ')}]`;
  if (s && s.length > 0) return JSON.stringify(new TextDecoder().decode(s as Uint8Array));
  return type === 1 ? String(f) : String(i ?? 0);
}
