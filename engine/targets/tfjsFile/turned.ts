import { type Shape, stridesOf } from '../../types/shape.ts';

/** The numbers with their axes in another order. */
export function turned(data: ArrayLike<number>, shape: Shape, order: readonly number[]): Float32Array {
  const strides = stridesOf(shape);
  const to = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const out = new Float32Array(data.length);
  let at = 0;
  const copy = (axis: number, from: number): void => {
    for (let i = 0, place = from; i < to[axis]!; i++, place += steps[axis]!)
      if (axis === to.length - 1) out[at++] = data[place]!;
      else copy(axis + 1, place);
  };
  copy(0, 0);
  return out;
}
