/**
 * A model for batches of any size out of the same program written for two sizes: what differs between the two is a size that grows with
 * the batch, and is calculated from the first input's shape. Where something else differs, there is none.
 */
import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  type GraphProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

/** As it is written down, before it is encoded. */
type Written<M> = Extract<M, { readonly $typeName?: undefined }>;
export type Graph = Written<MessageInitShape<typeof GraphProtoSchema>>;
export type Node = Written<MessageInitShape<typeof NodeProtoSchema>>;
export type Constant = Written<MessageInitShape<typeof TensorProtoSchema>>;
export type ValueInfo = Written<MessageInitShape<typeof ValueInfoProtoSchema>>;
export type Attribute = Written<MessageInitShape<typeof AttributeProtoSchema>>;

export const nodesOf = ({ node }: Graph): readonly Node[] => node as Node[];
export const attributesOf = ({ attribute }: Node): readonly Attribute[] => (attribute ?? []) as Attribute[];

/** Two sizes that no layer is likely to have by chance, and that tell products from sums. */
export const BATCHES = [211, 223] as const;
/** What the size of a batch is called in a model's shapes. */
export const BATCH = 'N';

/** Something differs that does not grow with the batch. */
class OneSizeOnly extends Error {}

/** The model for any batch; undefined where the program is not the same at every size. */
export function forAnyBatch(small: Graph, large: Graph, input: string): Graph | undefined {
  try {
    return new Merge(input).graph(small, large);
  } catch (error) {
    if (error instanceof OneSizeOnly) return undefined;
    throw error;
  }
}

/** `each * N + plus`, the same size at every batch. */
function sizeAt(small: bigint, large: bigint): { readonly each: bigint; readonly plus: bigint } {
  const [first, second] = BATCHES.map(BigInt) as [bigint, bigint];
  const grown = large - small;
  if (grown % (second - first) !== 0n) throw new OneSizeOnly();
  const each = grown / (second - first);
  return { each, plus: small - each * first };
}

const integers = ({ dataType, rawData }: Constant): bigint[] | undefined =>
  dataType === TensorProto_DataType.INT64 ? [...new BigInt64Array(Uint8Array.from(rawData!).buffer)] : undefined;

const same = (a: unknown, b: unknown): boolean => text(a) === text(b);
const text = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? '';

class Merge {
  readonly #input: string;
  /** What calculates the sizes; stands before all else. */
  readonly #sizes: Node[] = [];
  readonly #added = new Map<string, Constant>();
  readonly #known = new Map<string, string>();

  constructor(input: string) {
    this.#input = input;
  }

