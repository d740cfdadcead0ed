/** Definitions and uses of the values of a program: which equation gives a value, and which others read it. */
import type { Prim } from './prims.ts';
import type { Equation, Program, Value } from './program.ts';

export class DefUse {
  readonly #program: Program;
  readonly #definitions = new Map<Value, Equation>();
  /** Counted when it is first asked for: many passes only look for definitions. */
  #usersOf: ReadonlyMap<Value, readonly Equation[]> | undefined;
  /** How many results of the program a value is. */
  readonly #results = new Map<Value, number>();

  static readonly #known = new WeakMap<Program, DefUse>();

  /** Of a program, which nothing changes any more: counted once. */
  static of(program: Program): DefUse {
    const known = DefUse.#known.get(program) ?? new DefUse(program);
    DefUse.#known.set(program, known);
    return known;
  }

  private constructor(program: Program) {
    const { equations, outputs } = program;
    this.#program = program;
    for (const equation of equations) for (const output of equation.outputs) this.#definitions.set(output, equation);
    for (const { value } of outputs) this.#results.set(value, (this.#results.get(value) ?? 0) + 1);
  }

  /** The equation that gives the value; an input has none. */
  definition(value: Value): Equation | undefined {
    return this.#definitions.get(value);
  }

  /** The equation that gives the value, if it is of this primitive. */
  definedBy<P extends Prim>(value: Value, prim: P): Equation<P> | undefined {
    const definition = this.definition(value);
    return definition?.prim === prim ? (definition as Equation<P>) : undefined;
  }

  /** The same, if the value is used once: what takes the place of its use makes it superfluous. */
  definedForOneUse<P extends Prim>(value: Value, prim: P): Equation<P> | undefined {
    return this.hasOneUse(value) ? this.definedBy(value, prim) : undefined;
  }

  hasOneUse(value: Value): boolean {
    return this.useCount(value) === 1;
  }

  /** How many operands and results of the program it is. */
  useCount(value: Value): number {
    return this.users(value).length + (this.#results.get(value) ?? 0);
  }

  isResult(value: Value): boolean {
    return this.#results.has(value);
  }

  /** The equations of which it is an operand, each as often as it is one. */
  users(value: Value): readonly Equation[] {
    this.#usersOf ??= this.#countUsers();
    return this.#usersOf.get(value) ?? [];
  }

  #countUsers(): ReadonlyMap<Value, readonly Equation[]> {
    const users = new Map<Value, Equation[]>();
    for (const equation of this.#program.equations)
      for (const input of equation.inputs) {
        const others = users.get(input);
        if (others) others.push(equation);
        else users.set(input, [equation]);
      }
    return users;
  }
}
