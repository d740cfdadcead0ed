/** Writes ONNX models. The only module that knows how they are encoded. */
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  type AttributeProtoSchema,
  ModelProtoSchema,
  type GraphProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

const TYPES = {
  float32: TensorProto_DataType.FLOAT,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  uint32: TensorProto_DataType.UINT32,
  bool: TensorProto_DataType.BOOL,
} as const;
export type OnnxType = keyof typeof TYPES;
export const onnxType = (type: OnnxType): number => TYPES[type];

/** An integer, a list of integers, a text, a list of texts, a float (wrapped, to be told from an integer), or a graph. */
export type Attribute =
  | number
  | readonly number[]
  | string
  | readonly string[]
  | { readonly float: number }
  | ModelWriter;

export const OPSET = 18;
/** In the metadata of an adopted node: the version of its domain that it was written for. */
export const WRITTEN_FOR = 'opset';
/** The domain of ONNX Runtime's own operators. */
const EXTENSION = { domain: 'com.microsoft', version: 1n };
const EXTENDED: ReadonlySet<string> = new Set(['FusedConv']);
/** The storage buffers that every WebGPU device offers a shader, inputs and outputs together. */
const SHADER_BUFFERS = 8;

export class ModelWriter {
  readonly #nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  readonly #constants = new Map<string, { name: string; tensor: MessageInitShape<typeof TensorProtoSchema> }>();
  /** The prefix of all generated names; longer in a subgraph, which sees the names of the graph around it. */
  readonly #prefix: string;
  #subgraphs = 0;
  readonly #inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #outputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  #next = 0;

  constructor(prefix = '_') {
    this.#prefix = prefix;
  }

  /** A graph that becomes an attribute of a node of this one. */
  subgraph(): ModelWriter {
    return new ModelWriter(`${this.#prefix}${this.#subgraphs++}_`);
  }

  /** A further input of a subgraph; its name. */
  argument(type: OnnxType, shape: readonly number[]): string {
    const name = `${this.#prefix}in${this.#inputs.length}`;
    this.input(name, type, shape);
    return name;
  }

  /** The name of a subgraph's output. */
  resultName(index: number): string {
    return `${this.#prefix}out${index}`;
  }

  /** A further output of a subgraph. */
  result(value: string, type: OnnxType, shape: readonly number[]): void {
    const name = this.resultName(this.#outputs.length);
    if (value !== name) this.rename(value, name);
    this.output(name, type, shape);
  }

  /**
   * Nodes that ONNX Runtime's WebGPU kernels cannot compute, or compute wrongly (grouped transposed convolutions):
   * MaxPool with the places of maxima; transposed and grouped convolutions over volumes; more operands than a shader
   * has buffers.
   */
  get beyondWebGpu(): string[] {
    return this.#nodes.flatMap(({ name, opType, output, attribute: list = [] }) => {
      const volume = list.some((one) => one.name === 'strides' && one.ints!.length > 2);
      const grouped = list.some((one) => one.name === 'group' && one.i !== 1n);
      const beyond = {
        MaxPool: output!.length > 1,
        Split: output!.length >= SHADER_BUFFERS,
        ConvTranspose: volume || grouped,
        Conv: volume && grouped,
      }[opType as string];
      return beyond ? [name!] : [];
    });
  }

  /** The subgraph, to be encoded in an attribute. */
  get graph(): MessageInitShape<typeof GraphProtoSchema> {
    return {
      name: this.#prefix,
      node: this.#nodes,
      input: this.#inputs,
      output: this.#outputs,
      initializer: [...this.#constants.values()].map(({ tensor }) => tensor),
    };
  }

  /** An input; a size that has a name is left open. */
  input(name: string, type: OnnxType, shape: readonly (number | string)[]): void {
    this.#inputs.push(valueInfo(name, type, shape));
  }

  output(name: string, type: OnnxType, shape: readonly (number | string)[]): void {
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A node with one output; its name. Generated names start with `_`, which no name of a program does. */
  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.nodes(op, inputs, 1, attributes)[0]!;
  }

  nodes(
    op: string,
    inputs: readonly string[],
    count: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string[] {
    const output = Array.from({ length: count }, () => `${this.#prefix}${this.#next++}`);
    this.#nodes.push({
      opType: op,
      domain: EXTENDED.has(op) ? EXTENSION.domain : '',
      name: `${this.#prefix}n${this.#nodes.length}`,
      input: [...inputs],
      output,
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return output;
  }

  /** Another output of the node that gives `value`, by itself or as a term of it, if it is an `op` that reads `input`. */
  further(value: string, op: string, input: string): string | undefined {
    const sum = this.#nodes.find(({ opType, output }) => opType === 'Add' && output![0] === value);
    const terms = [value, ...(sum?.input ?? [])];
    const node = this.#nodes.find(
      ({ opType, output, input: read }) => opType === op && terms.includes(output![0]!) && read![0] === input,
    );
    if (node && node.output!.length === 1) node.output!.push(`${this.#prefix}${this.#next++}`);
    return node?.output?.[1];
  }

  /** Nodes so far. */
  get size(): number {
    return this.#nodes.length;
  }

  /** Renames a node's output, unless the node is one of the first `since`. Nothing else may know the old name. */
  retitle(value: string, name: string, since: number): boolean {
    const fresh = this.#nodes.slice(since);
    if (!fresh.some(({ output }) => output!.includes(value))) return false;
    for (const node of fresh) {
      node.input = node.input!.map((read) => (read === value ? name : read));
      node.output = node.output!.map((made) => (made === value ? name : made));
    }
    return true;
  }

  /** Renames a value to the name of an output of the model. */
  rename(value: string, name: string): void {
    this.#nodes.push({
      opType: 'Identity',
      name: `${this.#prefix}n${this.#nodes.length}`,
      input: [value],
      output: [name],
    });
  }

  constant(type: OnnxType, shape: readonly number[], values: readonly number[]): string {
    const key = `${type} ${shape.join('×')} ${values.join(' ')}`;
    let known = this.#constants.get(key);
    if (!known) {
      const name = `${this.#prefix}c${this.#constants.size}`;
      known = {
        name,
        tensor: { name, dims: shape.map(BigInt), dataType: TYPES[type], rawData: rawBytes(type, values) },
      };
      this.#constants.set(key, known);
    }
    return known.name;
  }

  /** A tensor that is part of the model under a name of its own. */
  initializer(name: string, type: OnnxType, shape: readonly number[], bytes: Uint8Array<ArrayBuffer>): void {
    this.#constants.set(`named ${name}`, {
      name,
      tensor: { name, dims: shape.map(BigInt), dataType: TYPES[type], rawData: bytes },
    });
  }

  /** The bytes of a tensor that is part of the model under this name, if there is one. */
  held(name: string): Uint8Array | undefined {
    return this.#constants.get(`named ${name}`)?.tensor.rawData;
  }

  /** A constant list of sizes or axes. */
  ints(values: readonly number[]): string {
    return this.constant('int64', [values.length], values);
  }

  /** Nodes as another model has them, with names that are free here. */
  adopt(
    nodes: readonly MessageInitShape<typeof NodeProtoSchema>[],
    initializers: readonly MessageInitShape<typeof TensorProtoSchema>[],
  ): void {
    this.#nodes.push(...nodes);
    for (const tensor of initializers) this.#constants.set(`named ${tensor.name}`, { name: tensor.name!, tensor });
  }

  /** What names begin with that nothing else has. */
  fresh(): string {
    return `${this.#prefix}f${this.#next++}_`;
  }

  finish(): Uint8Array {
    return encodeModel({ ...this.graph, name: 'program' });
  }
}

