import { type Verbatim, verbatim } from './verbatim.ts';
/**
 * Shapes and their arithmetic. In the document the first dimension may be the symbolic batch `N`;
 * a tensor program is compiled for one batch size, so all of its dimensions are numbers.
 */
export type Shape = readonly number[];

/** A dimension in the document: a size, or the batch. */
export type Dim = number | 'N';

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Of a tensor with its axes in another order: where each element stood before, row-major. */
export function placesInOrder(shape: Shape, order: readonly number[]): number[] {
  const strides = stridesOf(shape);
  return order.reduce<number[]>(
    (places, axis) => places.flatMap((at) => Array.from({ length: shape[axis]! }, (_, i) => at + i * strides[axis]!)),
    [0],
  );
}

/** The same but for axes of one behind the batch: a number a sample is N or N×1, a mask N×H×W or N×1×H×W. */
export function sameBare([batch, ...a]: readonly Dim[], [other, ...b]: readonly Dim[]): boolean {
  const bare = (shape: readonly Dim[]) => shape.filter((dim) => dim !== 1);
  return batch === other && sameShape(bare(a), bare(b));
}

export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/**
 * The shape to which both broadcast under NumPy's rule (aligned at the end, 1 stretches), or
 * undefined where they do not. The symbolic batch broadcasts with itself and with 1.
 */
export function broadcastShapes<D extends Dim>(a: readonly D[], b: readonly D[]): D[] | undefined {
  const rank = Math.max(a.length, b.length);
  const out: D[] = [];
  for (let i = 0; i < rank; i++) {
    const p = a[a.length - rank + i] ?? (1 as D);
    const q = b[b.length - rank + i] ?? (1 as D);
    if (p !== q && p !== 1 && q !== 1) return undefined;
    out.push(p === 1 ? q : p);
  }
  return out;
}

/** `axis` counted from the front, where -1 is the last. Throws on an axis that the rank does not have. */
export function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank)
    throw new Error(`internal: axis ${axis} of a tensor of rank ${rank}`);
  return normal;
}

/** `N×1×28×28`; a scalar prints as `scalar`. */
export function formatShape(shape: readonly Dim[]): Verbatim {
  return verbatim(shape.length === 0 ? 'scalar' : shape.join('×'));
}
