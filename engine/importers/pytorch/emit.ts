/** An exported program in the operators of ONNX, whose importer knows what layers they are, where the batch lies and what is known before. */
import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType as Kind,
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from 'onnx-buf';
import { scopeEntries } from '../onnx/scopes.ts';
import { tensorValue } from '../onnx/tensors.ts';
import { MADE } from '../onnx/translator.ts';
import { TYPES } from './archive.ts';
import { sizeOf } from '../../types/shape.ts';
import { Held, writtenInto } from './held.ts';
import { meetsAll, namesIn, type Steady, steadyIn } from './steady.ts';
import { Named, type Argument, type Meta, type Node, type Program, type Size } from './program.ts';

export type Attributes = Readonly<Record<string, number | string | readonly number[] | { readonly float: number }>>;

/** Numbers that are written out because a graph says that all of them are one. */
const MOST_FILLED = 1 << 22;

/** The domain of what is not ONNX's own. */
export const FOREIGN = 'aten';

/** There is no operator for this node with these arguments. */
export class Foreign extends Error {}

export class Emitter {
  readonly nodes: NodeProto[] = [];
  readonly constants: TensorProto[] = [];
  readonly #program: Program;
  readonly #tensors: ReadonlyMap<string, TensorProto>;
  /** What the graph has under one name and another. */
  readonly #same = new Map<string, string>();
  readonly #filled = new Map<string, number>();
  /** Numbers that are written into, and under which name ONNX has them as they last were. */
  readonly #held = new Map<string, { readonly held: Held; name?: string; version?: number }>();
  readonly #written: ReadonlySet<string>;
  readonly #steady: Steady;
  /** What the node that is drawn now has under another name. */
  readonly #here = new Map<string, string>();
  #count = 0;
  #node!: Node;

