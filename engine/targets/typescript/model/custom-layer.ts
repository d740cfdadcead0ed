import type { Equation } from '../../../ir/program.ts';
import type { Layer } from '../../../layers/define.ts';
import { formatShape } from '../../../types/shape.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { literal } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { type Forward, forwardOf, isElementwise, type Names } from '../../printed.ts';
import { printEquations } from './print.ts';

/** How the class's weights start and are regularized, as expressions. */
export interface CustomWeight {
  readonly name: string;
  readonly initializer: string;
  readonly regularizer?: string;
}

/** A weight of another layer, which the class is given. */
export interface BorrowedWeight {
  readonly name: string;
  /** The argument that is the other layer, the weight's place among that one's, and how its axes lie there. */
  readonly from: string;
  readonly place: number;
  readonly transpose?: readonly number[];
}

export interface CustomLayer {
  /** The class's source from `extends` on: what two layers may share. */
  readonly body: string;
  /** It reads each number by itself, so the order of the axes does not matter to it. */
  readonly elementwise: boolean;
  /** It adds to the loss. */
  readonly penalizes: boolean;
}

/** The forward program with the results of these output ports. */
function forward(
  layer: Layer,
  inputs: readonly TensorType[],
  settings: never,
  outputs: readonly number[],
  training: boolean,
): Forward {
  const whole = forwardOf(layer, inputs, settings, training, (rows) => `(${rows}) / Math.max(${rows} - 1, 1)`);
  return { ...whole, results: outputs.map((i) => whole.results[i]!) };
}

/** What the class is written from. */
interface ClassPlan {
  readonly layer: Layer;
  readonly inputs: readonly TensorType[];
  readonly settings: never;
  readonly weights: readonly CustomWeight[];
  readonly borrowed: readonly BorrowedWeight[];
  /** Numbers of the output ports that are given. */
  readonly outputs: readonly number[];
  /** What its inputs are called in `call`. */
  readonly operands: readonly string[];
  readonly elementwise: boolean;
  readonly penalizes: boolean;
  /** What `call` does in training, where that differs, and otherwise. */
  readonly inTraining: readonly string[] | undefined;
  readonly afterwards: readonly string[];
}

/** The class, without its name. It gives the outputs of these ports: a tensor, or a list where there are several. */
export function customLayer(
  layer: Layer,
  inputs: readonly TensorType[],
  settings: never,
  weights: readonly CustomWeight[],
  outputs: readonly number[] = [0],
  borrowed: readonly BorrowedWeight[] = [],
): CustomLayer {
  const later = forward(layer, inputs, settings, outputs, false);
  const training = forward(layer, inputs, settings, outputs, true);
  const penalizes = later.penalty !== undefined || training.penalty !== undefined;
  const differs = training.updates.length > 0 || text(training.equations) !== text(later.equations);
  const connected = inputs.filter((type) => type !== undefined);
  // a layer without inputs is applied to any tensor, for its number of samples
  const operands = connected.length < 2 ? ['x'] : connected.map((_, i) => `x${i}`);
  const elementwise =
    weights.length + borrowed.length === 0 &&
    outputs.length === 1 &&
    connected.every(({ shape }) => formatShape(shape) === formatShape(connected[0]!.shape)) &&
    [...later.equations, ...training.equations].every(isElementwise);
  const body = classBody({
    layer,
    inputs,
    settings,
    weights,
    borrowed,
    outputs,
    operands,
    elementwise,
    penalizes,
    inTraining: differs ? statementsOf(training, operands, borrowed) : undefined,
    afterwards: statementsOf(later, operands, borrowed),
  });
  return { body, elementwise, penalizes };
}

/** The statements of `call`. */
function statementsOf(
  { equations, operands: values, weights, updates, results, penalty, counted }: Forward,
  operands: readonly string[],
  borrowed: readonly BorrowedWeight[],
): string[] {
  const given = values.filter((value) => value !== undefined);
  const names: Names = new Map(given.map((value, i) => [value, operands[i]!]));
  const casts = given.flatMap((value, i) => {
    const isRead = equations.some(({ prim, inputs }) => prim !== 'cast' && inputs.includes(value));
    if (value.dtype === 'float32' || !isRead) return [];
    const name = `${operands[i]!}${value.dtype === 'int32' ? 'Whole' : 'Held'}`;
    names.set(value, name);
    return [`const ${name} = tf.cast(${operands[i]!}, '${value.dtype}'); // layers hand on float32`];
  });
  for (const [value, expression] of counted) names.set(value, expression);
  for (const [name, value] of Object.entries(weights)) {
    const lent = borrowed.find((one) => one.name === name);
    const read = lent ? `this.#${lent.from}.weights[${lent.place}]!.read()` : `this.#${fieldOf(name)}.read()`;
    const { transpose } = lent ?? {};
    const order = transpose && literal(transpose.map((_, axis) => transpose.indexOf(axis)));
    names.set(value, order ? `tf.transpose(${read}, ${order})` : read);
  }
  const printed = printEquations(
    equations,
    names,
    [...updates.map(([, next]) => next), ...(penalty ? [penalty] : []), ...results],
    [...operands, ...names.values()],
  );
  return [
    ...casts,
    ...printed,
    ...(penalty ? ['this.#penalty?.dispose();', `this.#penalty = tf.keep(${names.get(penalty)});`] : []),
    ...updates.map(([name, next]) => `this.#${fieldOf(name)}.write(${names.get(next)});`),
    `return ${listed(results.map((value) => names.get(value)!))};`,
  ];
}

