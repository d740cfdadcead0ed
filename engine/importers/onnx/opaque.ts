/**
 * Nodes for which there is no layer, as one that stands for them: the nodes as they are in a small model of their own, whose inputs and
 * outputs have the types and the order of axes that a document has.
 */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Kind,
  ModelProtoSchema,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType as Type,
  type TensorProto,
  TensorProtoSchema,
} from 'onnx-buf';
import { phrase, verbatim } from '../../phrases.ts';
import { base64OfBytes } from '../../types/base64.ts';
import type { DType } from '../../types/dtype.ts';
import { formatShape } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { changed } from '../../targets/onnx/graft.ts';
import { opOf, type Op, readBy } from './read.ts';
import { isAbsent, type Known, kindOf, sizeIn, typeName } from './tensors.ts';
import type { Translator } from './translator.ts';
import { BATCH, BatchMixed, growsWithBatch, merged, sampleOf, Unmapped, type Value, type Wire } from './values.ts';

/** What a value of the model is known to be. */
export interface Expected {
  readonly type: number;
  /** With `BATCH` where the batch is. */
  readonly shape: readonly number[];
}

const TYPES: Readonly<Record<DType, number>> = { float32: Type.FLOAT, int32: Type.INT32, bool: Type.BOOL };
const heldAs = (type: number): DType => {
  const kind = kindOf(type);
  if (!kind) throw new Unmapped(phrase('onnx-type', { type: verbatim(typeName(type)) }));
  return kind === 'float' ? 'float32' : kind === 'int' ? 'int32' : 'bool';
};

/** Weights that are large lie with the other weights of the document. */
const MOST_WITHIN = 256;

const node = (
  opType: string,
  input: readonly string[],
  output: string,
  ints: Readonly<Record<string, number | readonly number[]>> = {},
): NodeProto =>
  create(NodeProtoSchema, {
    opType,
    name: `${output}_${opType}`,
    input: [...input],
    output: [output],
    attribute: Object.entries(ints).map(([name, value]) =>
      typeof value === 'number'
        ? { name, type: Kind.INT, i: BigInt(value) }
        : { name, type: Kind.INTS, ints: value.map(BigInt) },
    ),
  });

/** What values of this program's own begin with. */
const OWN = 'document_';

/** The little model around the nodes, as it grows. */
class Around {
  readonly nodes: NodeProto[] = [];
  readonly after: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly inputs: { readonly name: string; readonly type: number; readonly shape: readonly number[] }[] = [];
  readonly ends: Wire['end'][] = [];
  readonly weights: Record<string, Tensor> = {};
  #next = 0;

  fresh(): string {
    return `${OWN}${this.#next++}`;
  }

  list(values: readonly number[]): string {
    const name = this.fresh();
    this.initializers.push(
      create(TensorProtoSchema, {
        name,
        dims: [BigInt(values.length)],
        dataType: Type.INT64,
        int64Data: values.map(BigInt),
      }),
    );
    return name;
  }

  /** A wire of the document becomes the value that the nodes read. */
  wire(t: Translator, name: string, wire: Wire, each: boolean): void {
    if (merged(wire) > 1) throw new Unmapped(phrase('onnx-batch-mixed'));
    const dtype = heldAs(wire.type);
    const held = t.as(wire, dtype);
    const here = this.fresh();
    this.inputs.push({ name: here, type: TYPES[dtype], shape: each ? [1, ...wire.shape] : [BATCH, ...sampleOf(wire)] });
    this.ends.push(held.end);
    let now = here;
    if (each) {
      const shaped = this.fresh();
      this.nodes.push(node('Reshape', [now, this.list(wire.shape)], shaped));
      now = shaped;
    } else if (wire.batch !== null && wire.batch > 0) {
      const turned = this.fresh();
      const order = wire.shape.map((_, axis) => axis);
      const perm = order.slice(1).toSpliced(wire.batch, 0, 0);
      this.nodes.push(node('Transpose', [now], turned, { perm }));
      now = turned;
    }
    this.nodes.push(node('Cast', [now], name, { to: wire.type }));
  }

