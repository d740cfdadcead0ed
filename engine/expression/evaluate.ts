/** What a formula over numbers, truths and texts comes to; for settings. Formulas over tensors walk the tree in their own way. */
import { type BinaryOperator, type Expression, ExpressionError, parseExpression } from './parse.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';

/** The functions that formulas of settings may call, with how many arguments they take (at least). */
export const FUNCTIONS: Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly of: (...values: number[]) => number }>
> = {
  min: { least: 1, most: Number.POSITIVE_INFINITY, of: Math.min },
  max: { least: 1, most: Number.POSITIVE_INFINITY, of: Math.max },
  floor: { least: 1, most: 1, of: Math.floor },
  ceil: { least: 1, most: 1, of: Math.ceil },
  // halves go to the even neighbour, as in the code of the papers (Python's round)
  round: { least: 1, most: 1, of: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)) },
  abs: { least: 1, most: 1, of: Math.abs },
  sqrt: { least: 1, most: 1, of: Math.sqrt },
  log2: { least: 1, most: 1, of: Math.log2 },
};

type Binary = Extract<Expression, { kind: 'binary' }>;
type Arithmetic = Exclude<BinaryOperator, 'and' | 'or' | '==' | '!='>;

/** Operators between two numbers. */
const ARITHMETIC: Readonly<Record<Arithmetic, (a: number, b: number) => number | boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  // the sign of the divisor, as a remainder that counts positions should have
  '%': (a, b) => a - b * Math.floor(a / b),
  '^': (a, b) => a ** b,
};

/** Evaluates a tree. A name alone may stand for anything, a list too; whatever is calculated with must be numbers. Throws an `ExpressionError`. */
export const evaluate = (tree: Expression, names: Readonly<Record<string, unknown>>): unknown =>
  new Evaluator(names).value(tree);

class Evaluator {
  readonly #names: Readonly<Record<string, unknown>>;

  constructor(names: Readonly<Record<string, unknown>>) {
    this.#names = names;
  }

  value(part: Expression): unknown {
    switch (part.kind) {
      case 'literal':
        return part.value;
      case 'name':
        if (!Object.hasOwn(this.#names, part.name))
          throw new ExpressionError(unknownName(part.name, Object.keys(this.#names)), part.at);
        return this.#names[part.name];
      case 'call':
        return this.#call(part);
      case 'unary':
        return part.operator === '-' ? -this.#number(part.value) : !this.#truth(part.value);
      case 'choice':
        return this.value(this.#truth(part.test) ? part.yes : part.no);
      case 'binary':
        return this.#binary(part);
    }
  }

  #number(part: Expression): number {
    const value = this.value(part);
    if (typeof value === 'number') return value;
    throw new ExpressionError(
      part.kind === 'name' ? phrase('name-no-number', { name: verbatim(part.name) }) : phrase('part-no-number'),
      part.at,
    );
  }

  #truth(part: Expression): boolean {
    const value = this.value(part);
    if (typeof value === 'boolean') return value;
    throw new ExpressionError(
      part.kind === 'name' ? phrase('name-no-condition', { name: verbatim(part.name) }) : phrase('part-no-condition'),
      part.at,
    );
  }

  #call({ name, args, at }: Extract<Expression, { kind: 'call' }>): number {
    const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!called)
      throw new ExpressionError(
        phrase('function-unknown', { name: verbatim(name), names: Object.keys(FUNCTIONS).map(verbatim) }),
        at,
      );
    if (args.length < called.least || args.length > called.most)
      throw new ExpressionError(
        phrase(called.most === 1 ? 'takes-one' : 'takes-one-at-least', { name: verbatim(name) }),
        at,
      );
    return finite(called.of(...args.map((one) => this.#number(one))), at);
  }

  #binary({ operator, left, right, at }: Binary): unknown {
    switch (operator) {
      case 'and':
        return this.#truth(left) && this.#truth(right);
      case 'or':
        return this.#truth(left) || this.#truth(right);
      case '==':
        return this.value(left) === this.value(right);
      case '!=':
        return this.value(left) !== this.value(right);
      default: {
        const result = ARITHMETIC[operator](this.#number(left), this.#number(right));
        return typeof result === 'number' ? finite(result, at) : result;
      }
    }
  }
}

function finite(value: number, at: number): number {
  if (!Number.isFinite(value)) throw new ExpressionError(phrase('result-not-finite'), at);
  return value;
}

const unknownName = (name: string, names: readonly string[]): Phrase =>
  names.length === 0
    ? phrase('name-unknown', { name: verbatim(name) })
    : phrase('name-unknown-among', { name: verbatim(name), names: names.map(verbatim) });

const parsed = new Map<string, Expression>();

/** The tree of a formula; each source is parsed once. */
export function parseOnce(source: string): Expression {
  let tree = parsed.get(source);
  if (!tree) {
    tree = parseExpression(source);
    if (parsed.size > 5000) parsed.clear();
    parsed.set(source, tree);
  }
  return tree;
}

/** A formula's value. */
export function evaluateSource(source: string, names: Readonly<Record<string, unknown>>): unknown {
  return evaluate(parseOnce(source), names);
}
