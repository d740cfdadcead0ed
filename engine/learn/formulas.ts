/**
 * Formulas of the rules of learning, compiled once and computed often. What is calculated with lists is calculated element by
 * element, with numbers for each of them alike. Nothing is refused that is no finite number.
 */
import { parseOnce } from '../expression/evaluate.ts';
import type { BinaryOperator, Expression } from '../expression/parse.ts';
import { SCHEDULE_FUNCTIONS } from './schedules/common/functions.ts';

type Element = number | boolean | string;
export type Listed = Element | null | readonly (number | boolean)[];
/** What names stand for. */
export type Names = Readonly<Record<string, Listed>>;
/** A formula, ready to be computed. */
export type Computed = (names: Names) => Listed;
/** Functions that a formula may call besides those that all may. */
export type OwnFunctions = Readonly<Record<string, (value: number) => number>>;

const isList = (value: Listed): value is readonly (number | boolean)[] => Array.isArray(value);
const each = (values: readonly Listed[], of: (...elements: never[]) => number | boolean): Listed => {
  const list = values.find(isList);
  if (!list) return of(...(values as never[]));
  return list.map((_, i) => of(...(values.map((value) => (isList(value) ? value[i] : value)) as never[])));
};
const total = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0);

/** a / b, and 0 where there is nothing to count. */
const share = (a: number, b: number): number => (b === 0 ? 0 : a / b);

const OPERATORS: Readonly<Record<BinaryOperator, (a: never, b: never) => number | boolean>> = {
  or: (a: boolean, b: boolean) => a || b,
  and: (a: boolean, b: boolean) => a && b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
  '^': (a: number, b: number) => a ** b,
};
const ELEMENTWISE: Readonly<Record<string, (...values: never[]) => number>> = {
  share,
  min: Math.min,
  max: Math.max,
  abs: Math.abs,
  floor: Math.floor,
  sqrt: Math.sqrt,
  exp: Math.exp,
  cos: Math.cos,
};
/** Functions of a whole list, and those that answer for one number alone. */
const OF_LISTS: Readonly<Record<string, (...args: never[]) => number | boolean>> = {
  sum: total,
  mean: (list: readonly number[]) => share(total(list), list.length),
  at: (list: readonly number[], place: number) => list[place]!,
  finite: Number.isFinite,
  ...SCHEDULE_FUNCTIONS,
};

/** A formula, ready to be computed. */
export const compiled = (formula: string, own: OwnFunctions = {}): Computed => compile(parseOnce(formula), own);

function compile(tree: Expression, own: OwnFunctions): Computed {
  switch (tree.kind) {
    case 'literal':
      return () => tree.value;
    case 'name':
      return (names) => {
        const value = names[tree.name];
        if (value === undefined) throw new Error(`internal: a formula of learning has no "${tree.name}"`);
        return value;
      };
    case 'call':
      return call(tree, own);
    case 'unary': {
      const [value, negates] = [compile(tree.value, own), tree.operator === '-'];
      return (names) => each([value(names)], (one: number | boolean) => (negates ? -one : !one));
    }
    case 'choice': {
      const [test, yes, no] = [tree.test, tree.yes, tree.no].map((part) => compile(part, own)) as [
        Computed,
        Computed,
        Computed,
      ];
      return (names) => {
        const chosen = test(names);
        if (!isList(chosen)) return (chosen === true ? yes : no)(names);
        return each([chosen, yes(names), no(names)], (which: boolean, a: number, b: number) => (which ? a : b));
      };
    }
    case 'binary': {
      const [left, right, of] = [compile(tree.left, own), compile(tree.right, own), OPERATORS[tree.operator]];
      return (names) => {
        const [a, b] = [left(names), right(names)];
        return isList(a) || isList(b) ? each([a, b], of) : of(a as never, b as never);
      };
    }
  }
}

function call({ name, args }: Extract<Expression, { kind: 'call' }>, own: OwnFunctions): Computed {
  const operands = args.map((arg) => compile(arg, own));
  const whole = own[name] ?? OF_LISTS[name];
  if (whole) return (names) => whole(...(operands.map((operand) => operand(names)) as never[]));
  const elementwise = ELEMENTWISE[name];
  if (!elementwise) throw new Error(`internal: a formula of learning calls "${name}"`);
  return (names) =>
    each(
      operands.map((operand) => operand(names)),
      elementwise,
    );
}
