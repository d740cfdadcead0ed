/**
 * A scalar factor of a large value is moved behind the products and sums that read it, where their results are smaller:
 * (x s) w = (x w) s spares a pass over x. So the 1/rows of the mean in a cross-entropy multiplies gradients of weights
 * instead of 2048×5000 logits.
 */
import { DefUse } from '../../../ir/defUse.ts';
import type { Program, Value } from '../../../ir/program.ts';
import { sameShape, sizeOf } from '../../../types/shape.ts';
import { replaced } from './rewrite.ts';

/** All results that read the value together must have so many times fewer numbers. */
const SMALLER = 4;

export function scales(program: Program): Program {
  const defUse = DefUse.of(program);
  /** Whether only products and sums read the value, perhaps through reshapes, and give fewer numbers. */
  const isReadSmaller = (value: Value): boolean => {
    let numbers = 0;
    const isPutOff = (read: Value): boolean =>
      !defUse.isResult(read) &&
      defUse.users(read).every(({ prim, outputs: [y] }) => {
        if (prim === 'reshape') return isPutOff(y!);
        numbers += sizeOf(y!.shape);
        return prim === 'matmul' || prim === 'sum';
      });
    return isPutOff(value) && numbers * SMALLER <= sizeOf(value.shape);
  };
  /** The value x and the number of which this is the product, if the number can be moved. */
  const multiple = (value: Value): { readonly x: Value; readonly by: number } | undefined => {
    const before = defUse.definedBy(value, 'reshape')?.inputs[0];
    if (before) return multiple(before);
    const factors = defUse.definedBy(value, 'mul')?.inputs ?? [];
    const by = factors
      .map((factor) => defUse.definedBy(factor, 'fill')?.params.value)
      .find((number) => number !== undefined);
    const x = factors.find((factor) => !defUse.definedBy(factor, 'fill') && sameShape(factor.shape, value.shape));
    return by !== undefined && x && isReadSmaller(value) ? { x, by } : undefined;
  };
  return replaced(program, ({ prim, params, inputs }, { b, current }) => {
    if (prim !== 'matmul' && prim !== 'sum') return undefined;
    const found = inputs.map(multiple);
    const at = found.findIndex((one) => one);
    if (at < 0) return undefined;
    const { x, by } = found[at]!;
    const operands = inputs.map((value, i) => (i === at ? b.reshape(current(x), value.shape) : current(value)));
    return b.mul(b.emit(prim, params as never, ...operands), by);
  });
}
