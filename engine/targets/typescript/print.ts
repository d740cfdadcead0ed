/** Equations of a program as statements and expressions of TensorFlow.js, short ones nested into those that use them. */
import { apply } from '../../ir/prims.ts';
import type { Equation, Value } from '../../ir/program.ts';
import type { Shape } from '../../types/shape.ts';
import { Identifiers } from '../writer.ts';
import { expressions } from './primitives.ts';

/**
 * A program has numbers for shapes, the code must serve any batch: programs to be printed are built for a batch that is a prime
 * which divides no other dimension, so that the dimensions that follow the batch can be told from the others.
 */
export const BATCH = 1_000_003;

/** Longer expressions get a name of their own. */
const LONGEST = 90;

/** A value at one place of the code: what it is called, or the expression that gives it. */
export type Names = Map<Value, string>;

/** Dimensions as code; those that follow the batch are multiples of the variable `batch`. */
const printShape = (dims: Shape): string => `[${dims.map((dim) => (dim % BATCH !== 0 || dim === 0 ? dim : dim === BATCH ? 'batch' : `${dim / BATCH} * batch`)).join(', ')}]`;

/** The statements that compute `results`; afterwards `names` has an expression for each of them. */
export function printEquations(equations: readonly Equation[], names: Names, results: readonly Value[], taken: readonly string[] = []): string[] {
  const uses = countUses(equations, results);
  const identifiers = new Identifiers([...taken, ...RESERVED]);
  const statements: string[] = [];
  for (const equation of equations) {
    if (!equation.outputs.some((output) => uses.has(output))) continue;
    const operands = equation.inputs.map((value) => names.get(value)!);
    const printed = apply(expressions, equation, operands, { shape: printShape, inputs: equation.inputs });
    equation.outputs.forEach((output, i) => {
      const expression = typeof printed === 'string' ? printed : printed[i]!;
      const count = uses.get(output) ?? 0;
      if (count === 0) return;
      const atom = /^-?[\w.]+$/.test(expression);
      if (atom || (count === 1 && expression.length <= LONGEST)) return void names.set(output, expression);
      const name = identifiers.make(NAMES[equation.prim] ?? equation.prim);
      statements.push(`const ${name} = ${expression};`);
      names.set(output, name);
    });
  }
  return statements;
}

/** What intermediate values are called, where the primitive's own name says little. */
const NAMES: Readonly<Record<string, string>> = { abs: 'magnitude', and: 'both', or: 'either', not: 'negated', add: 'sum', sub: 'difference', mul: 'product', div: 'quotient', conv: 'convolved', convInputGrad: 'enlarged', maxPool: 'pooled', avgPool: 'pooled', logSoftmax: 'logs', reduceMax: 'largest', select: 'chosen', matmul: 'product' };
const RESERVED = ['tf', 'batch', 'return', 'const', 'function'];

/** How often each value that leads to a result is used. */
function countUses(equations: readonly Equation[], results: readonly Value[]): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  results.forEach(use);
  for (const { inputs, outputs } of equations.toReversed()) if (outputs.some((output) => uses.has(output))) inputs.forEach(use);
  return uses;
}
