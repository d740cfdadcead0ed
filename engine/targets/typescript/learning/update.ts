/**
 * How an optimizer moves one weight, as source of an exported project: printed from the program that the engine trains with, where that
 * treats every number alike; the others are written here.
 */
import { Builder } from '../../../ir/builder.ts';
import type { Optimizer } from '../../../learn/define.ts';
import { literal } from '../../writer.ts';
import { helpersFor } from '../model/primitives.ts';
import { BATCH, type Names, printEquations } from '../model/print.ts';

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

/** The numbers that change from step to step, as expressions of `step`, the learning rate and the weight decay: what the engine feeds its update with. */
interface StepNumbers {
  readonly scalars: Readonly<Record<string, string>>;
  /** What they call. */
  readonly before?: string;
}
const keep = (rate: string, decay: string): Readonly<Record<string, string>> =>
  decay === '0' ? {} : { keep: `1 - ${rate} * ${decay}` };
const root = (beta2: unknown) => `1 / Math.sqrt(1 - ${beta2} ** step)`;

/** By optimizer, for those whose update is printed from the engine's program. */
const STEP_NUMBERS: Readonly<Record<string, (settings: Settings, rate: string, decay: string) => StepNumbers>> = {
  sgd: ({ momentum, nesterov, dampening }, rate) => ({
    scalars: {
      rate,
      ...(Number(dampening) > 0 && Number(momentum) > 0 && !nesterov && { fresh: `step === 1 ? 1 : 1 - ${dampening}` }),
    },
  }),
  adagrad: ({ rateDecay }, rate) => ({
    scalars: { rate: rateDecay === 0 ? rate : `${rate} / (1 + (step - 1) * ${rateDecay})` },
  }),
  adadelta: (_, rate) => ({ scalars: { rate } }),
  rmsprop: (_, rate) => ({ scalars: { rate } }),
  adam: ({ beta1, beta2 }, rate) => ({ scalars: { rate: `${rate} / (1 - ${beta1} ** step)`, root: root(beta2) } }),
  adamW: ({ beta1, beta2 }, rate, decay) => ({
    scalars: { rate: `${rate} / (1 - ${beta1} ** step)`, root: root(beta2), ...keep(rate, decay) },
  }),
  adamax: ({ beta1 }, rate) => ({ scalars: { rate: `${rate} / (1 - ${beta1} ** step)` } }),
  lion: (_, rate, decay) => ({ scalars: { rate, ...keep(rate, decay) } }),
  lamb: ({ beta1, beta2 }, rate) => ({ scalars: { rate, first: `1 / (1 - ${beta1} ** step)`, root: root(beta2) } }),
  nAdam: ({ beta1, beta2, fade }, rate) => ({
    before: `/** The momentum grows to ${beta1}. */
const momentumAt = (step: number): number => ${beta1} * (1 - 0.5 * 0.96 ** (step * ${fade}));

/** The products of the momenta up to each step. */
const products = [1];
function productAt(step: number): number {
  while (products.length <= step) products.push(products.at(-1)! * momentumAt(products.length));
  return products[step]!;
}
`,
    scalars: {
      fresh: `(${rate} * (1 - momentumAt(step))) / (1 - productAt(step))`,
      rate: `(${rate} * momentumAt(step + 1)) / (1 - productAt(step + 1))`,
      root: root(beta2),
    },
  }),
  rAdam: ({ beta1, beta2 }, rate) => ({
    before: `/** How far the size of the gradient can be trusted; 0 while too little of it was seen. */
function trustAt(step: number): number {
  const most = 2 / (1 - ${beta2}) - 1;
  const seen = most - (2 * step * ${beta2} ** step) / (1 - ${beta2} ** step);
  return seen <= 5 ? 0 : Math.sqrt(((seen - 4) * (seen - 2) * most) / ((most - 4) * (most - 2) * seen));
}
`,
    scalars: {
      trust: 'trustAt(step)',
      plain: `trust === 0 ? ${rate} / (1 - ${beta1} ** step) : 0`,
      rate: `(trust * ${rate} * Math.sqrt(1 - ${beta2} ** step)) / (1 - ${beta1} ** step)`,
    },
  }),
};