  known(name: string, value: Known, label: string): void {
    const size = sizeIn(value.shape);
    if (kindOf(value.type) === 'float' && size > MOST_WITHIN) {
      const here = this.fresh();
      this.weights[label] = { dtype: 'float32', shape: value.shape, data: Float32Array.from(value.data) };
      this.inputs.push({ name: here, type: Type.FLOAT, shape: value.shape });
      this.nodes.push(node('Cast', [here], name, { to: value.type }));
      return;
    }
    const here = this.fresh();
    const isFloat = kindOf(value.type) === 'float';
    const numbers = Array.from(value.data, Number);
    this.initializers.push(
      create(TensorProtoSchema, {
        name: here,
        dims: value.shape.map(BigInt),
        ...(isFloat
          ? { dataType: Type.FLOAT, floatData: numbers }
          : { dataType: Type.INT64, int64Data: numbers.map((x) => BigInt(Math.trunc(x))) }),
      }),
    );
    this.nodes.push(node('Cast', [here], name, { to: value.type }));
  }

  /** A value that the nodes give becomes one of the document; its type there. */
  output(
    name: string,
    { type, shape }: Expected,
    batch: number | null,
    each: boolean,
  ): { readonly name: string; readonly type: number; readonly sample: readonly number[]; readonly dtype: DType } {
    const dtype = heldAs(type);
    const sample = batch === null ? shape : shape.toSpliced(batch, 1);
    let now = name;
    if (each) {
      const shaped = this.fresh();
      this.after.push(node('Reshape', [now, this.list([1, ...shape])], shaped));
      now = shaped;
    } else if (batch !== null && batch > 0) {
      const turned = this.fresh();
      const perm = [batch, ...shape.map((_, axis) => axis).filter((axis) => axis !== batch)];
      this.after.push(node('Transpose', [now], turned, { perm }));
      now = turned;
    }
    const cast = this.fresh();
    this.after.push(node('Cast', [now], cast, { to: TYPES[dtype] }));
    return { name: cast, type: TYPES[dtype], sample, dtype };
  }
}

/** Draws the layer that stands for nodes; what those give that is read elsewhere. Throws `Unmapped` where that cannot be. */
export function opaque(
  t: Translator,
  model: ModelProto,
  ops: readonly Op[],
  wanted: ReadonlyMap<string, Expected>,
): ReadonlyMap<string, Value> {
  const own = new Set(ops.flatMap(({ outputs }) => outputs));
  const read = [...new Set(ops.flatMap(readBy))].filter((name) => !own.has(name));
  const values = read.map((name) => [name, t.value(name)!] as const);
  const wires = values.filter((pair): pair is readonly [string, Wire] => !pair[1].known);
  if (wires.some(([, { coded }]) => coded)) throw new Unmapped(phrase('onnx-rounded-only'));
  const each = wires.every(([, { batch }]) => batch === null);
  if (!each && wires.some(([, { batch }]) => batch === null)) throw new Unmapped(phrase('onnx-batch-mixed'));
  if (wires.length === 0) throw new Unmapped(phrase('onnx-no-layer', { op: verbatim(ops[0]!.type) }));
  const around = new Around();
  for (const [name, wire] of wires) around.wire(t, name, wire, each);
  let count = 0;
  for (const [name, value] of values) {
    if (!value.known) continue;
    // a row for each sample is no weight: how many there are is not known yet
    if (value.shape.some(growsWithBatch)) throw new BatchMixed();
    if (isAbsent(value)) throw new Unmapped(phrase('onnx-weights-not-known'));
    around.known(name, value, `weight_${++count}`);
  }
  const outs = [...wanted].map(([name, expected]) => {
    const at = expected.shape.indexOf(BATCH);
    if (!each && at < 0) throw new Unmapped(phrase('onnx-batch-mixed'));
    const batch = each ? null : at;
    return { given: name, expected, batch, ...around.output(name, expected, batch, each) };
  });
  const nodes = ops.map((op) => modern(op, around, t.opset));
  const bytes = encoded(model, around, nodes, outs, t.opset);
  const typed = (dtype: DType, sample: readonly number[]) => `${dtype} ${formatShape(['N', ...sample])}`;
  const id = t.add({
    type: 'foreign',
    name: ops.at(-1)!.name,
    settings: {
      operator: [...new Set(ops.map(({ type }) => type))].slice(0, 8).join('+'),
      takes: around.ends
        .map((end) => typed(t.drawing.typeOf(end).dtype, t.drawing.typeOf(end).shape.slice(1) as number[]))
        .join('; '),
      gives: outs.map(({ dtype, sample }) => typed(dtype, sample)).join('; '),
      weights: Object.entries(around.weights)
        .map(([name, { shape }]) => `${name} ${shape.join('×')}`)
        .join('; '),
      each,
      model: base64OfBytes(bytes),
    },
    inputs: Object.fromEntries(around.ends.map((end, i) => [`in${i + 1}`, end])),
    weights: around.weights,
  });
  return new Map(
    outs.map(({ given, expected, batch }, i) => [
      given,
      t.wire(id, { type: expected.type, shape: expected.shape, batch, outer: 1, inner: 1 }, `out${i + 1}`),
    ]),
  );
}

