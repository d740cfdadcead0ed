/** A walk over a program that puts other equations in the place of some. */
import { Builder } from '../../../ir/builder.ts';
import { Makers } from '../../../ir/makers.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';

/**
 * Equations for which `replaced` builds something with `b`, and says so, go; the others stay, reading what `current` gives for their operands.
 * What either of them builds is put where it is first needed.
 */
export function rewrite(
  { inputs, equations, outputs }: Program,
  b: Builder,
  replaced: (equation: Equation) => boolean,
  current: (value: Value) => Value,
): Program {
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

/** What a rule sees beside the equation. */
export interface Site {
  readonly b: Builder;
  readonly makers: Makers;
  /** What stands for a value now. */
  current(value: Value): Value;
  isReplaced(value: Value): boolean;
}

/** The program where what `better` builds stands for an equation's first output, if it builds anything. */
export function replaced(program: Program, better: (equation: Equation, site: Site) => Value | undefined): Program {
  const b = Builder.after(program);
  const others = new Map<Value, Value>();
  const current = (value: Value): Value => others.get(value) ?? value;
  const site: Site = { b, makers: new Makers(program), current, isReplaced: (value) => others.has(value) };
  const replace = (equation: Equation): boolean => {
    const value = better(equation, site);
    if (value) others.set(equation.outputs[0]!, value);
    return value !== undefined;
  };
  return rewrite(program, b, replace, current);
}