  graph(small: Graph, large: Graph): Graph {
    const merged = this.#within(small, large, new Map(), new Map());
    return {
      ...merged,
      node: [...this.#sizes, ...merged.node!],
      initializer: [...merged.initializer!, ...this.#added.values()],
    };
  }

  /** `outer`: the constants of the graphs around a subgraph, by name. */
  #within(small: Graph, large: Graph, outerSmall: Constants, outerLarge: Constants): Graph {
    const constants = [withOwn(outerSmall, small), withOwn(outerLarge, large)] as const;
    if (nodesOf(small).length !== nodesOf(large).length) throw new OneSizeOnly();
    const node = nodesOf(small).map((one, i) => this.#node(one, nodesOf(large)[i]!, ...constants));
    const read = new Set(readBy(node));
    return {
      ...small,
      node,
      input: (small.input as ValueInfo[]).map((one, i) => this.#value(one, (large.input as ValueInfo[])[i]!)),
      output: (small.output as ValueInfo[]).map((one, i) => this.#value(one, (large.output as ValueInfo[])[i]!)),
      initializer: small.initializer!.filter(({ name }) => read.has(name!)),
    };
  }

  #node(small: Node, large: Node, own: Constants, other: Constants): Node {
    if (small.opType !== large.opType || small.input!.length !== large.input!.length) throw new OneSizeOnly();
    if (!same(small.output, large.output) || attributesOf(small).length !== attributesOf(large).length)
      throw new OneSizeOnly();
    return {
      ...small,
      input: small.input!.map((name, i) => {
        const [a, b] = [own.get(name), other.get(large.input![i]!)];
        if (!a && !b && name === large.input![i]) return name;
        if (!a || !b) throw new OneSizeOnly();
        return same([a.dims, a.dataType], [b.dims, b.dataType]) && sameBytes(a, b)
          ? name
          : this.#size(a, b, small.opType === 'Reshape' && i === 1);
      }),
      attribute: attributesOf(small).map((one, i) => this.#attribute(one, attributesOf(large)[i]!, own, other)),
    };
  }

  #attribute(small: Attribute, large: Attribute, own: Constants, other: Constants): Attribute {
    if (small.g && large.g) return { ...small, g: this.#within(small.g as Graph, large.g as Graph, own, other) };
    if (!same(small, large)) throw new OneSizeOnly();
    return small;
  }

  /** A list of sizes that is calculated. A reshape finds out one by itself. */
  #size(small: Constant, large: Constant, infers: boolean): string {
    const [a, b] = [integers(small), integers(large)];
    if (!a || !b || a.length !== b.length || !same(small.dims, large.dims)) throw new OneSizeOnly();
    const sizes = a.map((value, i) => sizeAt(value, b[i]!));
    const key = text([small.dims, sizes, infers]);
    let name = this.#known.get(key);
    if (name === undefined) {
      name = infers ? this.#inferred(sizes) : undefined;
      name ??= this.#calculated(sizes, small.dims!.length === 0);
      this.#known.set(key, name);
    }
    return name;
  }

  #inferred(sizes: readonly { each: bigint; plus: bigint }[]): string | undefined {
    const growing = sizes.filter(({ each }) => each !== 0n);
    // 0 would copy a size, and -1 is there once
    if (growing.length !== 1 || sizes.some(({ each, plus }) => each === 0n && plus <= 0n)) return undefined;
    return this.#constant(sizes.map(({ each, plus }) => (each === 0n ? plus : -1n)));
  }

  #calculated(sizes: readonly { each: bigint; plus: bigint }[], isScalar: boolean): string {
    let name = this.#op('Mul', [this.#batch(), this.#constant(sizes.map(({ each }) => each))]);
    if (sizes.some(({ plus }) => plus !== 0n))
      name = this.#op('Add', [name, this.#constant(sizes.map(({ plus }) => plus))]);
    return isScalar ? this.#op('Squeeze', [name]) : name;
  }

  #batch(): string {
    const known = this.#known.get(BATCH);
    if (known !== undefined) return known;
    const integer = (name: string, i: bigint): Attribute => ({ name, type: 2, i });
    const name = this.#op('Shape', [this.#input], [integer('start', 0n), integer('end', 1n)]);
    this.#known.set(BATCH, name);
    return name;
  }

  #op(opType: string, input: string[], attribute: Attribute[] = []): string {
    const name = `_size${this.#sizes.length}`;
    this.#sizes.push({ opType, domain: '', name: `${name}n`, input, output: [name], attribute });
    return name;
  }

  #constant(values: readonly bigint[]): string {
    const name = `_sizes ${values.join(' ')}`;
    const rawData = new Uint8Array(BigInt64Array.from(values).buffer);
    this.#added.set(name, { name, dims: [BigInt(values.length)], dataType: TensorProto_DataType.INT64, rawData });
    return name;
  }

  /** A value whose sizes that differ are told by name. */
  #value(small: ValueInfo, large: ValueInfo): ValueInfo {
    const [a, b] = [dims(small), dims(large)];
    if (same(a, b)) return small;
    const dim = a.map((size, i) => {
      const { each, plus } = sizeAt(size, b[i]!);
      if (each === 0n) return { value: { case: 'dimValue' as const, value: size } };
      const times = each === 1n ? BATCH : `${each}*${BATCH}`;
      return { value: { case: 'dimParam' as const, value: plus === 0n ? times : `${times}+${plus}` } };
    });
    const tensor = small.type!.value as { readonly value: object };
    return {
      ...small,
      type: { value: { case: 'tensorType', value: { ...tensor.value, shape: { dim } } } },
    } as ValueInfo;
  }
}

type Constants = ReadonlyMap<string, Constant>;

const withOwn = (outer: Constants, { initializer }: Graph): Constants =>
  new Map([...outer, ...initializer!.map((one): [string, Constant] => [one.name!, one as Constant])]);

function sameBytes(small: Constant, large: Constant): boolean {
  const [a, b] = [small.rawData, large.rawData];
  // a foreign operator's own constants may be lists
  if (!a || !b) return listed(small) === listed(large);
  // weights are the same memory both times
  if (a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length) return true;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const listed = (constant: Constant): string =>
  JSON.stringify(constant, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

/** The names that nodes read, those in their subgraphs included. */
function readBy(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => [
    ...node.input!,
    ...attributesOf(node).flatMap(({ g }) =>
      g ? [...readBy(nodesOf(g as Graph)), ...g.output!.map(({ name }) => name!)] : [],
    ),
  ]);
}

function dims({ type }: ValueInfo): bigint[] {
  const { value } = type!.value as {
    readonly value: { readonly shape: { readonly dim: { value: { value: bigint } }[] } };
  };
  return value.shape.dim.map((dim) => dim.value.value);
}