/** The class from `extends` on. */
function classBody(plan: ClassPlan): string {
  const { weights, borrowed, penalizes } = plan;
  const w = new Writer();
  w.block('extends tf.layers.Layer {', () => {
    for (const { name } of weights) w.line(`#${fieldOf(name)}!: tf.LayerVariable;`);
    for (const from of lendersOf(plan)) w.line(`readonly #${from}: tf.layers.Layer;`);
    if (penalizes) w.line('/** What the last call adds to the loss. */').line('#penalty?: tf.Tensor;');
    if (borrowed.length > 0) writeConstructor(w, plan);
    if (weights.length > 0 || penalizes) writeBuild(w, plan);
    if (weights.length > 0 || penalizes || borrowed.length > 0) w.line();
    writeOutputShape(w, plan);
    writeCall(w, plan);
  });
  return w.toString();
}

const lendersOf = ({ borrowed }: ClassPlan): string[] => [...new Set(borrowed.map(({ from }) => from))];

function writeConstructor(w: Writer, plan: ClassPlan): void {
  const fields = lendersOf(plan);
  const types = fields.map((name) => `${name}: tf.layers.Layer`).join('; ');
  w.line().block(
    `constructor({ ${fields.join(', ')}, ...args }: { name?: string; trainable?: boolean; ${types} }) {`,
    () => {
      w.line('super(args);');
      for (const name of fields) w.line(`this.#${name} = ${name};`);
    },
  );
}

function writeBuild(w: Writer, { layer, inputs, settings, weights, penalizes }: ClassPlan): void {
  const specs = layer.weights?.(inputs, settings) ?? {};
  w.line().block('override build(): void {', () => {
    if (penalizes) w.line('this.addLoss(() => this.#penalty as tf.Scalar);');
    for (const { name, initializer, regularizer } of weights) {
      const { role, shape } = specs[name]!;
      const rest = role === 'state' ? ', undefined, false' : regularizer ? `, ${regularizer}` : '';
      const about = `${literal(name)}, ${literal(shape)}, 'float32', ${initializer}${rest}`;
      w.line(`this.#${fieldOf(name)} = this.addWeight(${about});`);
    }
    w.line('this.built = true;');
  });
}

function writeOutputShape(w: Writer, { layer, inputs, settings, outputs, operands, elementwise }: ClassPlan): void {
  const [list, types] = [outputs.length > 1 ? '[]' : '', layer.infer(inputs, settings)];
  const shapes =
    'rejected' in types ? [] : outputs.map((i) => literal(types[i]!.shape.map((dim) => (dim === 'N' ? null : dim))));
  const [parameters, result] = !elementwise
    ? ['', listed(shapes)]
    : operands.length === 1
      ? ['inputShape: tf.Shape', 'inputShape']
      : ['[first]: tf.Shape[]', 'first!'];
  w.block(`override computeOutputShape(${parameters}): tf.Shape${list} {`, () => w.line(`return ${result};`)).line();
}

function writeCall(w: Writer, { outputs, operands, inTraining, afterwards }: ClassPlan): void {
  const list = outputs.length > 1 ? '[]' : '';
  const training = inTraining ? ', { training }: { training?: boolean }' : '';
  w.block(`override call(inputs: tf.Tensor | tf.Tensor[]${training}): tf.Tensor${list} {`, () => {
    if (operands.length === 1) w.line('const x = Array.isArray(inputs) ? inputs[0]! : inputs;');
    else w.line(`const [${operands.join(', ')}] = inputs as [${operands.map(() => 'tf.Tensor').join(', ')}];`);
    if (/\bbatch\b/.test([...(inTraining ?? []), ...afterwards].join()))
      w.line(`const batch = ${operands[0]}.shape[0]!;`);
    if (inTraining) w.block('if (training) {', () => inTraining.forEach((line) => w.text(line)));
    afterwards.forEach((line) => w.text(line));
  });
}

/** What the class calls a weight: `out_proj.weight` is `out_proj_weight`. */
export const fieldOf = (name: string): string => name.replaceAll('.', '_');
const listed = (items: readonly string[]): string => (items.length === 1 ? items[0]! : `[${items.join(', ')}]`);
const text = (equations: readonly Equation[]): string => JSON.stringify(equations);
