/** Equations of a program as statements and expressions of TensorFlow.js, short ones nested into those that use them. */
import { apply } from '../../../ir/prims.ts';
import { Builder } from '../../../ir/builder.ts';
import type { Equation, Value } from '../../../ir/program.ts';
import type { Shape } from '../../../types/shape.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { Identifiers } from '../../names.ts';
import { batchShape, countUses, type Names, printNumber } from '../../printed.ts';
import { Writer } from '../../writer.ts';
import { expressions, HELPERS } from './primitives.ts';

/** Longer expressions get a name of their own. */
const LONGEST = 90;
/** The widest line on which a loop begins. */
const WIDEST = 140;

const printShape = (dims: Shape): string => `[${dims.map(printNumber).join(', ')}]`;

/**
 * The statements that compute `results`, some of several lines; afterwards `names` has an expression for each of
 * them. A value that has a name already keeps it.
 */
export function printEquations(
  equations: readonly Equation[],
  names: Names,
  results: readonly Value[],
  taken: readonly string[] = [],
): string[] {
  return print(equations, names, results, new Identifiers([...taken, ...RESERVED]));
}

function print(
  equations: readonly Equation[],
  names: Names,
  results: readonly Value[],
  identifiers: Identifiers,
): string[] {
  const uses = countUses(equations, results);
  const statements: string[] = [];
  const declare = (value: Value, name: string) => {
    const identifier = identifiers.make(name);
    statements.push(`const ${identifier} = ${names.get(value)!};`);
    names.set(value, identifier);
  };
  for (const equation of equations) {
    if (!equation.outputs.some((output) => uses.has(output) && !names.has(output))) continue;
    if (equation.prim === 'scan') {
      // what each round of the loop reads is computed before it
      for (const value of equation.inputs.slice(equation.params.carries + equation.params.scanned))
        if (!isAtom(names.get(value)!)) declare(value, 'constant');
      statements.push(loop(equation, names, uses, identifiers));
      continue;
    }
    const operands = equation.inputs.map((value) => names.get(value)!);
    const printed = apply(expressions, equation, operands, {
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
        declare(output, NAMES[equation.prim] ?? equation.prim);
    });
  }
  return statements;
}

/** What may stand in several places as it is. */
const isAtom = (expression: string): boolean =>
  /^-?[\w.]+$/.test(expression) || /^this\.#\w+(\.weights\[\d+\]!)?\.read\(\)$/.test(expression);

/** A loop over time as a statement that declares what is used of its outcome. */
function loop(
  { params: { body, carries, scanned, reverse }, inputs, outputs }: Equation<'scan'>,
  names: Names,
  uses: ReadonlyMap<Value, number>,
  identifiers: Identifiers,
): string {
  const inside: Names = new Map(
    body.inputs.map(({ value }, i) => [
      value,
      i < carries + scanned ? identifiers.make(i < carries ? 'state' : 'moment') : names.get(inputs[i]!)!,
    ]),
  );
  const used = outputs.slice(carries).map((value) => uses.has(value));
  const next = body.outputs.filter((_, i) => i < carries || used[i - carries]).map(({ value }) => value);
  const statements = print(body.equations, inside, next, identifiers);
  const list = (values: readonly (string | undefined)[]) => `[${values.join(', ')}]`;
  const inner = (values: readonly { readonly value: Value }[]) => list(values.map(({ value }) => inside.get(value)));
  const head = [inputs.slice(0, carries), inputs.slice(carries, carries + scanned)].map((values) =>
    list(values.map((value) => names.get(value))),
  );
  const step = `(${inner(body.inputs.slice(0, carries))}, ${inner(body.inputs.slice(carries, carries + scanned))}) => {`;
  const given = [
    list(next.slice(0, carries).map((value) => inside.get(value))),
    list(next.slice(carries).map((value) => inside.get(value))),
  ];

  const declared = (value: Value, name: string) => {
    if (!uses.has(value)) return '';
    names.set(value, identifiers.make(name));
    return names.get(value)!;
  };
  const last = outputs
    .slice(0, carries)
    .map((value) => declared(value, 'last'))
    .join(', ')
    .replace(/(, )+$/, '');
  const results = outputs
    .slice(carries)
    .filter((_, i) => used[i])
    .map((value) => declared(value, 'sequence'));
  const outcome = [
    ...(last === '' ? [] : [`carries: [${last}]`]),
    ...(results.length === 0 ? [] : [`results: ${list(results)}`]),
  ].join(', ');
  const lines = [...statements, `return { carries: ${given[0]}, results: ${given[1]} };`].flatMap((text) =>
    text.split('\n'),
  );
  const whole = `const { ${outcome} } = scan(${head.join(', ')}, ${step}`;
  const indented = (depth: number) => lines.map((line) => '  '.repeat(depth) + line);
  const end = reverse ? ', true' : '';
  if (whole.length <= WIDEST) return [whole, ...indented(1), `}${end});`].join('\n');
  return [
    `const { ${outcome} } = scan(`,
    ...head.map((list) => `  ${list},`),
    `  ${step}`,
    ...indented(2),
    `  },${end.slice(1)}`,
    ');',
  ].join('\n');
}

