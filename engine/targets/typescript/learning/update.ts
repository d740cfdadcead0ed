/**
 * How an optimizer moves one weight, as source of an exported project: printed from the program that the engine trains with, where that
 * treats every number alike; the others are written here.
 */
import { Builder } from '../../../ir/builder.ts';
import type { Optimizer } from '../../../learn/define.ts';
import { Code, literal } from '../../literals.ts';
import { helpersFor } from '../model/primitives.ts';
import type { FormulaNames } from '../../formulas.ts';
import { bodyOf, printFormula } from './formulas.ts';
import { BATCH, type Names } from '../../printed.ts';
import { printEquations } from '../model/print.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface UpdateRule {
  /** What stands before `update`: constants, types and functions that it needs. */
  readonly head: readonly string[];
  /** The body of `update`, up to its `return`. */
  readonly body: readonly string[];
  readonly weight: string;
  /** What is remembered of a weight; undefined where nothing is. */
  readonly memory?: {
    readonly doc: string;
    /** The type of one weight's memory, with tensors or variables in it. */
    readonly type: (of: 'tf.Tensor' | 'tf.Variable') => string;
    /** The next memory, in `update`. */
    readonly next: string;
    /** A statement or two that make `make`, and one weight's first memory as an expression of `shape`. */
    readonly making: readonly string[];
    readonly first: string;
    /** Statements that put `next.slots` into `slots`. */
    readonly keep: readonly string[];
  };
  /** Whether it counts steps. */
  readonly stepped: boolean;
}

/** What of the rule is said in the code by name instead of as a number. */
export interface Varying {
  readonly learningRate: boolean;
  readonly weightDecay: boolean;
  /** The two axes of a matrix, which lie elsewhere in some weights. */
  readonly axes: boolean;
}

/** The numbers that change from step to step: what the engine feeds its update with. */
export interface StepNumbers {
  /** Functions that they call, each a statement. */
  readonly functions: readonly string[];
  /** Statements that name them, and what they are called. */
  readonly statements: readonly string[];
  readonly names: readonly string[];
  /** Those of the update. */
  readonly scalars: readonly string[];
  readonly stepped: boolean;
}

/** `known` are the settings, and the names of what is said by name. */
export function stepNumbers(
  { scalars, where = {}, stepFunctions = {} }: Optimizer,
  settings: Settings,
  known: FormulaNames,
): StepNumbers {
  const texts = Object.entries(scalars(settings as never)).map(
    ([name, formula]) => [name, printFormula(formula, known)] as const,
  );
  const all: (readonly [name: string, text: string])[] = [...texts];
  // what none of them names with such settings is left out
  for (const [name, formula] of Object.entries(where).toReversed())
    if (all.some(([, text]) => wordsOf(text).includes(name))) all.unshift([name, printFormula(formula, known)]);
  return {
    functions: Object.entries(stepFunctions).map(([name, { doc, kind, formula }]) =>
      kind === 'formula'
        ? `/** ${doc} */\nconst ${name} = (step: number): number => ${bodyOf(formula, known)};\n`
        : `/** ${doc} */
const products = [1];
function ${name}(step: number): number {
  while (products.length <= step) products.push(products.at(-1)! * ${printFormula(formula, { ...known, step: new Code('products.length') })});
  return products[step]!;
}
`,
    ),
    statements: all.flatMap(([name, text]) => (name === text ? [] : [`const ${name} = ${text};`])),
    names: all.map(([name]) => name),
    scalars: texts.map(([name]) => name),
    stepped: all.some(([, text]) => wordsOf(text).includes('step')),
  };
}
const wordsOf = (text: string): string[] => text.match(/[A-Za-z_]\w*/g) ?? [];

/** Stands for the weight decay in the program of an update that not all weights decay by. */
const DECAY = 0.9876543219876543;

export function updateRule(optimizer: Optimizer, settings: Settings, varying: Varying): UpdateRule {
  const numbers = stepNumbers(optimizer, settings, {
    ...settings,
    learningRate: new Code(varying.learningRate ? 'learningRate' : 'LEARNING_RATE'),
    ...(varying.weightDecay && { weightDecay: new Code('weightDecay') }),
  });
  return optimizer.id === 'adafactor'
    ? adafactor(settings, numbers, varying.axes)
    : printed(optimizer, settings, numbers, varying.weightDecay);
}

