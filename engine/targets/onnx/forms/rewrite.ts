/** Walks over a program and puts other equations in the place of some. */
import { Builder } from '../../../ir/builder.ts';
import { DefUse } from '../../../ir/defUse.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';

/**
 * An equation for which `replaced` builds others with `b`, and says so, is dropped. The others stay and read what
 * `current` gives for their operands. What is built stands right before the equation for which it was needed. The program itself
 * where nothing is another.
 */
export function rewrite(
  program: Program,
  b: Builder,
  replaced: (equation: Equation) => boolean,
  current: (value: Value) => Value,
): Program {
  const kept: Equation[] = [];
  const built = b.equations;
  let adopted = built.length;
  const adopt = () => {
    for (; adopted < built.length; adopted++) kept.push(built[adopted]!);
  };
  for (const equation of program.equations) {
    const isDropped = replaced(equation);
    adopt();
    if (isDropped) continue;
    const operands = equation.inputs.map(current);
    adopt();
    const isSame = operands.every((operand, i) => operand === equation.inputs[i]);
    kept.push(isSame ? equation : ({ ...equation, inputs: operands } as Equation));
  }
  const outputs = program.outputs.map(({ name, value }) => ({ name, value: current(value) }));
  adopt();
  const isSame =
    kept.length === program.equations.length &&
    kept.every((equation, i) => equation === program.equations[i]) &&
    outputs.every(({ value }, i) => value === program.outputs[i]!.value);
  return isSame ? program : { inputs: program.inputs, equations: kept, outputs };
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
  const site: RewriteContext = { b, defUse: DefUse.of(program), current, isReplaced: (value) => others.has(value) };
  const replace = (equation: Equation): boolean => {
    const value = better(equation, site);
    if (value) others.set(equation.outputs[0]!, value);
    return value !== undefined;
  };
  return rewrite(program, b, replace, current);
}
