/** Where a step makes the next state: what it may overwrite, and what of its way there may lie where the result will lie. */
import { Makers } from '../../../ir/makers.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { TRAITS } from '../../../ir/traits.ts';
import { sameShape, sizeOf } from '../../../types/shape.ts';

/** Values of fewer numbers stay in the processor's cache wherever they are made. */
const LARGE = 2 ** 16;

export interface StatePlaces {
  /**
   * Names whose next value may take the memory of the old one, in whatever order a runtime runs equations that do not depend on each
   * other: everything that reads the old value is needed for the new one. So it is with optimizer slots; a weight is read by the
   * gradients of other layers too, and a step that went wrong is taken back by its old weights. All else of the state has a second buffer.
   */
  readonly overwritten: ReadonlySet<string>;
  /** Large values that nothing reads but an elementwise equation on the way to the next value of that name: they may be made in its memory. */
  readonly staged: ReadonlyMap<Value, string>;
}

export function statePlaces(program: Program, slots: ReadonlySet<string>): StatePlaces {
  const { inputs, outputs } = program;
  const makers = new Makers(program);
  const olds = new Map(inputs.map(({ name, value }) => [name, value]));
  const given = new Map<Value, number>();
  for (const { value } of outputs) given.set(value, (given.get(value) ?? 0) + 1);
  const overwritten = new Set<string>();
  const staged = new Map<Value, string>();
  for (const { name, value } of outputs) {
    const old = olds.get(name);
    let maker = makers.of(value);
    if (!old || !maker || given.has(old) || given.get(value)! > 1) continue;
    /** Whether all have read the old value when this equation writes, but for itself, which reads each element before. */
    const writesLast = (equation: Equation): boolean =>
      makers
        .readers(old)
        .every((reader) =>
          reader === equation
            ? TRAITS[equation.prim].inPlace &&
              equation.inputs.every((operand) => operand !== old || sameShape(operand.shape, value.shape))
            : leadsTo(reader, equation, makers),
        );
    const isOver = slots.has(name) && writesLast(maker);
    if (isOver) overwritten.add(name);
    const mayLieThere = (operand: Value): boolean => {
      const from = makers.of(operand);
      const fits =
        operand.dtype === value.dtype &&
        sameShape(operand.shape, value.shape) &&
        new Set(makers.readers(operand)).size === 1;
      return (
        from !== undefined && fits && !given.has(operand) && TRAITS[from.prim].inPlace && (!isOver || writesLast(from))
      );
    };
    while (sizeOf(value.shape) >= LARGE && TRAITS[maker.prim].inPlace) {
      const before: Value | undefined = maker.inputs.find(mayLieThere);
      if (!before) break;
      staged.set(before, name);
      maker = makers.of(before)!;
    }
  }
  return { overwritten, staged };
}

/** Whether `last` needs a result of `equation`. */
function leadsTo(equation: Equation, last: Equation, makers: Makers): boolean {
  const seen = new Set<Equation>();
  const waiting = [last];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next === equation) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const input of next.inputs) {
      const maker = makers.of(input);
      if (maker) waiting.push(maker);
    }
  }
  return false;
}
