/**
 * A graph of TensorFlow's operators, as TensorFlow.js reads them from `model.json`. Sizes that follow the batch are multiples of a prime
 * while it is written (`printed.ts`), and are computed from the first input's shape where an operator must be told them.
 */
import { type Shape, sizeOf } from '../../types/shape.ts';
import { unique } from '../names.ts';
import { BATCH } from '../printed.ts';

export type GraphType = 'float32' | 'int32' | 'bool';
/** A value of the graph. */
export interface Ref {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: GraphType;
}

type Attribute =
  | { readonly b: boolean }
  | { readonly i: string }
  | { readonly s: string }
  | { readonly type: string }
  | { readonly list: { readonly i: readonly string[] } }
  | { readonly shape: { readonly dim: readonly { readonly size: string }[] } };

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
}
/** A constant, by the name of its node; without numbers where they are not known. */
export interface GraphWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: GraphType;
  readonly data: ArrayLike<number> | undefined;
}

const TYPES: Readonly<Record<GraphType, string>> = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' };
export const typeOf = (dtype: GraphType): Attribute => ({ type: TYPES[dtype] });
export const flag = (b: boolean): Attribute => ({ b });
export const list = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });
/** Texts of a graph stand in base64. */
export const text = (value: string): Attribute => ({ s: btoa(value) });
export const dimsOf = (shape: Shape): { readonly dim: readonly { readonly size: string }[] } => ({
  dim: shape.map((dim) => ({ size: String(follows(dim) ? -1 : dim) })),
});

/** Whether a size follows the batch. */
export const follows = (dim: number): boolean => dim !== 0 && dim % BATCH === 0;

/** Names of which each is another: letters, digits, `_`, `.` and `-`. */
export class NodeNames {
  readonly #taken = new Set<string>();
  make(wanted: string): string {
    return unique(wanted.replaceAll(/[^\w.-]+/g, '_').replace(/^[^A-Za-z0-9]+/, '') || 'value', '_', this.#taken);
  }
}

export class GraphWriter {
  readonly nodes: GraphNode[] = [];
  readonly weights: GraphWeight[] = [];
  readonly #names = new NodeNames();
  readonly #constants = new Map<string, Ref>();
  #rows: Ref | undefined;
  /** Whose first axis is the batch. */
  first: Ref | undefined;

  name(wanted: string): string {
    return this.#names.make(wanted);
  }

  input(wanted: string, shape: Shape, dtype: GraphType): Ref {
    const name = this.name(wanted);
    this.nodes.push({ name, op: 'Placeholder', attr: { dtype: typeOf(dtype), shape: { shape: dimsOf(shape) } } });
    const ref = { name, shape, dtype };
    this.first ??= ref;
    return ref;
  }

  op(
    op: string,
    inputs: readonly Ref[],
    { shape, dtype = inputs[0]!.dtype }: { readonly shape: Shape; readonly dtype?: GraphType },
    attr: GraphNode['attr'] = {},
    wanted = op,
  ): Ref {
    const name = this.name(wanted);
    this.nodes.push({ name, op, input: inputs.map((one) => one.name), attr });
    return { name, shape, dtype };
  }

  /** A weight: a constant with a name of its own. */
  weight(wanted: string, shape: Shape, data: ArrayLike<number> | undefined, dtype: GraphType = 'float32'): Ref {
    const name = this.name(wanted);
    this.nodes.push({ name, op: 'Const', attr: { dtype: typeOf(dtype) } });
    this.weights.push({ name, shape, dtype, data });
    return { name, shape, dtype };
  }

  constant(dtype: GraphType, shape: Shape, data: readonly number[]): Ref {
    const key = data.length > 64 ? undefined : JSON.stringify([dtype, shape, data.map(String)]);
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const made = this.weight('constant', shape, data, dtype);
    if (key !== undefined) this.#constants.set(key, made);
    return made;
  }
  scalar(value: number, dtype: GraphType = 'float32'): Ref {
    return this.constant(dtype, [], [value]);
  }
  ints(values: readonly number[]): Ref {
    return this.constant('int32', [values.length], values);
  }

  /** The number of rows, as a list of one. */
  #batch(): Ref {
    if (this.#rows) return this.#rows;
    const shape = this.op('Shape', [this.first!], { shape: [this.first!.shape.length], dtype: 'int32' });
    this.#rows = this.op('Slice', [shape, this.ints([0]), this.ints([1])], { shape: [1] }, {}, 'batch');
    return this.#rows;
  }

  /** A shape as a value. */
  shape(dims: Shape): Ref {
    if (!dims.some(follows)) return this.ints(dims);
    const parts = dims.map((dim) => {
      if (!follows(dim)) return this.ints([dim]);
      const times = dim / BATCH;
      return times === 1 ? this.#batch() : this.op('Mul', [this.#batch(), this.ints([times])], { shape: [1] });
    });
    if (parts.length === 1) return parts[0]!;
    const axis = this.scalar(0, 'int32');
    return this.op('ConcatV2', [...parts, axis], { shape: [dims.length] }, { N: { i: String(parts.length) } }, 'shape');
  }

