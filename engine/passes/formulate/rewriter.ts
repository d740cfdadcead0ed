/** Walks a program and puts other equations in the place of some. */
import { Builder } from '../../ir/builder.ts';
import type { Prim } from '../../ir/prims.ts';
import type { Equation, Program, Value } from '../../ir/program.ts';

/** Builds what takes the place of an equation's output; `of` says what has become of a value of the old program. */
type Replacement = (b: Builder, of: (value: Value) => Value) => Value;

export class Rewriter {
  readonly #program: Program;
  readonly #makers = new Map<Value, Equation>();
  readonly #uses = new Map<Value, number>();

  constructor(program: Program) {
    this.#program = program;
    const use = (value: Value) => this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
    for (const equation of program.equations) {
      for (const output of equation.outputs) this.#makers.set(output, equation);
      equation.inputs.forEach(use);
    }
    for (const { value } of program.outputs) use(value);
  }

  /** The equation that made the value, if it is of this primitive. */
  from<P extends Prim>(value: Value, prim: P): Equation<P> | undefined {
    const maker = this.#makers.get(value);
    return maker?.prim === prim ? (maker as Equation<P>) : undefined;
  }

  /** The same, if nothing else reads the value. */
  only<P extends Prim>(value: Value, prim: P): Equation<P> | undefined {
    return this.#uses.get(value) === 1 ? this.from(value, prim) : undefined;
  }

  /** The program with the first output of each equation replaced for which `rule` has a replacement. What then is unused stays. */
  rewrite(rule: (equation: Equation) => Replacement | undefined): Program {
    const { inputs, equations, outputs } = this.#program;
    const b = Builder.after(this.#program);
    const kept: Equation[] = [];
    const replaced = new Map<Value, Value>();
    const of = (value: Value): Value => replaced.get(value) ?? value;
    for (const equation of equations) {
      const replacement = rule(equation);
      if (!replacement) {
        kept.push({ ...equation, inputs: equation.inputs.map(of) } as Equation);
        continue;
      }
      const before = b.equations.length;
      replaced.set(equation.outputs[0]!, replacement(b, of));
      kept.push(...b.equations.slice(before));
    }
    return { inputs, equations: kept, outputs: outputs.map(({ name, value }) => ({ name, value: of(value) })) };
  }
}
