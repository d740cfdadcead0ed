/**
 * Selections (`select`) as arithmetic, which is faster: ONNX Runtime's Where goes over its operands three times (46,000
 * numbers: 18 µs, where Max and Sub take 7).
 *
 * - Of two numbers the larger one is Max, the smaller one Min.
 * - A value or else zero is its product with a mask; two masks in a row are one.
 * - What is left of a value beside such a part is their difference.
 *
 * It is the same for finite numbers alone: zero times infinity is NaN, where a selection gives zero, and of a number and NaN the
 * larger one is NaN. So what may be infinite or NaN where it is not chosen (a quotient, a root, a logarithm: `ir/ranges.ts`
 * knows) stays a selection.
 */
import { Builder } from '../../../ir/builder.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { sameShape } from '../../../types/shape.ts';
import { DefUse } from '../../../ir/defUse.ts';
import { rangesOf } from '../../../ir/ranges.ts';

export function selections(program: Program): Program {
  const b = Builder.after(program);
  const defUse = DefUse.of(program);
  const ranges = rangesOf(program);
  const isFiniteValue = (value: Value): boolean => ranges.get(value)?.kind === 'finite';
  const isNumber = (value: Value): boolean => (ranges.get(value)?.kind ?? 'any') !== 'any';
  const isZero = (value: Value): boolean => Object.is(defUse.definedBy(value, 'fill')?.params.value, 0);
  const taken = new Map<Value, { readonly of: Value; readonly part: Value }[]>();
  /** Values that are products with a mask: what was masked, and the mask as booleans. */
  const masked = new Map<Value, { readonly x: Value; readonly mask: Value }>();
  /** `p < q` as its operands; `not q <= p`, which NaN fulfils too, where NaN comes to the same. */
  const less = (condition: Value): readonly Value[] | undefined => {
    const notLess = defUse.definedBy(condition, 'not')?.inputs[0];
    return (
      defUse.definedBy(condition, 'lt')?.inputs ?? (notLess && defUse.definedBy(notLess, 'le')?.inputs.toReversed())
    );
  };
  const multiply = (y: Value, x: Value, condition: Value): Equation => {
    const before = defUse.hasOneUse(x) ? masked.get(x) : undefined;
    const compared = defUse.definedBy(condition, 'not') && less(condition);
    const mask = compared ? b.lt(compared[0]!, compared[1]!) : condition;
    const [whole, both] = before ? [before.x, b.and(before.mask, mask)] : [x, mask];
    masked.set(y, { x: whole, mask: both });
    return { prim: 'mul', params: {}, inputs: [whole, b.cast(both, 'float32')], outputs: [y] } as unknown as Equation;
  };
  const faster = (equation: Equation): Equation => {
    const {
      inputs: [condition, p, q],
      outputs: [y],
    } = equation;
    if (equation.prim === 'mul') {
      const mask = defUse.definedBy(p!, 'cast')?.inputs[0];
      return mask?.dtype === 'bool' && sameShape(mask.shape, y!.shape) ? multiply(y!, condition!, mask) : equation;
    }
    if (equation.prim !== 'select' || y!.dtype !== 'float32') return equation;
    // a comparison that NaN fulfils keeps it, as the smaller and larger of two do
    const numbers = (defUse.definedBy(condition!, 'not') ? [q!] : [p!, q!]).every(isNumber);
    const compared = numbers ? less(condition!) : undefined;
    if (compared && p === compared[1] && q === compared[0])
      return { prim: 'max', params: {}, inputs: [q!, p!], outputs: [y!] } as unknown as Equation;
    if (compared && p === compared[0] && q === compared[1])
      return { prim: 'min', params: {}, inputs: [p!, q!], outputs: [y!] } as unknown as Equation;
    if (isZero(q!) && isFiniteValue(p!) && sameShape(condition!.shape, y!.shape)) {
      taken.set(condition!, [...(taken.get(condition!) ?? []), { of: p!, part: y! }]);
      return p!.shape.length > 0 ? multiply(y!, p!, condition!) : equation;
    }
    const rest = isZero(p!) ? taken.get(condition!)?.find(({ of }) => of === q) : undefined;
    return rest
      ? ({ prim: 'sub', params: {}, inputs: [q!, rest.part], outputs: [y!] } as unknown as Equation)
      : equation;
  };
  const kept: Equation[] = [];
  for (const equation of program.equations) {
    const before = b.equations.length;
    const better = faster(equation);
    kept.push(...b.equations.slice(before), better);
  }
  return { ...program, equations: kept };
}
