/**
 * A number that a large value is multiplied by is put off behind the products and sums that read it, where their results are smaller: (x s) w = (x w) s
 * spares a pass over x. So the mean over all rows in a cross-entropy is taken of the gradients of weights instead of 2048×5000 logits.
 */
import { Makers } from '../../../ir/makers.ts';
import type { Program, Value } from '../../../ir/program.ts';
import { sameShape, sizeOf } from '../../../types/shape.ts';
import { replaced } from './rewrite.ts';

/** What reads the value must be so many times smaller, all together. */
const SMALLER = 4;

export function scales(program: Program): Program {
  const makers = new Makers(program);
  /** Whether products and sums, and only they, read it, through changes of shape. */
  const isReadSmaller = (value: Value): boolean => {
    let numbers = 0;
    const isPutOff = (read: Value): boolean =>
      !makers.isResult(read) &&
      makers.readers(read).every(({ prim, outputs: [y] }) => {
        if (prim === 'reshape') return isPutOff(y!);
        numbers += sizeOf(y!.shape);
        return prim === 'matmul' || prim === 'sum';
      });
    return isPutOff(value) && numbers * SMALLER <= sizeOf(value.shape);
  };
  /** What a value is a multiple of, and of how much, if that can be put off. */
  const multiple = (value: Value): { readonly x: Value; readonly by: number } | undefined => {
    const before = makers.from(value, 'reshape')?.inputs[0];
    if (before) return multiple(before);
    const factors = makers.from(value, 'mul')?.inputs ?? [];
    const by = factors
      .map((factor) => makers.from(factor, 'fill')?.params.value)
      .find((number) => number !== undefined);
    const x = factors.find((factor) => !makers.from(factor, 'fill') && sameShape(factor.shape, value.shape));
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