/** Stands for the weight decay in the program of an update that not all weights decay by. */
const DECAY = 0.9876543219876543;

/** The rule of an optimizer; undefined where it can neither be printed nor is written. */
export function updateRule(optimizer: Optimizer, settings: Settings, varying: Varying): UpdateRule | undefined {
  const rate = varying.learningRate ? 'learningRate' : 'LEARNING_RATE';
  const decay = varying.weightDecay ? 'weightDecay' : String(settings.weightDecay ?? 0);
  if (optimizer.id === 'adafactor') return adafactor(settings, rate, decay, varying.axes);
  const numbers = STEP_NUMBERS[optimizer.id]?.(settings, rate, decay);
  return numbers && printed(optimizer, settings, numbers, varying);
}

function printed(
  optimizer: Optimizer,
  settings: Settings,
  { scalars: scalarTexts, before }: StepNumbers,
  varying: Varying,
): UpdateRule {
  const slotSpecs = optimizer.slots(settings as never, [BATCH]);
  const slotNames = slotSpecs.map(({ name }) => name);
  const b = new Builder();
  const input = (name: string, shape: readonly number[]) => b.input(name, 'float32', shape);
  const [weight, gradient] = [input('weight', [BATCH]), input('gradient', [BATCH])];
  const slots = Object.fromEntries(slotNames.map((name) => [name, input(`slot ${name}`, [BATCH])]));
  const scalars = Object.fromEntries(Object.keys(scalarTexts).map((name) => [name, input(`scalar ${name}`, [])]));
  const next = optimizer.update(
    b,
    { weight, gradient, slots, scalars },
    (varying.weightDecay ? { ...settings, weightDecay: DECAY } : settings) as never,
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
    ['weight', 'gradient', 'slots', 'step', 'learningRate', 'weightDecay', ...Object.keys(scalarTexts)],
  );
  return {
    head: [...helpersFor(lines.join('\n')), ...(before ? [before] : [])],
    body: [
      ...Object.entries(scalarTexts).flatMap(([name, text]) => (name === text ? [] : [`const ${name} = ${text};`])),
      ...lines,
    ],
    weight: names.get(next.weight)!,
    ...(slotNames.length > 0 && {
      memory: {
        doc: `/** What is remembered of each weight, and the value that it starts with. */
const START = ${literal(Object.fromEntries(slotSpecs.map(({ name, start }) => [name, start])))};
type Slot = keyof typeof START;`,
        type: (of) => `Record<Slot, ${of}>`,
        next: `{ ${slotNames.map((name) => `${name}: ${names.get(next.slots[name]!)}`).join(', ')} }`,
        making: [
          'const make = (shape: tf.Shape, slot: Slot) => tf.variable(tf.fill(shape as number[], START[slot]), false);',
        ],
        first: `({ ${slotNames.map((name) => `${name}: make(shape, '${name}')`).join(', ')} })`,
        keep: slotNames.map((name) => `slots.${name}.assign(next.slots.${name});`),
      },
    }),
    stepped: [...Object.values(scalarTexts), before ?? ''].some((text) => /\bstep\b/.test(text)),
  };
}

/** Adafactor (`learn/optimizers/adafactor.ts`), whose memory of a matrix has other shapes than the matrix. */
function adafactor(
  { beta2Decay, smallest, threshold }: Settings,
  rate: string,
  decay: string,
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
      `const rate = Math.min(${rate}, 1 / Math.sqrt(step));`,
      `const fresh = step ** ${beta2Decay};`,
      'const squares = tf.square(gradient);',
      'const running = (before: tf.Tensor, now: tf.Tensor) => tf.add(tf.mul(before, 1 - fresh), tf.mul(now, fresh));',
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
    weight: `tf.sub(${decay === '0' ? 'weight' : `tf.mul(weight, 1 - ${rate} * ${decay})`}, tf.mul(direction, shortened))`,
    memory: {
      doc: `/** What is remembered of the squares of a weight's gradients: their means over rows and columns, or all of them where it has one axis only. */
type Memory<T> = { row: T; column: T } | { square: T };`,
      type: (of) => `Memory<${of}>`,
      next: 'next',
      making: [
        'const zeros = (shape: number[]) => tf.variable(tf.zeros(shape), false);',
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
