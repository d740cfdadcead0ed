/** Walks over a program and puts other equations in the place of some. */
import { Builder } from '../../../ir/builder.ts';
import { DefUse } from '../../../ir/defUse.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';

/**
 * An equation for which `replaced` builds others with `b`, and says so, is dropped. The others stay and read what
 * `current` gives for their operands. What is built stands right before the equation for which it was needed.
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

/** What a rule has beside the equation. */
export interface RewriteContext {
  readonly b: Builder;
  readonly defUse: DefUse;
  /** The value that takes the place of this one, or itself. */
  current(value: Value): Value;
  isReplaced(value: Value): boolean;
}

/**
 * The program in which what `better` builds takes the place of an equation's first output, wherever it builds
 * something.
 */
export function replaced(
  program: Program,
  better: (equation: Equation, site: RewriteContext) => Value | undefined,
): Program {
  const b = Builder.after(program);
  const others = new Map<Value, Value>();
  const current = (value: Value): Value => others.get(value) ?? value;
  const site: RewriteContext = { b, defUse: new DefUse(program), current, isReplaced: (value) => others.has(value) };
  const replace = (equation: Equation): boolean => {
    const value = better(equation, site);
    if (value) others.set(equation.outputs[0]!, value);
    return value !== undefined;
  };
  return rewrite(program, b, replace, current);
}
