/**
 * Long sums and means in stages: axis after axis from the last to the first, and a long axis in pieces. ONNX Runtime adds up in float32 in
 * a few long rows, so that the mean of 64×1×512×512 numbers was off by 1.3e-3; in stages it is by less than 1e-6. Shorter ones stay as
 * they are: what they lose lies within the rounding of their terms.
 */
import type { Builder } from '../../../ir/builder.ts';
import type { Program, Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { replaced } from './rewrite.ts';

/** Terms from which on a sum is taken in stages. */
export const LONG = 2 ** 16;
/** Terms of one stage at most, where the length can be divided. */
const STAGE = 2 ** 12;

/** The largest divisor of a length up to `STAGE`; a length that has only small ones is not taken apart. */
export function pieceOf(length: number): number | undefined {
  for (let piece = STAGE; piece >= 32; piece--) if (length % piece === 0) return piece;
  return undefined;
}

/** How many numbers each result is reduced from. */
export const termsOf = (shape: readonly number[], axes: readonly number[]): number =>
  sizeOf(axes.map((axis) => shape[axis]!));

export function stages(program: Program): Program {
  return replaced(program, ({ prim, params, inputs: [x], outputs: [y] }, { b, current }) => {
    if ((prim !== 'sum' && prim !== 'mean') || y!.dtype !== 'float32') return undefined;
    const { axes } = params as { readonly axes: readonly number[] };
    if (termsOf(x!.shape, axes) < LONG) return undefined;
    const reduced = axes.toSorted((p, q) => q - p).reduce((part, axis) => along(b, prim, part, axis), current(x!));
    return b.reshape(reduced, y!.shape);
  });
}

/** One axis reduced to size 1. */
function along(b: Builder, prim: 'sum' | 'mean', x: Value, axis: number): Value {
  const length = x.shape[axis]!;
  const piece = length > STAGE ? pieceOf(length) : undefined;
  if (piece === undefined) return b[prim](x, [axis], true);
  const pieces = b.reshape(x, x.shape.toSpliced(axis, 1, length / piece, piece));
  return along(b, prim, b[prim](pieces, [axis + 1]), axis);
}
