/** What a formula over numbers, truths and texts comes to; for settings. Formulas over tensors walk the tree in their own way. */
import { type Expression, ExpressionError, parseExpression } from './parse.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';

/** Functions that a formula may call, with how many arguments they take at least and at most. */
export type FormulaFunctions = Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly of: (...values: number[]) => number }>
>;

/** Those of formulas of settings. */
export const FUNCTIONS: FormulaFunctions = {
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

/** Evaluates a tree. A name alone may stand for anything, a list too; whatever is calculated with must be numbers. Throws an `ExpressionError`. */
export function evaluate(
  tree: Expression,
  names: Readonly<Record<string, unknown>>,
  functions: FormulaFunctions = FUNCTIONS,
): unknown {
  const numberOf = (part: Expression): number => {
    const value = walk(part);
    if (typeof value !== 'number')
      throw new ExpressionError(
        part.kind === 'name' ? phrase('name-no-number', { name: verbatim(part.name) }) : phrase('part-no-number'),
        part.at,
      );
    return value;
  };
  const truthOf = (part: Expression): boolean => {
    const value = walk(part);
    if (typeof value !== 'boolean')
      throw new ExpressionError(
        part.kind === 'name' ? phrase('name-no-condition', { name: verbatim(part.name) }) : phrase('part-no-condition'),
        part.at,
      );
    return value;
  };
  const walk = (part: Expression): unknown => {
    switch (part.kind) {
      case 'literal':
        return part.value;
      case 'name':
        if (!Object.hasOwn(names, part.name))
          throw new ExpressionError(unknownName(part.name, Object.keys(names)), part.at);
        return names[part.name];
      case 'call': {
        const called = Object.hasOwn(functions, part.name) ? functions[part.name] : undefined;
        if (!called)
          throw new ExpressionError(
            phrase('function-unknown', { name: verbatim(part.name), names: Object.keys(functions).map(verbatim) }),
            part.at,
          );
        if (part.args.length < called.least || part.args.length > called.most)
          throw new ExpressionError(
            phrase(called.most === 1 ? 'takes-one' : 'takes-one-at-least', { name: verbatim(part.name) }),
            part.at,
          );
        return finite(called.of(...part.args.map(numberOf)), part.at);
      }
      case 'unary':
        return part.operator === '-' ? -numberOf(part.value) : !truthOf(part.value);
      case 'choice':
        return truthOf(part.test) ? walk(part.yes) : walk(part.no);
      case 'binary':
        return calculate(part);
    }
  };
  const calculate = ({ operator, left, right, at }: Extract<Expression, { kind: 'binary' }>): unknown => {
    switch (operator) {
      case 'and':
        return truthOf(left) && truthOf(right);
      case 'or':
        return truthOf(left) || truthOf(right);
      case '==':
        return walk(left) === walk(right);
      case '!=':
        return walk(left) !== walk(right);
      default: {
        const [a, b] = [numberOf(left), numberOf(right)];
        switch (operator) {
          case '<':
            return a < b;
          case '<=':
            return a <= b;
          case '>':
            return a > b;
          case '>=':
            return a >= b;
          case '+':
            return finite(a + b, at);
          case '-':
            return finite(a - b, at);
          case '*':
            return finite(a * b, at);
          case '/':
            return finite(a / b, at);
          case '%':
            // the sign of the divisor, as a remainder that counts positions should have
            return finite(a - b * Math.floor(a / b), at);
          case '^':
            return finite(a ** b, at);
        }
      }
    }
  };
  return walk(tree);
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
export function evaluateSource(
  source: string,
  names: Readonly<Record<string, unknown>>,
  functions?: FormulaFunctions,
): unknown {
  return evaluate(parseOnce(source), names, functions);
}
