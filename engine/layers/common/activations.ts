/** Activations that several layers apply. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';

/** Whether x lies above a bound. NaN does, so that it is kept where what lies below is replaced. */
export const above = (b: Builder, x: Value, bound: number): Value => b.not(b.le(x, bound));
/** Whether x lies below a bound; NaN does. */
export const below = (b: Builder, x: Value, bound: number): Value => b.not(b.le(bound, x));

export const gelu = (b: Builder, x: Value): Value => b.mul(x, b.mul(b.add(b.erf(b.mul(x, Math.SQRT1_2)), 1), 0.5));
export const geluByTanh = (b: Builder, x: Value): Value =>
  b.mul(
    x,
    b.mul(b.add(b.tanh(b.mul(b.add(x, b.mul(b.mul(b.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI))), 1), 0.5),
  );
export const silu = (b: Builder, x: Value): Value => b.mul(x, b.sigmoid(x));
