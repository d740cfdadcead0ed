/** A walk over a program that puts other equations in the place of some. */
import type { Builder } from '../../ir/builder.ts';
import type { Equation, Program, Value } from '../../ir/program.ts';

/**
 * Equations for which `replaced` builds something with `b`, and says so, go; the others stay, reading what `current` gives for their operands.
 * What either of them builds is put where it is first needed.
 */
export function rewrite({ inputs, equations, outputs }: Program, b: Builder, replaced: (equation: Equation) => boolean, current: (value: Value) => Value): Program {
  const kept: Equation[] = [];
  const adopt = <T>(build: () => T): T => {
    const before = b.equations.length;
    const result = build();
    kept.push(...b.equations.slice(before));
    return result;
  };
  for (const equation of equations) {
    if (adopt(() => replaced(equation))) continue;
    const operands = adopt(() => equation.inputs.map(current));
    kept.push({ ...equation, inputs: operands } as Equation);
  }
  const results = adopt(() => outputs.map(({ name, value }) => ({ name, value: current(value) })));
  return { inputs, equations: kept, outputs: results };
}
