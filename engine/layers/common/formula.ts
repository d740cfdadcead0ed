/** What a formula over tensors comes to, written with the builder. Numbers stay numbers until they meet a tensor. */
import { type BinaryOperator, type Expression, ExpressionError } from '../../expression/parse.ts';
import type { Builder, Operand } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { phrase, verbatim } from '../../phrases.ts';

type Apply = (b: Builder, ...x: Operand[]) => Value;
interface Function {
  readonly takes: readonly [least: number, most: number];
  /** Of numbers alone. */
  readonly of: (...x: number[]) => number;
  readonly apply: Apply;
}

const value = (b: Builder, x: Operand): Value => (typeof x === 'number' ? b.fill(x) : x);
const unary = (of: (x: number) => number, apply: (b: Builder, x: Value) => Value): Function => ({
  takes: [1, 1],
  of,
  apply: (b, x) => apply(b, value(b, x!)),
});
const several = (of: (...x: number[]) => number, pair: (b: Builder, p: Operand, q: Operand) => Value): Function => ({
  takes: [2, Number.POSITIVE_INFINITY],
  of,
  apply: (b, ...x) =>
    value(
      b,
      x.reduce((p, q) => pair(b, p, q)),
    ),
});

export const FUNCTIONS: Readonly<Record<string, Function>> = {
  abs: unary(Math.abs, (b, x) => b.abs(x)),
  sign: unary(Math.sign, (b, x) => b.sign(x)),
  exp: unary(Math.exp, (b, x) => b.exp(x)),
  log: unary(Math.log, (b, x) => b.log(x)),
  sqrt: unary(Math.sqrt, (b, x) => b.sqrt(x)),
  sin: unary(Math.sin, (b, x) => b.sin(x)),
  cos: unary(Math.cos, (b, x) => b.cos(x)),
  tanh: unary(Math.tanh, (b, x) => b.tanh(x)),
  sigmoid: unary(
    (x) => 1 / (1 + Math.exp(-x)),
    (b, x) => b.sigmoid(x),
  ),
  softplus: unary(
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    (b, x) => b.softplus(x),
  ),
  relu: unary(
    (x) => Math.max(x, 0),
    (b, x) => b.relu(x),
  ),
  // there is no erf of numbers in JavaScript: it is left to the program
  erf: unary(
    () => Number.NaN,
    (b, x) => b.erf(x),
  ),
  floor: unary(Math.floor, (b, x) => b.floor(x)),
  ceil: unary(Math.ceil, (b, x) => b.neg(b.floor(b.neg(x)))),
  min: several(Math.min, (b, p, q) => b.min(p, q)),
  max: several(Math.max, (b, p, q) => b.max(p, q)),
  clip: {
    takes: [3, 3],
    of: (x, low, high) => Math.min(Math.max(x, low), high),
    apply: (b, x, low, high) => b.min(b.max(x!, low!), high!),
  },
};

/** Names that are no inputs. */
export const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

type Arithmetic = '+' | '-' | '*' | '/' | '%' | '^';
const ARITHMETIC: Readonly<
  Record<
    Arithmetic,
    readonly [of: (p: number, q: number) => number, apply: (b: Builder, p: Operand, q: Operand) => Value]
  >
> = {
  '+': [(p, q) => p + q, (b, p, q) => b.add(p, q)],
  '-': [(p, q) => p - q, (b, p, q) => b.sub(p, q)],
  '*': [(p, q) => p * q, (b, p, q) => b.mul(p, q)],
  '/': [(p, q) => p / q, (b, p, q) => b.div(p, q)],
  // the sign of the divisor
  '%': [(p, q) => p - q * Math.floor(p / q), (b, p, q) => b.sub(p, b.mul(q, b.floor(b.div(p, q))))],
  '^': [(p, q) => p ** q, (b, p, q) => (q === 2 && typeof p !== 'number' ? b.square(p) : b.pow(p, q))],
};
type Comparison = Exclude<BinaryOperator, Arithmetic | 'and' | 'or'>;
const COMPARISONS: Readonly<Record<Comparison, (b: Builder, p: Operand, q: Operand) => Value>> = {
  '==': (b, p, q) => b.eq(p, q),
  '!=': (b, p, q) => b.not(b.eq(p, q)),
  '<': (b, p, q) => b.lt(p, q),
  '<=': (b, p, q) => b.le(p, q),
  '>': (b, p, q) => b.gt(p, q),
  '>=': (b, p, q) => b.ge(p, q),
};

/** The formula's equations. Throws an `ExpressionError` where it is none over numbers. */
export function lowerFormula(b: Builder, tree: Expression, names: Readonly<Record<string, Value>>): Value {
  const numeric = (part: Expression): Operand => {
    switch (part.kind) {
      case 'literal':
        if (typeof part.value === 'number') return part.value;
        throw new ExpressionError(phrase('number-needed'), part.at);
      case 'name':
        return CONSTANTS[part.name] ?? names[part.name]!;
      case 'call': {
        const called = Object.hasOwn(FUNCTIONS, part.name) ? FUNCTIONS[part.name]! : undefined;
        if (!called)
          throw new ExpressionError(
            phrase('function-unknown', { name: verbatim(part.name), names: Object.keys(FUNCTIONS).map(verbatim) }),
            part.at,
          );
        const [least, most] = called.takes;
        if (part.args.length < least || part.args.length > most)
          throw new ExpressionError(
            least === most
              ? phrase('takes-values', { name: verbatim(part.name), count: most })
              : phrase('takes-values-or-more', { name: verbatim(part.name), least }),
            part.at,
          );
        const args = part.args.map(numeric);
        const result = args.every((arg) => typeof arg === 'number') ? called.of(...args) : Number.NaN;
        return Number.isNaN(result) ? called.apply(b, ...args) : result;
      }
      case 'unary': {
        if (part.operator === 'not') throw new ExpressionError(phrase('number-not-condition'), part.at);
        const x = numeric(part.value);
        return typeof x === 'number' ? -x : b.neg(x);
      }
      case 'choice':
        return b.select(truth(part.test), numeric(part.yes), numeric(part.no));
      case 'binary': {
        if (!Object.hasOwn(ARITHMETIC, part.operator)) throw new ExpressionError(phrase('number-by-choice'), part.at);
        const [of, apply] = ARITHMETIC[part.operator as Arithmetic];
        const [p, q] = [numeric(part.left), numeric(part.right)];
        return typeof p === 'number' && typeof q === 'number' ? of(p, q) : apply(b, p, q);
      }
    }
  };
  const truth = (part: Expression): Value => {
    if (part.kind === 'literal' && typeof part.value === 'boolean') return b.fill(Number(part.value), [], 'bool');
    if (part.kind === 'unary' && part.operator === 'not') return b.not(truth(part.value));
    if (part.kind === 'binary' && part.operator === 'and') return b.and(truth(part.left), truth(part.right));
    if (part.kind === 'binary' && part.operator === 'or') return b.or(truth(part.left), truth(part.right));
    if (part.kind === 'binary' && Object.hasOwn(COMPARISONS, part.operator))
      return COMPARISONS[part.operator as Comparison](b, numeric(part.left), numeric(part.right));
    throw new ExpressionError(phrase('condition-needed'), part.at);
  };
  return value(b, numeric(tree));
}
