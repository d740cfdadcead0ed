/** Formulas of the rules of learning (`engine/expression`) as expressions of JavaScript, with the settings as the numbers that they are. */
import { type BinaryOperator, type Expression, namesIn } from '../../../expression/parse.ts';
import { type FormulaLists, type FormulaNames, OF_LISTS, readFormula } from '../../formulas.ts';
import { literal } from '../../literals.ts';

/** The formula as an expression; what is known already is computed, where its digits stay few. */
export const printFormula = (source: string, names: FormulaNames, lists?: FormulaLists): string =>
  print(readFormula(source, names), 0, lists);

/** As the body of an arrow function. */
export const bodyOf = (source: string, names: FormulaNames, lists?: FormulaLists): string =>
  print(readFormula(source, names), CHOICE + 1, lists);

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
