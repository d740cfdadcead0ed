/**
 * A graph of TensorFlow's operators as one of ONNX's. There, pictures have their channels last; here, first. A value therefore lies in one
 * of the two orders, whichever what made it gives, and is turned where something needs the other: between convolutions nothing is.
 */
import type { Numbers } from '../../../data/formats/numbers.ts';
import { phrase, verbatim } from '../../../phrases.ts';
import { Refusal } from '../../../problems.ts';
import { type Attribute, ModelWriter } from '../../../targets/onnx/model.ts';
import { sizeOf } from '../../../types/shape.ts';
import { asItIs, floats, turnedInPlace } from '../../common/flow.ts';
import { type GraphNode, NotRead } from './nodes.ts';

/** A value of the graph, by its names in the other. One of the two orders is there from the beginning. */
export interface Held {
  /** With the axes as the graph has them. */
  plain?: string;
  /** With the last axis behind the first one. */
  first?: string;
  /** It was made with its channels first. */
  readonly turned: boolean;
  /** How many axes, where that is known. */
  readonly rank?: number | undefined;
  /** Of a constant, or of one that is turned. */
  readonly shape?: readonly number[] | undefined;
  /** Of a constant. */
  readonly numbers?: Numbers | undefined;
  /** Of one of many numbers, instead of these. */
  readonly constant?: Constant | undefined;
}

/** Many numbers, which become part of the other graph with their axes in the order in which they are needed first. */
interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  numbers(): Numbers;
  /** That order. */
  order?: readonly number[];
}

export const plainly = (plain: string, rank?: number): Held => ({ plain, turned: false, rank });
export const turnedly = (first: string, rank: number): Held => ({ first, turned: true, rank });

/** Where an axis stands once the channels are first. */
export function axisFirst(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (at < 0 || at >= rank) throw new NotRead();
  return at === 0 ? 0 : at === rank - 1 ? 1 : at + 1;
}
/** The axes as channels-first has them, each by its place in the graph's order; and the other way round. */
export const toFirst = (rank: number): number[] => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
const toPlain = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];

/** Where no type has larger whole numbers: as far as an axis goes. */
export const END = 2 ** 31 - 1;

export class Emitter {
  readonly writer = new ModelWriter();
  /** Whose each node of the other graph is. */
  readonly owners: GraphNode[] = [];
  /** Nodes that are no operators of ONNX. */
  readonly foreign = new Set<number>();
  readonly #values = new Map<string, readonly Held[]>();

  set(node: GraphNode, values: readonly Held[]): void {
    while (this.owners.length < this.writer.size) this.owners.push(node);
    this.#values.set(node.name, values);
  }
  /** Throws a `Refusal` where the node gives no such value. */
  get({ name, at }: { readonly name: string; readonly at: number }): Held {
    const found = this.#values.get(name)?.[at];
    if (!found) throw new Refusal(phrase('tfjs-no-node', { name: verbatim(`${name.slice(0, 200)}:${at}`) }));
    return found;
  }

  op(type: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.writer.node(type, inputs, attributes);
  }
  ints(values: readonly number[]): string {
    return this.writer.ints(values);
  }

  plain(held: Held | undefined): string {
    if (!held) throw new NotRead();
    held.plain ??= held.constant
      ? this.#part(held.constant, asItIs(held.constant.shape.length))
      : this.op('Transpose', [held.first!], { perm: toPlain(held.rank!) });
    return held.plain;
  }

  /** With the axes of the graph in another order. */
  inOrder(held: Held | undefined, order: readonly number[]): string {
    return held?.constant?.shape.length === order.length
      ? this.#part(held.constant, order)
      : this.op('Transpose', [this.plain(held)], { perm: order });
  }