/** What intermediate values are called, where the primitive's own name says little. */
const NAMES: Readonly<Record<string, string>> = {
  abs: 'magnitude',
  and: 'both',
  or: 'either',
  not: 'negated',
  add: 'sum',
  sub: 'difference',
  mul: 'product',
  div: 'quotient',
  conv: 'convolved',
  convInputGrad: 'enlarged',
  maxPool: 'pooled',
  avgPool: 'pooled',
  logSoftmax: 'logs',
  reduceMax: 'largest',
  select: 'chosen',
  matmul: 'product',
};
const RESERVED = [
  'tf',
  'batch',
  'return',
  'const',
  'function',
  ...Object.keys(HELPERS),
  ...Object.values(HELPERS).flatMap((text) =>
    [...text.matchAll(/^(?:const|function) (\w+)/gm)].map(([, name]) => name!),
  ),
];

/** What a printed function gives: a tensor, or an object of tensors and numbers. */
type Result = Value | { readonly type: string; readonly fields: Readonly<Record<string, Value | number>> };

/** A program of these operands as a function that gives its result. */
export function programFunction(
  name: string,
  doc: string,
  operands: Readonly<Record<string, TensorType>>,
  build: (b: Builder, operands: Readonly<Record<string, Value>>) => Result,
): string {
  const b = new Builder();
  const given = Object.fromEntries(
    Object.entries(operands).map(([operand, type]) => [operand, b.input(operand, type.dtype, batchShape(type))]),
  );
  const result = build(b, given);
  const parameters = Object.keys(operands);
  const names: Names = new Map(Object.entries(given).map(([operand, value]) => [value, operand]));
  const whole = 'fields' in result;
  const values = whole ? Object.values(result.fields).filter((value) => typeof value !== 'number') : [result];
  const lines = printEquations(b.equations, names, values, parameters);
  const printed = (value: Value | number) => (typeof value === 'number' ? printNumber(value) : names.get(value)!);
  const returned = whole
    ? `{ ${Object.entries(result.fields)
        .map(([field, value]) => `${field}: ${printed(value)}`)
        .join(', ')} }`
    : printed(result);
  const w = new Writer().line(`/** ${doc} */`);
  const head = parameters.map((operand) => `${operand}: tf.Tensor`).join(', ');
  w.block(`function ${name}(${head}): ${whole ? result.type : 'tf.Tensor'} {`, () => {
    if (/\bbatch\b/.test([...lines, returned].join())) w.line(`const batch = ${parameters[0]}.shape[0]!;`);
    lines.forEach((line) => w.text(line));
    w.line(`return ${returned};`);
  });
  return w.toString();
}