function encoded(
  model: ModelProto,
  around: Around,
  nodes: readonly NodeProto[],
  outs: readonly { readonly name: string; readonly type: number }[],
  opset: number,
): Uint8Array {
  const info = (name: string, elemType: number, shape?: readonly number[]) => ({
    name,
    type: {
      value: {
        case: 'tensorType' as const,
        value: {
          elemType,
          ...(shape && {
            shape: {
              dim: shape.map((size) =>
                size === BATCH
                  ? { value: { case: 'dimParam' as const, value: 'N' } }
                  : { value: { case: 'dimValue' as const, value: BigInt(size) } },
              ),
            },
          }),
        },
      },
    },
  });
  // what goes in by wires comes before the weights
  const isWire = (i: number): boolean => i < around.ends.length;
  const inputs = [...around.inputs.filter((_, i) => isWire(i)), ...around.inputs.filter((_, i) => !isWire(i))];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 9n,
      opsetImport: model.opsetImport.map(({ domain, version }) => ({
        domain: domain === 'ai.onnx' ? '' : domain,
        version: domain === '' || domain === 'ai.onnx' ? BigInt(Math.max(opset, LEAST)) : version,
      })),
      graph: {
        name: 'foreign',
        node: named([...around.nodes, ...nodes, ...around.after]),
        initializer: around.initializers,
        input: inputs.map(({ name, type, shape }) => info(name, type, shape)),
        output: outs.map(({ name, type }) => info(name, type)),
      },
    }),
  );
}

/**
 * The nodes with names of their own, by their order, so that those of equal parts of a model are equal and one block has them. What
 * stands within a node's graph goes by the names of the model: there they stay.
 */
function named(nodes: readonly NodeProto[]): NodeProto[] {
  if (nodes.some(({ attribute }) => attribute.some(({ g }) => g))) return [...nodes];
  const names = new Map<string, string>();
  const nameFor = (name: string): string => {
    if (name === '' || name.startsWith(OWN)) return name;
    if (!names.has(name)) names.set(name, `value_${names.size}`);
    return names.get(name)!;
  };
  return nodes.map((one, i) =>
    changed(one, { name: `node_${i}`, input: one.input.map(nameFor), output: one.output.map(nameFor) }),
  );
}

/** The version of ONNX's operators that this program writes at least; nodes of earlier ones are brought up to it. */
const LEAST = 18;
/** Operators whose axes, or the like, became an input; and with which version. */
const MOVED: Readonly<Record<string, readonly [attribute: string, version: number]>> = {
  Squeeze: ['axes', 13],
  Unsqueeze: ['axes', 13],
  ReduceSum: ['axes', 13],
  Split: ['split', 13],
  ReduceMean: ['axes', 18],
  ReduceMax: ['axes', 18],
  ReduceMin: ['axes', 18],
  ReduceProd: ['axes', 18],
  ReduceL1: ['axes', 18],
  ReduceL2: ['axes', 18],
  ReduceLogSum: ['axes', 18],
  ReduceLogSumExp: ['axes', 18],
  ReduceSumSquare: ['axes', 18],
};

/** A node as the version of this program has it, and those within its graphs. */
function modern(op: Op, around: Around, opset: number): NodeProto {
  const attribute = op.proto.attribute.map((one) =>
    one.g
      ? changed(one, { g: changed(one.g, { node: one.g.node.map((node) => modern(opOf(node), around, opset)) }) })
      : one,
  );
  const { domain } = op;
  const moved = domain === '' ? MOVED[op.type] : undefined;
  const list = moved && opset < moved[1] ? attribute.find(({ name }) => name === moved[0]) : undefined;
  if (list)
    return changed(op.proto, {
      domain,
      input: [op.inputs[0]!, around.list(list.ints.map(Number))],
      attribute: attribute.filter((one) => one !== list),
    });
  const parts = domain === '' && op.type === 'Split' && opset < 18 && op.inputs.length === 1;
  const count = parts ? node('Split', [], '', { num_outputs: op.outputs.length }).attribute : [];
  // since version 11 it has another name
  const opType = domain === '' && op.type === 'Scatter' ? 'ScatterElements' : op.type;
  return changed(op.proto, { domain, opType, attribute: [...attribute, ...count] });
}
