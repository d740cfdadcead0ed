/**
 * Few numbers scattered into many zeros, as in the gradient of a cross-entropy over many classes. Their sum along the
 * axis is the sum of the few. A subtraction from them is an addition of the negative, so that a runtime can scatter
 * onto that instead of onto zeros (2048×5000: four passes over memory less). Where all of them are one number s,
 * because all rows weigh the same, s·onehot - s·p is (p - onehot)·(-s): one scalar factor, which `scales.ts` moves on.
 */
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { type RewriteContext, replaced } from './rewrite.ts';

export function scatters(program: Program): Program {
  return replaced(program, ({ prim, params, inputs: [x, y] }, site) => {
    const { b, defUse, current } = site;
    const scattered = defUse.definedBy(x!, 'scatterElementsAdd');
    if (!scattered) return undefined;
    if (prim === 'sum') {
      const { axes, keep } = params as { axes: readonly number[]; keep: boolean };
      return axes.includes(scattered.params.axis) ? b.sum(current(scattered.inputs[1]!), axes, keep) : undefined;
    }
    const product = prim === 'sub' ? defUse.definedForOneUse(y!, 'mul') : undefined;
    if (!product) return undefined;
    const [p, q] = product.inputs.toSorted((one, other) => sizeOf(other.shape) - sizeOf(one.shape)) as [Value, Value];
    return oneFactor(scattered, p, q, site) ?? b.add(b.mul(current(p), b.neg(current(q))), current(x!));
  });
}

/** scattered - p q, where q is for each row of p what is scattered into it, and that is one number for all. */
function oneFactor(
  { params, inputs: [places, numbers] }: Equation<'scatterElementsAdd'>,
  p: Value,
  q: Value,
  { b, defUse, current }: RewriteContext,
): Value | undefined {
  const s = defUse.definedBy(numbers!, 'fill')?.params.value;
  const isOneForEachRow =
    numbers!.shape[params.axis] === 1 &&
    defUse.definedBy(defUse.definedBy(q, 'sum')?.inputs[0] ?? q, 'scatterElementsAdd')?.inputs[1] === numbers;
  if (s === undefined || !isOneForEachRow) return undefined;
  return b.mul(
    b.add(current(p), b.emit('scatterElementsAdd', params, current(places!), b.fill(-1, numbers!.shape))),
    b.fill(-s),
  );
}
