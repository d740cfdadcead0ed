/**
 * What a legal program is. Passes are checked by it: what breaks a rule here is a bug of the pass that wrote the program, so it
 * throws `internal:` with the equation in which the rule is broken.
 */
import { sameType } from '../types/tensor.ts';
import { inferTypes } from './infer.ts';
import type { NamedValue, Program, Value } from './program.ts';
import { formatEquation, valueName } from './text.ts';

const show = (value: Value): string => `${valueName(value)}:${value.dtype}[${value.shape.join(',')}]`;

function uniqueNames(list: readonly NamedValue[], what: string): void {
  const seen = new Set<string>();
  for (const { name } of list) {
    if (seen.has(name)) throw new Error(`internal: two ${what} are called ${name}`);
    seen.add(name);
  }
}

/**
 * Returns the program if each value is defined once and before it is used, each equation gives the types that its primitive
 * infers, every output is defined, and the next value of an input has that input's type. Throws otherwise.
 */
export function verify(program: Program): Program {
  if (!legal.has(program)) check(program);
  legal.add(program);
  return program;
}
/** Programs that were found to be legal: what no pass changed is not checked again. */
const legal = new WeakSet<Program>();

function check(program: Program): void {
  const { inputs, equations, outputs } = program;
  uniqueNames(inputs, 'inputs');
  uniqueNames(outputs, 'outputs');
  const defined = new Set<Value>();
  const ids = new Set<number>();
  const define = (value: Value): void => {
    if (ids.has(value.id)) throw new Error(`internal: ${show(value)} is defined twice`);
    ids.add(value.id);
    defined.add(value);
  };
  for (const { value } of inputs) define(value);
  for (const equation of equations) {
    const fail = (message: string): never => {
      throw new Error(`internal: ${message} in "${formatEquation(equation)}"`);
    };
    for (const input of equation.inputs) if (!defined.has(input)) fail(`${show(input)} is used before it is defined`);
    if (equation.prim === 'scan') verify(equation.params.body);
    const types = inferTypes(equation.prim, equation.params, equation.inputs);
    if (types.length !== equation.outputs.length) fail(`${types.length} outputs are expected`);
    equation.outputs.forEach((output, i) => {
      if (!sameType(output, types[i]!)) fail(`${types[i]!.dtype}[${types[i]!.shape.join(',')}] is inferred`);
      define(output);
    });
  }
  const typeOf = new Map(inputs.map(({ name, value }) => [name, value]));
  for (const { name, value } of outputs) {
    if (!defined.has(value)) throw new Error(`internal: the output ${name}, ${show(value)}, is never defined`);
    const before = typeOf.get(name);
    if (before && !sameType(before, value))
      throw new Error(`internal: the next value of ${name} is ${show(value)}, not ${show(before)}`);
  }
}