function printed(
  optimizer: Optimizer,
  settings: Settings,
  { functions, statements, names: taken, scalars: scalarNames, stepped }: StepNumbers,
  decayVaries: boolean,
): UpdateRule {
  const slotSpecs = optimizer.slots(settings as never, [BATCH]);
  const slotNames = slotSpecs.map(({ name }) => name);
  const b = new Builder();
  const input = (name: string, shape: readonly number[]) => b.input(name, 'float32', shape);
  const [weight, gradient] = [input('weight', [BATCH]), input('gradient', [BATCH])];
  const slots = Object.fromEntries(slotNames.map((name) => [name, input(`slot ${name}`, [BATCH])]));
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, input(`scalar ${name}`, [])]));
  const next = optimizer.update(
    b,
    { weight, gradient, slots, scalars },
    (decayVaries ? { ...settings, weightDecay: DECAY } : settings) as never,
  );
  const names: Names = new Map([
    [weight, 'weight'],
    [gradient, 'gradient'],
    ...slotNames.map((name) => [slots[name]!, `slots.${name}`] as const),
    ...Object.entries(scalars).map(([name, value]) => [value, name] as const),
  ]);
  for (const { prim, params, outputs } of b.equations)
    if (prim === 'fill' && params.value === DECAY) names.set(outputs[0]!, 'weightDecay');
  const lines = printEquations(
    b.equations,
    names,
    [...slotNames.map((name) => next.slots[name]!), next.weight],
    ['weight', 'gradient', 'slots', 'step', 'learningRate', 'weightDecay', ...taken],
  );
  return {
    head: [...helpersFor(lines.join('\n')), ...functions],
    body: [...statements, ...lines],
    weight: names.get(next.weight)!,
    ...(slotNames.length > 0 && {
      memory: {
        doc: `/** What is remembered of each weight, and the value that it starts with. */
const START = ${literal(Object.fromEntries(slotSpecs.map(({ name, start }) => [name, start])))};
type Slot = keyof typeof START;`,
        type: (of) => `Record<Slot, ${of}>`,
        next: `{ ${slotNames.map((name) => `${name}: ${names.get(next.slots[name]!)}`).join(', ')} }`,
        making: [
          'const make = (shape: tf.Shape, slot: Slot) => tf.tidy(() => tf.variable(tf.fill(shape as number[], START[slot]), false));',
        ],
        first: `({ ${slotNames.map((name) => `${name}: make(shape, '${name}')`).join(', ')} })`,
        keep: slotNames.map((name) => `slots.${name}.assign(next.slots.${name});`),
      },
    }),
    stepped,
  };
}

/** Adafactor (`learn/optimizers/adafactor.ts`), whose memory of a matrix has other shapes than the matrix. */
function adafactor(
  { smallest, threshold }: Settings,
  { statements, scalars }: StepNumbers,
  varying: boolean,
): UpdateRule {
  const [rows, columns] = varying ? ['axes[0]', 'axes[1]'] : ['-2', '-1'];
  return {
    head: [
      `/** The smallest relative difference of float32 numbers. */
const LEAST = 1.1920928955078125e-7;

const rootMeanSquare = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.mean(tf.square(x)));`,
    ],
    body: [
      ...statements,
      'const squares = tf.square(gradient);',
      'const running = (before: tf.Tensor, now: tf.Tensor) => tf.add(tf.mul(before, memory), tf.mul(now, fresh));',
      'let next: Memory<tf.Tensor>;',
      'let variance: tf.Tensor;',
      `if ('square' in slots) {
  variance = running(slots.square, squares);
  next = { square: variance };
} else {
  const row = running(slots.row, tf.mean(squares, ${columns}, true));
  const column = running(slots.column, tf.mean(squares, ${rows}, true));
  variance = tf.mul(tf.div(row, tf.maximum(tf.mean(row, ${rows}, true), LEAST)), column);
  next = { row, column };
}`,
      'const direction = tf.div(gradient, tf.sqrt(tf.maximum(variance, LEAST ** 2)));',
      `const length = tf.mul(tf.maximum(rootMeanSquare(weight), ${smallest}), rate);`,
      `const shortened = tf.div(length, tf.maximum(${threshold === 1 ? 'rootMeanSquare(direction)' : `tf.div(rootMeanSquare(direction), ${threshold})`}, 1));`,
    ],
    weight: `tf.sub(${scalars.includes('keep') ? 'tf.mul(weight, keep)' : 'weight'}, tf.mul(direction, shortened))`,
    memory: {
      doc: `/** What is remembered of the squares of a weight's gradients: their means over rows and columns, or all of them where it has one axis only. */
type Memory<T> = { row: T; column: T } | { square: T };`,
      type: (of) => `Memory<${of}>`,
      next: 'next',
      making: [
        'const zeros = (shape: number[]) => tf.tidy(() => tf.variable(tf.zeros(shape), false));',
        `const make = (shape: number[]${varying ? ', axes: Axes' : ''}): Memory<tf.Variable> =>
  shape.length < 2 ? { square: zeros(shape) } : { row: zeros(shape.with(${columns}, 1)), column: zeros(shape.with(${rows}, 1)) };`,
      ],
      first: `make(shape as number[]${varying ? ', MATRICES[this.#names[i]!] ?? [-2, -1]' : ''})`,
      keep: [
        'const kept: Record<string, tf.Variable> = slots;',
        'for (const [name, value] of Object.entries(next.slots)) kept[name]!.assign(value);',
      ],
    },
    stepped: true,
  };
}
