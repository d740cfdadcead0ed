/** Formulas of the rules of learning (`engine/expression`) as expressions of Python. */
import type { BinaryOperator, Expression } from '../../expression/parse.ts';
import { type FormulaNames, readFormula } from '../formulas.ts';
import { literal } from './text.ts';

/** The formula as an expression; with `arrays` its names may be arrays of NumPy, and every choice is made element by element. */
export const printFormula = (source: string, names: FormulaNames, arrays = false): string =>
  print(readFormula(source, names), 0, arrays);

const SIGNS: Readonly<Record<BinaryOperator, readonly [sign: string, precedence: number]>> = {
  or: ['or', 2],
  and: ['and', 3],
  '==': ['==', 5],
  '!=': ['!=', 5],
  '<': ['<', 5],
  '<=': ['<=', 5],
  '>': ['>', 5],
  '>=': ['>=', 5],
  '+': ['+', 6],
  '-': ['-', 6],
  '*': ['*', 7],
  '/': ['/', 7],
  '%': ['%', 7],
  '^': ['**', 9],
};
const CHOICE = 1;
const UNARY = 8;
/** What functions are called there; others are the project's own. */
const CALLS: Readonly<Record<string, readonly [one: string, arrays: string]>> = {
  min: ['min', 'np.minimum'],
  max: ['max', 'np.maximum'],
  floor: ['math.floor', 'np.floor'],
  ceil: ['math.ceil', 'np.ceil'],
  abs: ['abs', 'np.abs'],
  sqrt: ['math.sqrt', 'np.sqrt'],
  exp: ['math.exp', 'np.exp'],
  log2: ['math.log2', 'np.log2'],
  log: ['math.log', 'np.log'],
  cos: ['math.cos', 'np.cos'],
  finite: ['math.isfinite', 'np.isfinite'],
  sum: ['sum', 'np.sum'],
  mean: ['mean', 'mean'],
};

function print(part: Expression, precedence: number, arrays: boolean): string {
  const within = (own: number, text: string) => (own < precedence ? `(${text})` : text);
  switch (part.kind) {
    case 'literal':
      return within(typeof part.value === 'number' && part.value < 0 ? UNARY : 10, literal(part.value));
    case 'name':
      return part.name;
    case 'call': {
      const args = part.args.map((arg) => print(arg, 0, arrays));
      if (part.name === 'at') return `${print(part.args[0]!, 10, arrays)}[${args[1]}]`;
      const called = Object.hasOwn(CALLS, part.name) ? CALLS[part.name]![arrays ? 1 : 0] : part.name;
      return `${called}(${args.join(', ')})`;
    }
    case 'unary':
      return part.operator === '-'
        ? within(UNARY, `-${print(part.value, UNARY, arrays)}`)
        : within(4, arrays ? `np.logical_not(${print(part.value, 0, arrays)})` : `not ${print(part.value, 4, arrays)}`);
    case 'choice': {
      const [test, yes, no] = [part.test, part.yes, part.no];
      if (arrays) return `np.where(${[test, yes, no].map((one) => print(one, 0, arrays)).join(', ')})`;
      return within(
        CHOICE,
        `${print(yes, CHOICE + 1, arrays)} if ${print(test, CHOICE + 1, arrays)} else ${print(no, CHOICE, arrays)}`,
      );
    }
    case 'binary': {
      const [sign, own] = SIGNS[part.operator];
      if (arrays && (part.operator === 'and' || part.operator === 'or'))
        return `np.logical_${part.operator}(${print(part.left, 0, arrays)}, ${print(part.right, 0, arrays)})`;
      const [left, right] = part.operator === '^' ? [own + 1, UNARY] : [own, own + 1];
      return within(own, `${print(part.left, left, arrays)} ${sign} ${print(part.right, right, arrays)}`);
    }
  }
}
