/**
 * What flows through a model whose pictures have their channels last, as it stands in a document that has them first. Each flow knows
 * which of the model's axes each of its own is, so that axes are turned only where a layer needs them in another order.
 */
import type { End } from '../../graph/document.ts';
import type { DType } from '../../types/dtype.ts';
import { placesInOrder, type Shape, sizeOf, stridesOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Drawing } from './drawing.ts';

export interface Flow {
  readonly end: End;
  /** For each axis of a sample here, which one of the model's it is, from 0. */
  readonly order: readonly number[];
  /** A row of numbers that were maps: where each of them stands in the model's row. The model's own order where left out. */
  readonly row?: readonly number[];
  /** N×steps: 0 where a step is padding. */
  readonly mask?: End;
}

/** The model's own order. */
export const asItIs = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

/** With one axis before the others: the channels. */
export const withFirst = (rank: number, axis: number): number[] => [
  axis,
  ...asItIs(rank).filter((other) => other !== axis),
];

/** With one axis behind the others. */
export const withLast = (rank: number, axis: number): number[] => [
  ...asItIs(rank).filter((other) => other !== axis),
  axis,
];

/** A tensor whose axes are put in another order: axis `i` is the old one `order[i]`. */
export function turned(tensor: Pick<Tensor, 'shape' | 'data'>, order: readonly number[]): Tensor<'float32'> {
  return inOrder(tensor, order, new Float32Array(tensor.data.length));
}

/** Bytes that are kept for the next one that is turned: what is allocated and given up again and again is not soon had back. */
const MOST_KEPT = 16 << 20;
let kept = new Float32Array();

/** The same where the numbers lie, which are nobody else's. */
export function turnedInPlace(tensor: Tensor<'float32'>, order: readonly number[]): Tensor<'float32'> {
  if (order.every((axis, i) => axis === i)) return tensor;
  const { shape, data } = tensor;
  const before = data.length <= kept.length ? kept : new Float32Array(data.length);
  if (before.byteLength <= MOST_KEPT) kept = before;
  before.set(data);
  return inOrder({ shape, data: before }, order, data);
}

function inOrder(
  { shape, data }: Pick<Tensor, 'shape' | 'data'>,
  order: readonly number[],
  out: Float32Array,
): Tensor<'float32'> {
  const before = stridesOf(shape);
  const [sizes, strides] = [order.map((axis) => shape[axis]!), order.map((axis) => before[axis]!)];
  const at = new Array<number>(sizes.length).fill(0);
  let place = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[place]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++at[axis]! < sizes[axis]!) break;
      place -= sizes[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return { dtype: 'float32', shape: sizes, data: out };
}

export class Flows {
  readonly drawing: Drawing;
  /** So many axes before those of a sample are steps, to each of which layers are applied by themselves. */
  readonly steps: number;
  /** The same numbers in other orders of their axes, by where they flow out. */
  readonly #forms: Map<string, Map<string, End>>;

  constructor(drawing: Drawing, steps = 0, forms = new Map<string, Map<string, End>>()) {
    [this.drawing, this.steps, this.#forms] = [drawing, steps, forms];
  }

  /** Of the same drawing, where layers are applied to each step. */
  eachStep(): Flows {
    return new Flows(this.drawing, this.steps + 1, this.#forms);
  }

  dtype({ end }: Pick<Flow, 'end'>): DType {
    return this.drawing.typeOf(end).dtype;
  }

  /** Sizes of a sample here. */
  sizes({ end }: Pick<Flow, 'end'>): number[] {
    return this.drawing.typeOf(end).shape.slice(1 + this.steps) as number[];
  }

  /** Sizes of a sample as the model has it. */
  shape(flow: Flow): number[] {
    const sizes = this.sizes(flow);
    return flow.order.map((_, axis) => sizes[flow.order.indexOf(axis)]!);
  }

  /** The same flow with its axes in this order. */
  inOrder(flow: Flow, order: readonly number[]): Flow {
    if (flow.row) throw new Error('internal: a row of maps is asked for axes');
    if (order.every((axis, i) => flow.order[i] === axis)) return flow;
    const [from, to] = [this.#whole(flow.order), this.#whole(order)];
    const key = `${flow.end.node}/${flow.end.port}`;
    const forms = this.#forms.get(key) ?? new Map([[from.join(), flow.end]]);
    this.#forms.set(key, forms);
    let end = forms.get(to.join());
    if (!end) {
      const settings = { order: to.map((axis) => from.indexOf(axis) + 1) };
      end = this.drawing.end(this.drawing.add({ type: 'permute', settings, inputs: { input: flow.end } }));
      forms.set(to.join(), end);
      this.#forms.set(`${end.node}/${end.port}`, forms);
    }
    return { ...flow, end, order };
  }

  /** An order of a step's axes, with the steps before them. */
  #whole(order: readonly number[]): number[] {
    return [...asItIs(this.steps), ...order.map((axis) => axis + this.steps)];
  }

  asItIs(flow: Flow): Flow {
    return this.inOrder(flow, asItIs(flow.order.length));
  }

  /** Where the model has each number of a flow that is laid out in a row as it stands here; undefined where it is the same row. */
  rowOf(flow: Flow): readonly number[] | undefined {
    const places = placesInOrder(this.shape(flow), flow.order);
    return places.every((place, i) => place === i) ? undefined : places;
  }
}

/** A vector in the order of a flow's row, of one in the model's. */
export const inRowOf = (data: Tensor['data'], { row }: Pick<Flow, 'row'>): Float32Array =>
  row ? Float32Array.from(row, (place) => data[place]!) : Float32Array.from(data);

export const floats = (shape: Shape, data: ArrayLike<number>): Tensor<'float32'> => ({
  dtype: 'float32',
  shape,
  data: data instanceof Float32Array ? data : Float32Array.from(data),
});
export const filledWith = (value: number, ...shape: number[]): Tensor<'float32'> =>
  floats(shape, new Float32Array(sizeOf(shape)).fill(value));
