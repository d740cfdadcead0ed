/** Which parts of the state a step may overwrite where they lie. */
import type { Prim } from '../ir/prims.ts';
import type { Equation, Program, Value } from '../ir/program.ts';
import { sameShape } from '../types/shape.ts';

/** Primitives that read each element of a same-shaped operand just before they write the result's element at its place. */
const ELEMENTWISE: ReadonlySet<Prim> = new Set<Prim>(['add', 'sub', 'mul', 'div', 'max', 'min', 'neg', 'abs', 'sqrt', 'select']);

/**
 * Names whose next value may take the memory of the old one, in whatever order a runtime runs equations that do not depend on each
 * other: everything that reads the old value is needed for the new one. So it is with optimizer slots; a weight is read by the
 * gradients of other layers too.
 */
export function inPlaceNames({ inputs, equations, outputs }: Program): string[] {
  const makers = new Map<Value, Equation>(equations.flatMap((equation) => equation.outputs.map((output) => [output, equation] as const)));
  const olds = new Map(inputs.map(({ name, value }) => [name, value]));
  const readers = (value: Value): Equation[] => equations.filter((equation) => equation.inputs.includes(value));
  return outputs.flatMap(({ name, value }) => {
    const old = olds.get(name);
    const last = makers.get(value);
    if (!old || !last || outputs.some((output) => output.value === old || (output.value === value && output.name !== name))) return [];
    const reads = readers(old);
    const safe = reads.every((reader) =>
      reader === last ? ELEMENTWISE.has(last.prim) && last.inputs.every((operand) => operand !== old || sameShape(operand.shape, value.shape)) : leadsTo(reader, last, makers),
    );
    return safe ? [name] : [];
  });
}

/** Optimizer slots that a step overwrites where they lie; everything else of the state has a second buffer. */
export const overwrittenSlots = (step: Program, slots: ReadonlySet<string>): string[] => inPlaceNames(step).filter((name) => slots.has(name));

/** Whether `last` needs a result of `equation`. */
function leadsTo(equation: Equation, last: Equation, makers: ReadonlyMap<Value, Equation>): boolean {
  const seen = new Set<Equation>();
  const waiting = [last];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next === equation) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const input of next.inputs) {
      const maker = makers.get(input);
      if (maker) waiting.push(maker);
    }
  }
  return false;
}
