/** Formulas of the rules of learning (`engine/expression`) as expressions of JavaScript, with the settings as the numbers that they are. */
import { evaluate, FUNCTIONS } from '../../../expression/evaluate.ts';
import { type BinaryOperator, type Expression, namesIn, parseExpression } from '../../../expression/parse.ts';
import { Code, literal } from '../../literals.ts';

/** What a name of a formula stands for: a value, code that says it, or another formula. */
export type FormulaNames = Readonly<Record<string, unknown>>;

/** Lists whose elements a formula speaks of: properties of the elements of one array. */
export interface FormulaLists {
  readonly array: string;
  readonly properties: readonly string[];
}

/** The formula as an expression; what is known already is computed, where its digits stay few. */
export const printFormula = (source: string, names: FormulaNames, lists?: FormulaLists): string =>
  print(readFormula(source, names), 0, lists);

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
const OF_LISTS: ReadonlySet<string> = new Set(['sum', 'mean', 'at']);

/** As the body of an arrow function. */
export const bodyOf = (source: string, names: FormulaNames, lists?: FormulaLists): string =>
  print(readFormula(source, names), CHOICE + 1, lists);

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

const SIGNS: Readonly<Record<BinaryOperator, readonly [sign: string, precedence: number]>> = {
  or: ['||', 2],
  and: ['&&', 3],
  '==': ['===', 4],
  '!=': ['!==', 4],
  '<': ['<', 5],
  '<=': ['<=', 5],
  '>': ['>', 5],
  '>=': ['>=', 5],
  '+': ['+', 6],
  '-': ['-', 6],
  '*': ['*', 7],
  '/': ['/', 7],
  // of numbers that are not negative the remainder is the same
  '%': ['%', 7],
  '^': ['**', 9],
};
const CHOICE = 1;
const UNARY = 8;
/** Functions that JavaScript has; others are the project's own. */
const OF_MATH: ReadonlySet<string> = new Set(['min', 'max', 'floor', 'ceil', 'abs', 'sqrt', 'exp', 'log2', 'cos']);

/** In brackets where it binds less than `precedence`. */
function print(part: Expression, precedence: number, lists?: FormulaLists): string {
  const within = (own: number, text: string) => (own < precedence ? `(${text})` : text);
  switch (part.kind) {
    case 'literal':
      return within(typeof part.value === 'number' && part.value < 0 ? UNARY : 10, literal(part.value));
    case 'name':
      return part.name;
    case 'call': {
      if (lists && OF_LISTS.has(part.name)) return ofList(part, lists);
      const args = part.args.map((arg) => print(arg, 0, lists)).join(', ');
      return `${OF_MATH.has(part.name) ? 'Math.' : ''}${part.name === 'finite' ? 'Number.isFinite' : part.name}(${args})`;
    }
    case 'unary':
      return within(UNARY, `${part.operator === '-' ? '-' : '!'}${print(part.value, UNARY, lists)}`);
    case 'choice':
      return within(
        CHOICE,
        `${print(part.test, CHOICE + 1, lists)} ? ${print(part.yes, CHOICE, lists)} : ${print(part.no, CHOICE, lists)}`,
      );
    case 'binary': {
      const [sign, own] = SIGNS[part.operator];
      // brackets around products of several kinds, for whoever reads
      const mixed = own === 7 && part.left.kind === 'binary' && SIGNS[part.left.operator][1] === 7;
      const clear = mixed && part.left.operator !== part.operator ? own + 1 : own;
      const [left, right] = part.operator === '^' ? [own + 1, UNARY] : [clear, own + 1];
      return within(own, `${print(part.left, left, lists)} ${sign} ${print(part.right, right, lists)}`);
    }
  }
}

/** `sum(right)` as `sum(counts.map(({ right }) => right))`, `at(right, 1)` as `counts[1]!.right`. */
function ofList({ name, args: [list, place] }: Extract<Expression, { kind: 'call' }>, lists: FormulaLists): string {
  if (name === 'at') return `${lists.array}[${print(place!, 0, lists)}]!.${print(list!, 0, lists)}`;
  const used = [...namesIn(list!)].filter((property) => lists.properties.includes(property));
  return `${name}(${lists.array}.map(({ ${used.join(', ')} }) => ${print(list!, CHOICE + 1, lists)}))`;
}
