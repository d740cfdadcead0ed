/**
 * Which memory a step writes its next state to: what it may overwrite, and which intermediate results may be written
 * where the result will lie.
 */
import { DefUse } from '../../../ir/defUse.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { TRAITS } from '../../../ir/traits.ts';
import { sameShape, sizeOf } from '../../../types/shape.ts';

/** Smaller values stay in the processor's cache wherever they are written. */
const LARGE = 2 ** 16;

export interface StatePlaces {
  /**
   * Names whose next value may be written over the old one, in whatever order a runtime runs independent equations:
   * everything that reads the old value is needed for the new one. This holds for optimizer slots. A weight is also
   * read by the gradients of other layers, and a step that went wrong is taken back by the old weights. All other state
   * has a second buffer.
   */
  readonly overwritten: ReadonlySet<string>;
  /**
   * Large values on the way to the next value of that name that only one elementwise equation reads: they may be
   * written to its memory.
   */
  readonly staged: ReadonlyMap<Value, string>;
}

export function statePlaces(program: Program, slots: ReadonlySet<string>): StatePlaces {
  const { inputs, equations, outputs } = program;
  const defUse = DefUse.of(program);
  const order = new Map(equations.map((equation, i) => [equation, i]));
  const olds = new Map(inputs.map(({ name, value }) => [name, value]));
  const given = new Map<Value, number>();
  for (const { value } of outputs) given.set(value, (given.get(value) ?? 0) + 1);
  const overwritten = new Set<string>();
  const staged = new Map<Value, string>();
  for (const { name, value } of outputs) {
    const old = olds.get(name);
    let maker = defUse.definition(value);
    if (!old || !maker || given.has(old) || given.get(value)! > 1) continue;
    /**
     * Whether all readers of the old value have run when this equation writes; it may itself read each element before
     * it writes there.
     */
    const writesLast = (equation: Equation): boolean =>
      defUse
        .users(old)
        .every((reader) =>
          reader === equation
            ? TRAITS[equation.prim].inPlace &&
              equation.inputs.every((operand) => operand !== old || sameShape(operand.shape, value.shape))
            : leadsTo(reader, equation, defUse, order),
        );
    const isOver = slots.has(name) && writesLast(maker);
    if (isOver) overwritten.add(name);
    const mayLieThere = (operand: Value): boolean => {
      const from = defUse.definition(operand);
      const fits =
        operand.dtype === value.dtype &&
        sameShape(operand.shape, value.shape) &&
        new Set(defUse.users(operand)).size === 1;
      return (
        from !== undefined && fits && !given.has(operand) && TRAITS[from.prim].inPlace && (!isOver || writesLast(from))
      );
    };
    while (sizeOf(value.shape) >= LARGE && TRAITS[maker.prim].inPlace) {
      const before: Value | undefined = maker.inputs.find(mayLieThere);
      if (!before) break;
      staged.set(before, name);
      maker = defUse.definition(before)!;
    }
  }
  return { overwritten, staged };
}

/** Whether `last` depends on a result of `equation`; what stands before that in the program cannot. */
function leadsTo(equation: Equation, last: Equation, defUse: DefUse, order: ReadonlyMap<Equation, number>): boolean {
  const first = order.get(equation)!;
  const seen = new Set<Equation>();
  const waiting = [last];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next === equation) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const input of next.inputs) {
      const maker = defUse.definition(input);
      if (maker && order.get(maker)! >= first) waiting.push(maker);
    }
  }
  return false;
}
