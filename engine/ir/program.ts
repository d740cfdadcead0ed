/**
 * Tensor programs: inputs, equations in static single assignment, outputs. A program is compiled for one
 * batch size, so every shape is known. It is a value: passes return new programs and mutate none.
 *
 * Names are unique among the inputs and among the outputs. **An output that bears an input's name is that
 * input's next value** (weights, running statistics, optimizer state): a runner feeds it back on the next call.
 */
import type { Program } from './prims.ts';

export type { Equation, NamedValue, Program, Value } from './prims.ts';

/** Names of the inputs that the program updates. */
export function stateNames(program: Program): string[] {
  const inputs = new Set(program.inputs.map((input) => input.name));
  return program.outputs.map((output) => output.name).filter((name) => inputs.has(name));
}