  #part(constant: Constant, order: readonly number[]): string {
    const { name, shape, order: there } = constant;
    if (there?.every((axis, i) => axis === order[i])) return name;
    if (there) return this.op('Transpose', [name], { perm: order.map((axis) => there.indexOf(axis)) });
    constant.order = order;
    const tensor = turnedInPlace(floats(shape, constant.numbers()), order);
    const { buffer, byteOffset, byteLength } = tensor.data as Float32Array<ArrayBuffer>;
    this.writer.initializer(name, 'float32', tensor.shape as number[], new Uint8Array(buffer, byteOffset, byteLength));
    return name;
  }

  /** With the channels first, of so many axes. */
  first(held: Held | undefined, rank: number): string {
    if (!held || (held.rank !== undefined && held.rank !== rank && !held.shape)) throw new NotRead();
    if (held.first !== undefined && held.rank === rank) return held.first;
    const { shape } = held;
    if (!shape) return (held.first = this.op('Transpose', [held.plain!], { perm: toFirst(rank) }));
    if (shape.length === 0) return this.plain(held);
    if (shape.length > rank) throw new NotRead();
    const last = shape.at(-1) ?? 1;
    if (shape.length < rank && sizeOf(shape) === last)
      return this.op('Reshape', [this.plain(held), this.ints([last, ...Array<number>(rank - 2).fill(1)])]);
    const full = [...Array<number>(rank - shape.length).fill(1), ...shape];
    return this.op('Transpose', [this.op('Reshape', [this.plain(held), this.ints(full)])], { perm: toFirst(rank) });
  }

  /** Values that meet place by place, all in one order; `make` gives what comes of them. */
  together(values: readonly Held[], make: (names: readonly string[]) => string): Held {
    if (values.some((one) => !one)) throw new NotRead();
    const rank = values.find(({ turned }) => turned)?.rank;
    const fits = (one: Held) => one.rank === rank || (one.shape !== undefined && one.shape.length <= rank!);
    if (rank !== undefined && values.every(fits))
      return turnedly(make(values.map((one) => this.first(one, rank))), rank);
    const ranks = values.map((one) => one.rank ?? one.shape?.length);
    const most = ranks.every((one) => one !== undefined) ? Math.max(...ranks) : undefined;
    return plainly(make(values.map((one) => this.plain(one))), most);
  }

  /** One value by an operator that says of an axis; the result has as many. */
  along(held: Held | undefined, axis: number, make: (name: string, axis: number) => string): Held {
    if (!held) throw new NotRead();
    if (held.turned) return turnedly(make(held.first!, axisFirst(axis, held.rank!)), held.rank!);
    return plainly(make(this.plain(held), axis), held.rank ?? held.shape?.length);
  }

  /** Axes that become one number, or go: what is left is turned where the order of the rest is not what it was. */
  without(
    held: Held | undefined,
    axes: readonly number[],
    keep: boolean,
    make: (name: string, axes: readonly number[]) => string,
  ): Held {
    if (!held) throw new NotRead();
    const { rank } = held;
    const left = rank === undefined ? undefined : keep ? rank : rank - axes.length;
    if (held.turned) {
      const there = axes.map((axis) => axisFirst(axis, rank!));
      if (keep) return turnedly(make(held.first!, there), rank!);
      const rest = toFirst(rank!).filter((_, i) => !there.includes(i));
      if (rest.every((axis, i) => i === 0 || axis > rest[i - 1]!)) return plainly(make(held.first!, there), left);
    }
    return plainly(make(this.plain(held), axes), left);
  }
}

/** No list of sizes or places that says what an operator does is longer; what is longer is read when it is needed. */
export const LONGEST = 1000;

/** Whole numbers that are known. */
export function listOf(held: Held | undefined): number[] {
  const numbers = held?.numbers;
  if (!numbers || numbers.length > LONGEST) throw new NotRead();
  return Array.from(numbers as ArrayLike<number>, (one) => {
    if (!Number.isSafeInteger(Number(one))) throw new NotRead();
    return Number(one);
  });
}
/** One of them. */
export function numberOf(held: Held | undefined): number {
  const list = listOf(held);
  if (list.length !== 1) throw new NotRead();
  return list[0]!;
}
