/**
 * Few numbers scattered into many zeros, as the gradient of a cross-entropy over many classes is: their sum along the axis is their own, and what is
 * subtracted from them is negated and added, onto which a runtime can scatter instead of into zeros (2048×5000: 4 passes over memory fewer).
 */
import { Builder } from '../../ir/builder.ts';
import { Makers } from '../../ir/makers.ts';
import type { Equation, Program, Value } from '../../ir/program.ts';
import { sizeOf } from '../../types/shape.ts';
import { rewrite } from './rewrite.ts';

export function scatters(program: Program): Program {
  const b = Builder.after(program);
  const makers = new Makers(program);
  const replaced = new Map<Value, Value>();
  const current = (value: Value): Value => replaced.get(value) ?? value;
  const better = ({ prim, params, inputs: [x, y] }: Equation): Value | undefined => {
    if (prim === 'sum') {
      const { axes, keep } = params as { axes: readonly number[]; keep: boolean };
      const scattered = makers.from(x!, 'scatterElementsAdd');
      return scattered && axes.includes(scattered.params.axis) ? b.sum(current(scattered.inputs[1]!), axes, keep) : undefined;
    }
    const product = prim === 'sub' && makers.from(x!, 'scatterElementsAdd') ? makers.only(y!, 'mul') : undefined;
    if (!product) return undefined;
    const [p, q] = product.inputs.map(current).toSorted((one, other) => sizeOf(other.shape) - sizeOf(one.shape)) as [Value, Value];
    return b.add(b.mul(p, b.neg(q)), current(x!));
  };
  const replace = (equation: Equation): boolean => {
    const value = better(equation);
    if (value) replaced.set(equation.outputs[0]!, value);
    return value !== undefined;
  };
  return rewrite(program, b, replace, current);
}