  reshape(x: Ref, to: Shape): Ref {
    if (JSON.stringify(x.shape) === JSON.stringify(to)) return x;
    const open = to.filter(follows).length;
    const dims =
      open === 1 && sizeOf(x.shape) > 0 ? this.ints(to.map((dim) => (follows(dim) ? -1 : dim))) : this.shape(to);
    return this.op('Reshape', [x, dims], { shape: to });
  }
  transpose(x: Ref, order: readonly number[]): Ref {
    if (order.every((axis, i) => axis === i)) return x;
    return this.op('Transpose', [x, this.ints(order)], { shape: order.map((axis) => x.shape[axis]!) });
  }
  broadcast(x: Ref, to: Shape): Ref {
    if (JSON.stringify(x.shape) === JSON.stringify(to)) return x;
    return this.op('BroadcastTo', [x, this.shape(to)], { shape: to });
  }
  /** From `start` on, `count` elements `step` apart along each axis. */
  slice(x: Ref, start: readonly number[], counts: Shape, step: readonly number[] = start.map(() => 1)): Ref {
    const whole = (i: number) => start[i] === 0 && counts[i] === x.shape[i] && step[i] === 1;
    if (start.every((_, i) => whole(i))) return x;
    if (step.every((one) => one === 1)) {
      const size = counts.map((count, i) => (whole(i) ? -1 : count));
      return this.op('Slice', [x, this.ints(start), size.some(follows) ? this.shape(counts) : this.ints(size)], {
        shape: counts,
      });
    }
    const end = counts.map((count, i) => (whole(i) ? 0 : start[i]! + (count - 1) * step[i]! + 1));
    const mask = end.reduce((bits, _, i) => bits | (whole(i) ? 1 << i : 0), 0);
    return this.op(
      'StridedSlice',
      [x, this.ints(start), end.some(follows) ? this.shape(end) : this.ints(end), this.ints(step)],
      { shape: counts },
      {
        begin_mask: { i: '0' },
        end_mask: { i: String(mask) },
        ellipsis_mask: { i: '0' },
        new_axis_mask: { i: '0' },
        shrink_axis_mask: { i: '0' },
      },
    );
  }
  /** Pads, and cuts off where a padding is negative. */
  pad(x: Ref, padding: readonly (readonly [number, number])[], value = 0): Ref {
    const cut = this.slice(
      x,
      padding.map(([low]) => Math.max(0, -low)),
      x.shape.map((dim, i) => dim + Math.min(0, padding[i]![0]) + Math.min(0, padding[i]![1])),
    );
    if (padding.every((sides) => sides.every((side) => side <= 0))) return cut;
    const added = padding.map(([low, high]) => [Math.max(0, low), Math.max(0, high)]);
    const sides = this.constant('int32', [added.length, 2], added.flat());
    const shape = cut.shape.map((dim, i) => dim + added[i]![0]! + added[i]![1]!);
    return this.op('PadV2', [cut, sides, this.scalar(value, x.dtype)], { shape });
  }
  concat(parts: readonly Ref[], axis: number): Ref {
    if (parts.length === 1) return parts[0]!;
    const shape = parts[0]!.shape.with(
      axis,
      parts.reduce((sum, part) => sum + part.shape[axis]!, 0),
    );
    return this.op('ConcatV2', [...parts, this.scalar(axis, 'int32')], { shape }, { N: { i: String(parts.length) } });
  }
  split(x: Ref, count: number, axis: number): Ref[] {
    const size = x.shape[axis]! / count;
    return Array.from({ length: count }, (_, i) =>
      this.slice(
        x,
        x.shape.map((_, a) => (a === axis ? i * size : 0)),
        x.shape.with(axis, size),
      ),
    );
  }
  reduce(op: 'Sum' | 'Mean' | 'Max' | 'Min', x: Ref, axes: readonly number[], keep: boolean): Ref {
    if (axes.length === 0) return x;
    const shape = keep
      ? x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
      : x.shape.filter((_, i) => !axes.includes(i));
    return this.op(op, [x, this.ints(axes)], { shape }, { keep_dims: flag(keep) });
  }
  unary(op: string, x: Ref, dtype: GraphType = x.dtype): Ref {
    return this.op(op, [x], { shape: x.shape, dtype });
  }
  binary(op: string, a: Ref, b: Ref, shape: Shape, dtype: GraphType = a.dtype): Ref {
    return this.op(op, [a, b], { shape, dtype });
  }
  cast(x: Ref, to: GraphType): Ref {
    if (x.dtype === to) return x;
    if (to === 'bool') return this.binary('NotEqual', x, this.scalar(0, x.dtype), x.shape, 'bool');
    return this.op('Cast', [x], { shape: x.shape, dtype: to }, { SrcT: typeOf(x.dtype), DstT: typeOf(to) });
  }
}
