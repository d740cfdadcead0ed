/** Formulas of the rules of learning (`engine/expression`) with the settings put in and what is known computed: what every language prints. */
import { evaluate, FUNCTIONS } from '../expression/evaluate.ts';
import { type Expression, parseExpression } from '../expression/parse.ts';
import { Code } from './literals.ts';

/** What a name of a formula stands for: a value, code that says it, or another formula. */
export type FormulaNames = Readonly<Record<string, unknown>>;

/** Lists whose elements a formula speaks of: properties of the elements of one array. */
export interface FormulaLists {
  readonly array: string;
  readonly properties: readonly string[];
}

/** The formula with its names put in. */
export const readFormula = (source: string, names: FormulaNames): Expression =>
  simplify(parseExpression(source), names);

/** Whether a formula comes to a list: it speaks of elements outside of what makes a list one number. */
export function isList(part: Expression, lists: FormulaLists): boolean {
  switch (part.kind) {
    case 'literal':
      return false;
    case 'name':
      return lists.properties.includes(part.name);
    case 'call':
      return !OF_LISTS.has(part.name) && part.args.some((arg) => isList(arg, lists));
    case 'unary':
      return isList(part.value, lists);
    case 'choice':
      return [part.test, part.yes, part.no].some((one) => isList(one, lists));
    case 'binary':
      return isList(part.left, lists) || isList(part.right, lists);
  }
}
/** What makes a list one number. */
export const OF_LISTS: ReadonlySet<string> = new Set(['sum', 'mean', 'at']);

const literalOf = (value: number | string | boolean): Expression => ({ kind: 'literal', value, at: 0 });
const isLiteral = (part: Expression, value?: unknown): part is Extract<Expression, { kind: 'literal' }> =>
  part.kind === 'literal' && (value === undefined || part.value === value);
/** A number with so many characters reads better than what it was computed from; all its digits stand. */
const SHORT = 12;

function simplify(part: Expression, names: FormulaNames): Expression {
  const inner = (of: Expression) => simplify(of, names);
  switch (part.kind) {
    case 'literal':
      return part;
    case 'name': {
      const value = names[part.name];
      if (value instanceof Code) return { ...part, name: value.text };
      if (isFormula(value)) return value;
      return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
        ? literalOf(value)
        : part;
    }
    case 'call':
      return computed({ ...part, args: part.args.map(inner) });
    case 'unary':
      return computed({ ...part, value: inner(part.value) });
    case 'choice': {
      const test = inner(part.test);
      if (isLiteral(test)) return inner(test.value === true ? part.yes : part.no);
      return { ...part, test, yes: inner(part.yes), no: inner(part.no) };
    }
    case 'binary':
      return computed(neutral({ ...part, left: inner(part.left), right: inner(part.right) }));
  }
}

const isFormula = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && 'kind' in value && 'at' in value;

/** The value where all its parts are known and it has few digits. */
function computed(part: Expression): Expression {
  const parts = part.kind === 'call' ? part.args : part.kind === 'binary' ? [part.left, part.right] : [part];
  if (part.kind === 'call' && !Object.hasOwn(FUNCTIONS, part.name)) return part;
  const known = part.kind === 'unary' ? isLiteral(part.value) : parts.every((one) => isLiteral(one));
  if (!known || (part.kind !== 'call' && part.kind !== 'binary' && part.kind !== 'unary')) return part;
  const value = evaluate(part, {}) as number | boolean;
  return String(value).length <= SHORT ? literalOf(value) : part;
}

/** Without what changes nothing: `x * 1`, `x + 0`, `x / 1`, `x ^ 1`. */
function neutral(part: Extract<Expression, { kind: 'binary' }>): Expression {
  const { operator, left, right } = part;
  switch (operator) {
    case '+':
      if (isLiteral(left, 0)) return right;
      return isLiteral(right, 0) ? left : (lessened(left, right) ?? part);
    case '-':
      return isLiteral(right, 0) ? left : part;
    case '*':
      if (isLiteral(left, 0) || isLiteral(right, 0)) return literalOf(0);
      return isLiteral(left, 1) ? right : isLiteral(right, 1) ? left : part;
    case '/':
    case '^':
      return isLiteral(right, 1) ? left : part;
    default:
      return part;
  }
}

/** `x - c * y` for `x + -c * y`. */
function lessened(left: Expression, right: Expression): Expression | undefined {
  if (right.kind !== 'binary' || right.operator !== '*' || !isLiteral(right.left)) return undefined;
  const factor = Number(right.left.value);
  return factor < 0
    ? { kind: 'binary', operator: '-', left, right: { ...right, left: literalOf(-factor) }, at: 0 }
    : undefined;
}
