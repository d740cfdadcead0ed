/**
 * Few numbers scattered into many zeros, as the gradient of a cross-entropy over many classes is: their sum along the axis is their own, and what is
 * subtracted from them is negated and added, onto which a runtime can scatter instead of into zeros (2048×5000: 4 passes over memory fewer). Where all
 * of them are one number s, as where all rows weigh the same, s·onehot - s·p is (p - onehot)·(-s): a single factor, which `scales.ts` puts off.
 */
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { type Site, replaced } from './rewrite.ts';

export function scatters(program: Program): Program {
  return replaced(program, ({ prim, params, inputs: [x, y] }, site) => {
    const { b, makers, current } = site;
    const scattered = makers.from(x!, 'scatterElementsAdd');
    if (!scattered) return undefined;
    if (prim === 'sum') {
      const { axes, keep } = params as { axes: readonly number[]; keep: boolean };
      return axes.includes(scattered.params.axis) ? b.sum(current(scattered.inputs[1]!), axes, keep) : undefined;
    }
    const product = prim === 'sub' ? makers.only(y!, 'mul') : undefined;
    if (!product) return undefined;
    const [p, q] = product.inputs.toSorted((one, other) => sizeOf(other.shape) - sizeOf(one.shape)) as [Value, Value];
    return oneFactor(scattered, p, q, site) ?? b.add(b.mul(current(p), b.neg(current(q))), current(x!));
  });
}

/** The difference of what is scattered and p q, if q is what each row of p has scattered into it, and that is one number. */
function oneFactor(
  { params, inputs: [places, numbers] }: Equation<'scatterElementsAdd'>,
  p: Value,
  q: Value,
  { b, makers, current }: Site,
): Value | undefined {
  const s = makers.from(numbers!, 'fill')?.params.value;
  const isOneForEachRow =
    numbers!.shape[params.axis] === 1 &&
    makers.from(makers.from(q, 'sum')?.inputs[0] ?? q, 'scatterElementsAdd')?.inputs[1] === numbers;
  if (s === undefined || !isOneForEachRow) return undefined;
  return b.mul(
    b.add(current(p), b.emit('scatterElementsAdd', params, current(places!), b.fill(-1, numbers!.shape))),
    b.fill(-s),
  );
}
