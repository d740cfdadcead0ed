/**
 * Few numbers scattered into many zeros, as the gradient of a cross-entropy over many classes is: their sum along the axis is their own, and what is
 * subtracted from them is negated and added, onto which a runtime can scatter instead of into zeros (2048×5000: 4 passes over memory fewer).
 */
import type { Program, Value } from '../../ir/program.ts';
import { sizeOf } from '../../types/shape.ts';
import { replaced } from './rewrite.ts';

export function scatters(program: Program): Program {
  return replaced(program, ({ prim, params, inputs: [x, y] }, { b, makers, current }) => {
    const scattered = makers.from(x!, 'scatterElementsAdd');
    if (!scattered) return undefined;
    if (prim === 'sum') {
      const { axes, keep } = params as { axes: readonly number[]; keep: boolean };
      return axes.includes(scattered.params.axis) ? b.sum(current(scattered.inputs[1]!), axes, keep) : undefined;
    }
    const product = prim === 'sub' ? makers.only(y!, 'mul') : undefined;
    if (!product) return undefined;
    const [p, q] = product.inputs.map(current).toSorted((one, other) => sizeOf(other.shape) - sizeOf(one.shape)) as [Value, Value];
    return b.add(b.mul(p, b.neg(q)), current(x!));
  });
}