/** A graph as the bytes of a model; `about` is what a person or a program may know of it. */
export function encodeModel(
  graph: MessageInitShape<typeof GraphProtoSchema>,
  about: { readonly doc?: string; readonly metadata?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 9n,
      producerName: 'Layerloom',
      docString: about.doc ?? '',
      metadataProps: Object.entries(about.metadata ?? {}).map(([key, value]) => ({ key, value })),
      opsetImport: versionsOf(graph),
      graph,
    }),
  );
}

/** The version of each domain: this program's own, or a later one that adopted nodes were written for. */
function versionsOf(graph: MessageInitShape<typeof GraphProtoSchema>): { domain: string; version: bigint }[] {
  const versions = new Map([['', BigInt(OPSET)]]);
  for (const { domain = '', metadataProps = [] } of graph.node!) {
    const said = metadataProps.find(({ key }) => key === WRITTEN_FOR)?.value;
    const version =
      said === undefined ? (domain === '' ? BigInt(OPSET) : EXTENSION.version) : BigInt(said.split(':').at(-1)!);
    if (version > (versions.get(domain) ?? 0n)) versions.set(domain, version);
  }
  return [...versions].map(([domain, version]) => ({ domain, version }));
}

function rawBytes(type: OnnxType, values: readonly number[]): Uint8Array<ArrayBuffer> {
  const make = {
    float32: () => Float32Array.from(values),
    int32: () => Int32Array.from(values),
    uint32: () => Uint32Array.from(values),
    int64: () => int64s(values),
    bool: () => Uint8Array.from(values),
  } satisfies Record<OnnxType, () => ArrayBufferView>;
  return new Uint8Array(make[type]().buffer);
}

/** Whole numbers, each as its lower and its upper half: large tables of them as BigInt take many times as long. */
function int64s(values: readonly number[]): Int32Array<ArrayBuffer> {
  const halves = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    halves[2 * i] = values[i]!;
    halves[2 * i + 1] = Math.floor(values[i]! / 2 ** 32);
  }
  return halves;
}

function valueInfo(
  name: string,
  type: OnnxType,
  shape: readonly (number | string)[],
): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'string'
        ? { case: 'dimParam' as const, value: size }
        : { case: 'dimValue' as const, value: BigInt(size) },
  }));
  return {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: TYPES[type],
          shape: { dim },
        },
      },
    },
  };
}

function attribute(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === 'number') return { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: AttributeProto_AttributeType.STRING, s: utf8(value) };
  if (value instanceof ModelWriter) return { name, type: AttributeProto_AttributeType.GRAPH, g: value.graph };
  if ('float' in value) return { name, type: AttributeProto_AttributeType.FLOAT, f: value.float };
  if (isTexts(value)) return { name, type: AttributeProto_AttributeType.STRINGS, strings: value.map(utf8) };
  return { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) };
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));
const isTexts = (list: readonly number[] | readonly string[]): list is readonly string[] => typeof list[0] === 'string';
