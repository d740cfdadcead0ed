/** Formulas over lists of numbers: what is calculated with lists is calculated element by element, with numbers for each of them alike. */
import { SCHEDULE_FUNCTIONS } from './schedules/common/functions.ts';
import type { BinaryOperator, Expression } from '../expression/parse.ts';

export type Listed = number | boolean | string | readonly (number | boolean)[];
type Element = number | boolean | string;

const each = (values: readonly Listed[], of: (...elements: Element[]) => number | boolean): Listed => {
  const lists = values.filter((value): value is readonly (number | boolean)[] => Array.isArray(value));
  if (lists.length === 0) return of(...(values as Element[]));
  return lists[0]!.map((_, i) => of(...values.map((value) => (Array.isArray(value) ? value[i] : value) as Element)));
};
const total = (list: Listed): number => (list as readonly number[]).reduce((sum, value) => sum + value, 0);

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

/** What a formula comes to; nothing is refused that is no finite number. */
export function evaluateLists(tree: Expression, names: Readonly<Record<string, Listed>>): Listed {
  const walk = (part: Expression): Listed => evaluateLists(part, names);
  switch (tree.kind) {
    case 'literal':
      return tree.value;
    case 'name':
      if (!Object.hasOwn(names, tree.name)) throw new Error(`internal: a formula of metrics has no "${tree.name}"`);
      return names[tree.name]!;
    case 'call': {
      const args = tree.args.map(walk);
      const whole = OF_LISTS[tree.name];
      if (whole) return whole(...(args as never[]));
      const called = ELEMENTWISE[tree.name];
      if (!called) throw new Error(`internal: a formula of metrics calls "${tree.name}"`);
      return each(args, called as (...values: Element[]) => number);
    }
    case 'unary':
      return each([walk(tree.value)], (value) => (tree.operator === '-' ? -(value as number) : !value));
    case 'choice': {
      const test = walk(tree.test);
      if (!Array.isArray(test)) return walk(test === true ? tree.yes : tree.no);
      return each([test, walk(tree.yes), walk(tree.no)], (chosen, yes, no) => (chosen ? yes : no) as number);
    }
    case 'binary':
      return each([walk(tree.left), walk(tree.right)], OPERATORS[tree.operator] as (...values: Element[]) => number);
  }
}
