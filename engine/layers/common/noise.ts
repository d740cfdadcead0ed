/** The random numbers that regularizing layers draw in training. */
import type { Value } from '../../ir/program.ts';
import type { Shape } from '../../types/shape.ts';
import type { Lowering } from '../define.ts';

/** 0 with probability `rate`, else 1. */
export const keepMask = ({ b, uniform }: Lowering, shape: Shape, rate: number): Value =>
  b.cast(b.le(rate, uniform(shape)), 'float32');

/** In training x with a share of zeros, the rest scaled up; x itself afterwards. Elements that share an element of `shape` fall together. */
export function dropped(ctx: Lowering, x: Value, rate: number, shape: Shape = x.shape): Value {
  if (!ctx.training || rate === 0) return x;
  return ctx.b.mul(x, ctx.b.mul(keepMask(ctx, shape, rate), 1 / (1 - rate)));
}

/** Standard normal numbers, by Box and Muller's transform of two uniform ones; 1 - u is never 0. */
export function normal({ b, uniform }: Lowering, shape: Shape): Value {
  const radius = b.sqrt(b.mul(b.log(b.sub(1, uniform(shape))), -2));
  return b.mul(radius, b.cos(b.mul(uniform(shape), 2 * Math.PI)));
}
