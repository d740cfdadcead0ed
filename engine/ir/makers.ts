/** Who made the values of a program, and who else reads them. */
import type { Prim } from './prims.ts';
import type { Equation, Program, Value } from './program.ts';

export class Makers {
  readonly #makers = new Map<Value, Equation>();
  readonly #readers = new Map<Value, Equation[]>();
  /** How many results of the program a value is. */
  readonly #results = new Map<Value, number>();

  constructor({ equations, outputs }: Program) {
    for (const equation of equations) {
      for (const output of equation.outputs) this.#makers.set(output, equation);
      for (const input of equation.inputs) {
        const others = this.#readers.get(input);
        if (others) others.push(equation);
        else this.#readers.set(input, [equation]);
      }
    }
    for (const { value } of outputs) this.#results.set(value, (this.#results.get(value) ?? 0) + 1);
  }

  /** The equation that made the value; none made an input. */
  of(value: Value): Equation | undefined {
    return this.#makers.get(value);
  }

  /** The equation that made the value, if it is of this primitive. */
  from<P extends Prim>(value: Value, prim: P): Equation<P> | undefined {
    const maker = this.of(value);
    return maker?.prim === prim ? (maker as Equation<P>) : undefined;
  }

  /** The same, if nothing else reads the value. */
  only<P extends Prim>(value: Value, prim: P): Equation<P> | undefined {
    return this.isReadOnce(value) ? this.from(value, prim) : undefined;
  }

  isReadOnce(value: Value): boolean {
    return this.uses(value) === 1;
  }

  /** How many operands and results of the program it is. */
  uses(value: Value): number {
    return this.readers(value).length + (this.#results.get(value) ?? 0);
  }

  isResult(value: Value): boolean {
    return this.#results.has(value);
  }

  /** The equations of which it is an operand, each as often as it is one. */
  readers(value: Value): readonly Equation[] {
    return this.#readers.get(value) ?? [];
  }
}
