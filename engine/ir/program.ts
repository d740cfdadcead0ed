/**
 * Tensor programs: inputs, equations in static single assignment, outputs. A program is compiled for one
 * batch size, so every shape is known. It is a value: passes return new programs and mutate none.
 */
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import type { Prim, Prims } from './prims.ts';

/** One tensor of a program. Identity is the object; `id` only orders and prints. */
export interface Value {
  readonly id: number;
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Equation<P extends Prim = Prim> = {
  [K in P]: {
    readonly prim: K;
    readonly params: Prims[K];
    readonly inputs: readonly Value[];
    /** One output, except `standardize`, which has three. */
    readonly outputs: readonly Value[];
  };
}[P];

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/**
 * Names are unique among the inputs and among the outputs. **An output that bears an input's name is that
 * input's next value** (weights, running statistics, optimizer state): a runner feeds it back on the next call.
 */
export interface Program {
  readonly inputs: readonly NamedValue[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly NamedValue[];
}

/** Names of the inputs that the program updates. */
export function stateNames(program: Program): string[] {
  const inputs = new Set(program.inputs.map((input) => input.name));
  return program.outputs.map((output) => output.name).filter((name) => inputs.has(name));
}
