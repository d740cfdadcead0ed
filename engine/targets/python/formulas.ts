/** Formulas of the rules of learning (`engine/expression`) as expressions of Python. */
import type { BinaryOperator, Expression } from '../../expression/parse.ts';
import { type FormulaNames, readFormula } from '../formulas.ts';
import { literal } from './text.ts';

/** What names of a formula are: numbers; arrays of NumPy or tensors of Keras, whose every choice is made element by element. */
export type Of = 'numbers' | 'arrays' | 'tensors';
const PREFIX: Readonly<Record<Of, string>> = { numbers: '', arrays: 'np.', tensors: 'ops.' };

/** The formula as an expression. */
export const printFormula = (source: string, names: FormulaNames, of: Of = 'numbers'): string =>
  print(readFormula(source, names), 0, of);

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

/** A function of tensors has the name that it has of arrays. */
const nameOf = (name: string, of: Of): string => {
  const [one, arrays] = CALLS[name]!;
  return of === 'numbers' ? one : of === 'arrays' ? arrays : arrays.replace(/^np\./, 'ops.');
};

function print(part: Expression, precedence: number, of: Of): string {
  const arrays = of !== 'numbers';
  const within = (own: number, text: string) => (own < precedence ? `(${text})` : text);
  switch (part.kind) {
    case 'literal':
      return within(typeof part.value === 'number' && part.value < 0 ? UNARY : 10, literal(part.value));
    case 'name':
      return part.name;
    case 'call': {
      const args = part.args.map((arg) => print(arg, 0, of));
      if (part.name === 'at') return `${print(part.args[0]!, 10, of)}[${args[1]}]`;
      const called = Object.hasOwn(CALLS, part.name) ? nameOf(part.name, of) : part.name;
      return `${called}(${args.join(', ')})`;
    }
    case 'unary':
      return part.operator === '-'
        ? within(UNARY, `-${print(part.value, UNARY, of)}`)
        : within(
            4,
            arrays ? `${PREFIX[of]}logical_not(${print(part.value, 0, of)})` : `not ${print(part.value, 4, of)}`,
          );
    case 'choice': {
      const [test, yes, no] = [part.test, part.yes, part.no];
      if (arrays) return `${PREFIX[of]}where(${[test, yes, no].map((one) => print(one, 0, of)).join(', ')})`;
      return within(
        CHOICE,
        `${print(yes, CHOICE + 1, of)} if ${print(test, CHOICE + 1, of)} else ${print(no, CHOICE, of)}`,
      );
    }
    case 'binary': {
      const [sign, own] = SIGNS[part.operator];
      if (arrays && (part.operator === 'and' || part.operator === 'or'))
        return `${PREFIX[of]}logical_${part.operator}(${print(part.left, 0, of)}, ${print(part.right, 0, of)})`;
      const [left, right] = part.operator === '^' ? [own + 1, UNARY] : [own, own + 1];
      return within(own, `${print(part.left, left, of)} ${sign} ${print(part.right, right, of)}`);
    }
  }
}
