import { type Expression, ExpressionError, namesIn, parseExpression } from '../../expression/parse.ts';
import { Builder } from '../../ir/builder.ts';
import { text } from '../../settings.ts';
import { broadcastInputs } from '../factories/combination.ts';
import { CONSTANTS, FUNCTIONS, lowerFormula } from '../common/formula.ts';
import { defineLayer, type Port, reject } from '../define.ts';
import { phrase, verbatim } from '../../phrases.ts';

/** A formula as a tree and its inputs, in the order in which it speaks of them; or what is wrong with it. */
type Read = { readonly tree: Expression; readonly names: readonly string[] } | ExpressionError;

function read(formula: string): Read {
  try {
    const tree = parseExpression(formula);
    const names = [...namesIn(tree)].filter((name) => !Object.hasOwn(CONSTANTS, name));
    if (names.length === 0) throw new ExpressionError(phrase('no-input-named'), 0);
    // what it means on single numbers, it means on tensors
    const b = new Builder();
    lowerFormula(b, tree, Object.fromEntries(names.map((name) => [name, b.input(name, 'float32', [])])));
    return { tree, names };
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

const known = new Map<string, Read>();
/** The same, each formula read once. */
function formulaOf(formula: string): Read {
  const found = known.get(formula) ?? read(formula);
  if (known.size > 1000) known.clear();
  known.set(formula, found);
  return found;
}

const portsFor = (names: readonly string[]): readonly Port[] =>
  names.map((name) => ({ name, doc: 'What this name stands for in the formula; axes of size 1 stretch.' }));
const OUTPUTS = [{ name: 'output', doc: 'The formula’s value at each place; the shape to which all inputs stretch.' }];
const X = { dtype: 'float32' as const, shape: ['N', 5] as const };

export const expression = defineLayer({
  id: 'expression',
  title: 'Expression',
  family: 'shape',
  doc:
    'A formula, computed number by number. Each name in it is an input. ' +
    `It knows ${Object.keys(FUNCTIONS).join(', ')}; ${Object.keys(CONSTANTS).join(' and ')}; + − * / % ^, ` +
    'comparisons, and, or, not, and "condition ? this : that". Where values are equal, min, max and the edges of clip pass ' +
    'half of the gradient to each (torch.clamp passes all of it); ^ passes none to the exponent of a base of 0 or less. ' +
    'A choice gives what was chosen, whatever the other one is, ' +
    'infinite or not defined: "a > 0 ? 1 / a : 0" is 0 at 0. No gradient passes to what was not chosen; but zero times ' +
    'the slope of a function that is infinite there is NaN, as with torch.where: for learning, its input is chosen too, ' +
    '"a > 0 ? 1 / (a > 0 ? a : 1) : 0".',
  formula: 'y = f(a, b, \\dots)',
  source: {
    title: 'The grammar of formulas: engine/expression',
    url: 'https://en.wikipedia.org/wiki/Order_of_operations',
  },
  keywords: ['formula', 'lambda', 'custom', 'function', 'math', 'equation'],
  settings: {
    formula: text({
      label: 'Formula',
      default: 'x * sigmoid(1.702 * x)',
      doc: 'Over the inputs, by any names: a * b + c.',
    }),
  },
  inputs: portsFor(['x']),
  outputs: OUTPUTS,
  ports({ formula }) {
    const found = formulaOf(formula);
    if (found instanceof ExpressionError)
      return reject(
        'bad-formula',
        { formula: verbatim(formula), reason: phrase('at-character', { at: found.at + 1, reason: found.reason }) },
        { setting: 'formula' },
      );
    return { inputs: portsFor(found.names), outputs: OUTPUTS };
  },
  summary: ({ formula }) => verbatim(formula),
  infer(inputs, { formula }) {
    const { names } = formulaOf(formula) as Exclude<Read, ExpressionError>;
    return broadcastInputs(inputs, names.at(-1)!);
  },
  lower({ b }, inputs, { formula }) {
    const { tree, names } = formulaOf(formula) as Exclude<Read, ExpressionError>;
    return lowerFormula(b, tree, Object.fromEntries(names.map((name, i) => [name, inputs[i]!])));
  },
  macs(_, [y], { formula }) {
    const found = formulaOf(formula);
    return found instanceof ExpressionError
      ? 0
      : operations(found.tree) * y!.shape.reduce<number>((size, dim) => (dim === 'N' ? size : size * dim), 1);
  },
  examples: [
    { inputs: [X], output: ['N', 5] },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 2, 3] },
        { dtype: 'float32', shape: ['N', 1, 3] },
        { dtype: 'float32', shape: ['N', 2, 1] },
      ],
      settings: { formula: 'a * b + c' },
      output: ['N', 2, 3],
    },
    { inputs: [X], settings: { formula: 'x > 0 ? x : 0.1 * (exp(min(x, 0)) - 1)' }, output: ['N', 5], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 2] }],
      settings: { formula: '0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ^ 3)))' },
      output: ['N', 2, 2, 2],
    },
    { inputs: [X, X], settings: { formula: 'abs(a - b) / max(abs(a), abs(b), 0.001)' }, output: ['N', 5] },
    { inputs: [X], settings: { formula: 'log(1 + exp(-abs(x))) + relu(x) - x ^ 2 * erf(1)' }, output: ['N', 5] },
    {
      inputs: [X, X],
      settings: { formula: 'not (p < 0 or p >= 1) and q != 0 ? clip(p, 0.2, 0.6) % 0.25 : ceil(q) - e ^ -q' },
      output: ['N', 5],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N'] }],
      settings: { formula: '-x + softplus(x)' },
      output: ['N'],
      batch: 5,
    },
  ],
});

/** Operations at each place. */
function operations(part: Expression): number {
  switch (part.kind) {
    case 'literal':
    case 'name':
      return 0;
    case 'call':
      return part.args.reduce((sum, arg) => sum + operations(arg), 1);
    case 'unary':
      return 1 + operations(part.value);
    case 'binary':
      return 1 + operations(part.left) + operations(part.right);
    case 'choice':
      return 1 + operations(part.test) + operations(part.yes) + operations(part.no);
  }
}
