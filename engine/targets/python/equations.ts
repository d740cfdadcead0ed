/** Equations of a program as statements and expressions of Python, short ones nested into those that use them. */
import { apply } from '../../ir/prims.ts';
import type { Equation, Value } from '../../ir/program.ts';
import type { Shape } from '../../types/shape.ts';
import { countUses, type Names, printNumber } from '../printed.ts';
import type { Dialect } from './dialect.ts';
import { isNumber, PythonNames, snake } from './text.ts';

/** Longer expressions get a name of their own. */
const LONGEST = 80;

const printShape = (dims: Shape): string =>
  dims.length === 1 ? `(${printNumber(dims[0]!)},)` : `(${dims.map(printNumber).join(', ')})`;

/**
 * The lines that compute `results`; afterwards `names` has an expression for each of them. A value that has a name already
 * keeps it.
 */
export function printEquations(
  dialect: Dialect,
  equations: readonly Equation[],
  names: Names,
  results: readonly Value[],
  taken: readonly string[] = [],
): string[] {
  return print(dialect, equations, names, results, new PythonNames(taken));
}

function print(
  dialect: Dialect,
  equations: readonly Equation[],
  names: Names,
  results: readonly Value[],
  identifiers: PythonNames,
): string[] {
  const uses = countUses(equations, results);
  const lines: string[] = [];
  const declare = (value: Value, name: string) => {
    const identifier = identifiers.make(name);
    lines.push(`${identifier} = ${names.get(value)!}`);
    names.set(value, identifier);
  };
  for (const equation of equations) {
    if (!equation.outputs.some((output) => uses.has(output) && !names.has(output))) continue;
    if (equation.prim === 'scan') {
      const { carries, scanned } = equation.params;
      // what is carried has a name in any case
      equation.inputs.slice(carries).forEach((value, i) => {
        if (!isAtom(names.get(value)!)) declare(value, i < scanned ? 'inputs' : 'constant');
      });
      lines.push(...loop(dialect, equation, names, uses, identifiers));
      continue;
    }
    const operands = equation.inputs.map((value) => names.get(value)!);
    const printed = apply(dialect.expressions, equation, operands, {
      shape: printShape,
      number: printNumber,
      inputs: equation.inputs,
    });
    equation.outputs.forEach((output, i) => {
      const expression = typeof printed === 'string' ? printed : printed[i]!;
      const count = uses.get(output) ?? 0;
      if (count === 0) return;
      names.set(output, expression);
      if (!isAtom(expression) && (count > 1 || expression.length > LONGEST))
        declare(output, NAMES[equation.prim] ?? snake(equation.prim));
    });
  }
  return lines;
}

/** What may stand in several places as it is. */
const isAtom = (expression: string): boolean => /^[\w.]+$/.test(expression) || isNumber(expression);

/** A loop over time: the lines that compute what is used of its outcome. */
function loop(
  dialect: Dialect,
  { params: { body, carries, scanned, reverse }, inputs, outputs }: Equation<'scan'>,
  names: Names,
  uses: ReadonlyMap<Value, number>,
  identifiers: PythonNames,
): string[] {
  const lines: string[] = [];
  const inside: Names = new Map();
  const step = identifiers.make('step');
  const carried = inputs.slice(0, carries).map((value, i) => {
    const name = identifiers.make(carries === 1 ? 'state' : `state_${i + 1}`);
    const first = names.get(value)!;
    lines.push(`${name} = ${isNumber(first) ? dialect.tensor(first) : first}`);
    inside.set(body.inputs[i]!.value, name);
    return name;
  });
  inputs.slice(carries, carries + scanned).forEach((value, i) => {
    inside.set(body.inputs[carries + i]!.value, `${names.get(value)!}[${step}]`);
  });
  inputs.slice(carries + scanned).forEach((value, i) => {
    inside.set(body.inputs[carries + scanned + i]!.value, names.get(value)!);
  });
  const used = outputs.slice(carries).map((value) => uses.has(value));
  const lists = outputs.slice(carries).map((_, i) => (used[i] ? identifiers.make('steps') : ''));
  for (const name of lists) if (name !== '') lines.push(`${name} = []`);
  const next = body.outputs.filter((_, i) => i < carries || used[i - carries]).map(({ value }) => value);
  const statements = print(dialect, body.equations, inside, next, identifiers);
  const results = body.outputs.map(({ value }) => inside.get(value)!);
  const count = `range(${names.get(inputs[carries]!)!}.shape[0])`;
  lines.push(`for ${step} in ${reverse ? `reversed(${count})` : count}:`);
  const inner = [...statements];
  lists.forEach((name, i) => name !== '' && inner.push(`${name}.append(${results[carries + i]!})`));
  if (carries > 0) inner.push(`${carried.join(', ')} = ${results.slice(0, carries).join(', ')}`);
  lines.push(...inner.map((line) => `    ${line}`));
  lists.forEach((name, i) => {
    if (name === '') return;
    lines.push(`${name} = ${dialect.stack(reverse ? `${name}[::-1]` : name)}`);
    names.set(outputs[carries + i]!, name);
  });
  carried.forEach((name, i) => names.set(outputs[i]!, name));
  return lines;
}

/** What intermediate values are called, where the primitive's own name says little. */
const NAMES: Readonly<Record<string, string>> = {
  abs: 'magnitude',
  and: 'both',
  or: 'either',
  not: 'negated',
  add: 'total',
  sub: 'difference',
  mul: 'product',
  div: 'quotient',
  conv: 'convolved',
  convInputGrad: 'enlarged',
  maxPool: 'pooled',
  avgPool: 'pooled',
  logSoftmax: 'logs',
  softmax: 'shares',
  reduceMax: 'largest',
  reduceMin: 'smallest',
  select: 'chosen',
  matmul: 'product',
  max: 'larger',
  min: 'smaller',
  pow: 'power',
  sum: 'total',
  slice: 'part',
  exp: 'exponential',
  iota: 'places',
};