  constructor(program: Program, tensors: ReadonlyMap<string, TensorProto>) {
    [this.#program, this.#tensors] = [program, tensors];
    this.#written = writtenInto(program.nodes);
    this.#steady = steadyIn(program);
  }

  /** Everything that is drawn from here on is of this node. */
  start(node: Node): void {
    this.#node = node;
    this.#here.clear();
  }
  get node(): Node {
    return this.#node;
  }

  // Arguments

  arg(name: string): Argument {
    return this.#node.args[name];
  }
  /** The first tensor that the node takes. */
  get x(): string {
    return this.tensor('self') ?? this.needed('input');
  }
  tensor(name: string): string | undefined {
    const value = this.arg(name);
    return value instanceof Named ? this.named(value.name) : undefined;
  }
  needed(name: string): string {
    const found = this.tensor(name);
    if (found === undefined) throw new Foreign(name);
    return found;
  }
  tensors(name: string): string[] {
    const value = this.arg(name);
    if (!Array.isArray(value) || !value.every((one) => one instanceof Named)) throw new Foreign(name);
    return (value as readonly Named[]).map((one) => this.named(one.name));
  }
  number(name: string, otherwise?: number): number {
    const value = this.arg(name) ?? otherwise;
    if (typeof value !== 'number') throw new Foreign(name);
    return value;
  }
  flag(name: string, otherwise = false): boolean {
    const value = this.arg(name);
    return typeof value === 'boolean' ? value : otherwise;
  }
  text(name: string, otherwise: string): string {
    const value = this.arg(name);
    return typeof value === 'string' ? value : otherwise;
  }
  /** Whole numbers; so many of them where one stands for all. */
  list(name: string, otherwise?: readonly number[], count?: number): number[] {
    const value = this.arg(name) ?? otherwise;
    const list = typeof value === 'number' ? [value] : Array.isArray(value) ? (value as unknown[]) : undefined;
    if (!list?.every((one) => typeof one === 'number')) throw new Foreign(name);
    const found = list.length === 0 && otherwise ? otherwise : (list as number[]);
    return count !== undefined && found.length === 1 ? new Array<number>(count).fill(found[0]!) : [...found];
  }
  /** A tensor, or a number as one. */
  operand(name: string): string {
    const value = this.arg(name);
    return typeof value === 'number' ? this.scalar(value) : this.needed(name);
  }

  // What is known of tensors

  /** Under which name ONNX has a tensor of the graph. */
  named(name: string): string {
    const here = this.#here.get(name);
    if (here !== undefined) return here;
    const one = this.#held.get(name);
    if (one) {
      if (one.version !== one.held.version) one.name = this.tensorOf(one.held.shape, one.held.read());
      one.version = one.held.version;
      return one.name!;
    }
    const same = this.#same.get(name) ?? name;
    return this.#program.owned.get(same) ?? same;
  }
  /** One is the other. */
  alias(name: string, other: string): void {
    this.#same.set(name, other);
  }
  meta(name: string): Meta {
    const found = this.#program.metas.get(name);
    if (!found) throw new Foreign(name);
    if (!this.isSteady(name)) return found;
    // what is the same for each sample is kept for one
    return { ...found, sizes: found.sizes.map((one) => (this.#isSamples(one) ? { size: 1 } : one)) };
  }
  /** Whether a tensor follows from sizes, buffers and constants alone. */
  isSteady(name: string): boolean {
    return this.#steady.names.has(name);
  }
  #isSamples({ open }: Size): boolean {
    return open !== undefined && open === this.#steady.batch;
  }
  /** Whether a tensor counts the samples. */
  countsSamples(name: string): boolean {
    return this.#steady.counts.has(name);
  }
  /** What is kept for one sample is brought to all of them, where this node needs that. Throws `Foreign` where it counts them. */
  meetSamples(): void {
    const node = this.#node;
    if (this.#steady.mixed.has(node)) throw new Foreign('samples');
    if (meetsAll(node) || node.outputs.every((name) => this.isSteady(name))) return;
    for (const name of new Set(Object.values(node.args).flatMap(namesIn))) {
      const at = this.#program.metas.get(name)?.sizes.findIndex((one) => this.#isSamples(one)) ?? -1;
      if (!this.isSteady(name) || at < 0) continue;
      const { sizes } = this.meta(name);
      const count = this.countOf(this.#steady.batch!);
      const parts = sizes.map((_, axis) => (axis === at ? count : this.ints([1])));
      this.#here.set(name, this.op('Expand', [this.named(name), this.op('Concat', parts, { axis: 0 })]));
    }
  }
  /** Of an argument. */
  sizesOf(name: string): readonly Size[] {
    const value = this.arg(name);
    if (!(value instanceof Named)) throw new Foreign(name);
    return this.meta(value.name).sizes;
  }
  /** Where none of them is open. */
  knownSizes(name: string): number[] {
    const sizes = this.sizesOf(name).map(({ size }) => size);
    if (!sizes.every((size) => size !== undefined)) throw new Foreign('sizes');
    return sizes;
  }
  /** ONNX's number of an argument's type. */
  typeOf(name: string): number | undefined {
    const value = this.arg(name);
    return value instanceof Named ? TYPES[this.meta(value.name).dtype]?.[0] : undefined;
  }
  get rank(): number {
    return this.sizesOf('self' in this.#node.args ? 'self' : 'input').length;
  }
  axis(name: string, otherwise?: number): number {
    const value = this.number(name, otherwise);
    return value < 0 ? value + this.rank : value;
  }
  outputSizes(index = 0): readonly Size[] {
    return this.meta(this.#node.outputs[index]!).sizes;
  }
  weight(name: string): TensorProto | undefined {
    return this.#tensors.get(name);
  }
  /** The sizes of a weight. */
  shapeOf(name: string): number[] {
    const tensor = this.weight(name);
    if (!tensor) throw new Foreign(name);
    return tensor.dims.map(Number);
  }

  /** How many samples there are, as a list of one: of the first thing that goes in whose number of them is this open size. */
  countOf(open: string): string {
    const found = this.#program.inputs.find((name) => this.#program.metas.get(name)?.sizes[0]?.open === open);
    if (found === undefined) throw new Foreign('batch');
    return this.op('Gather', [this.op('Shape', [found]), this.ints([0])], { axis: 0 });
  }
  /** What the node gives is this number everywhere. */
  fill(value: number): void {
    const [name] = this.#node.outputs;
    const shape = this.outputSizes().map(({ size }) => size);
    this.#filled.set(name!, value);
    if (!shape.every((size) => size !== undefined)) return;
    if (sizeOf(shape) > MOST_FILLED) throw new Foreign('size');
    if (this.holds(shape, () => new Float32Array(sizeOf(shape)).fill(value))) return;
    const numbers = this.filled(value, shape);
    const type = TYPES[this.meta(name!).dtype]?.[0] ?? Type.FLOAT;
    this.alias(name!, type === Type.FLOAT ? numbers : this.op('Cast', [numbers], { to: type }));
  }
  /** Keeps what the node gives as numbers, where a later node writes into it; whether it did. */
  holds(shape: readonly number[], numbers: () => Float32Array | undefined): boolean {
    const [name] = this.#node.outputs;
    if (!this.#written.has(name!) || TYPES[this.meta(name!).dtype]?.[0] !== Type.FLOAT) return false;
    const data = numbers();
    if (data) this.#held.set(name!, { held: new Held(shape, data) });
    return data !== undefined;
  }
  /** The numbers of an argument, where they are kept. */
  held(name: string): Held | undefined {
    const value = this.arg(name);
    return value instanceof Named ? this.#held.get(value.name)?.held : undefined;
  }
  /** What the node gives is this part of kept numbers. */
  holdsPart(held: Held): void {
    this.#held.set(this.#node.outputs[0]!, { held });
  }
  /** A number that is known, as such or as a tensor. */
  known(name: string): number {
    const value = this.arg(name);
    if (typeof value === 'number') return value;
    const tensor = value instanceof Named ? this.weight(this.named(value.name)) : undefined;
    const numbers = tensor && tensorValue(tensor);
    if (numbers?.data.length !== 1) throw new Foreign(name);
    return Number(numbers.data[0]);
  }

  /** Whether the tensors of an argument are zero everywhere, or are not there. */
  isZero(name: string): boolean {
    const value = this.arg(name);
    const all = value instanceof Named ? [value] : Array.isArray(value) ? (value as readonly Named[]) : [];
    return all.every((one) => this.#filled.get(one.name) === 0);
  }

  // What is written

  /** A node that gives one thing; its name. `output`: what the graph calls that, where it is what the node itself gives. */
  op(type: string, inputs: readonly (string | undefined)[], attributes: Attributes = {}, output?: string): string {
    return this.ops(type, inputs, attributes, [output ?? this.fresh()])[0]!;
  }
  ops(
    type: string,
    inputs: readonly (string | undefined)[],
    attributes: Attributes,
    outputs: readonly string[],
    domain = '',
  ): readonly string[] {
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: type,
        domain,
        name: this.#node.label,
        metadataProps: scopeEntries(this.#node.scope, this.#node.modules),
        input: inputs.map((name) => name ?? ''),
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      }),
    );
    return outputs;
  }
  /** The same, as what the node gives. */
  give(type: string, inputs: readonly (string | undefined)[], attributes: Attributes = {}): void {
    this.op(type, inputs, attributes, this.#node.outputs[0]!);
  }
  /** What a node makes of its first tensor by an operator that ONNX has none for, and its importer a rule. */
  foreign(type: string, attributes: Attributes): void {
    this.ops(type, [this.x], attributes, [this.#node.outputs[0]!], FOREIGN);
  }
  fresh(): string {
    return `${MADE}${++this.#count}`;
  }
  ints(values: readonly number[]): string {
    const most = Number.MAX_SAFE_INTEGER;
    const data = values.map((value) => BigInt(Math.max(-most, Math.min(most, value))));
    return this.#constant({ dataType: Type.INT64, dims: [BigInt(values.length)], int64Data: data });
  }
  /** A whole number without axes. */
  int(value: number): string {
    return this.#constant({ dataType: Type.INT64, dims: [], int64Data: [BigInt(value)] });
  }
  scalar(value: number): string {
    return this.#constant({ dataType: Type.FLOAT, dims: [], floatData: [value] });
  }
  floats(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#constant({ dataType: Type.FLOAT, dims: shape.map(BigInt), floatData: [...values] });
  }
  filled(value: number, shape: readonly number[]): string {
    return this.floats(new Array<number>(sizeOf(shape)).fill(value), shape);
  }
  tensorOf(shape: readonly number[], data: Float32Array): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return this.#constant({ dataType: Type.FLOAT, dims: shape.map(BigInt), rawData });
  }
  #constant(proto: {
    dataType: number;
    dims: bigint[];
    int64Data?: bigint[];
    floatData?: number[];
    rawData?: Uint8Array;
  }): string {
    const name = this.fresh();
    this.constants.push(create(TensorProtoSchema, { name, ...proto } as never));
    return name;
  }

  /** In the shape that the graph says the output has: sizes that are open are those of the input, or what is left. */
  reshaped(x: string, from: readonly Size[], to: readonly Size[], output?: string): string {
    const kept = to.map(({ size, open }, i) => (size !== undefined ? size : from[i]?.open === open ? 0 : -1));
    if (kept.filter((one) => one === -1).length > 1) throw new Foreign('sizes');
    return this.op('Reshape', [x, this.ints(kept)], {}, output);
  }
}

function attributeOf(name: string, value: Attributes[string]): AttributeProto {
  const all = { name } as Record<string, unknown>;
  if (typeof value === 'number') Object.assign(all, { type: Kind.INT, i: BigInt(value) });
  else if (typeof value === 'string') Object.assign(all, { type: Kind.STRING, s: new TextEncoder().encode(value) });
  else if ('float' in value) Object.assign(all, { type: Kind.FLOAT, f: value.float });
  else Object.assign(all, { type: Kind.INTS, ints: value.map(BigInt) });
  return create(AttributeProtoSchema, all as never);
}
