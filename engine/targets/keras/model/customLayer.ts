/** A layer that Keras has no word for, as a class of its own, printed from its primitives. */
import type { Equation } from '../../../ir/program.ts';
import type { Layer } from '../../../layers/define.ts';
import { formatShape } from '../../../types/shape.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { type Forward, forwardOf, isElementwise, type Names } from '../../printed.ts';
import { printEquations } from '../../python/equations.ts';
import { literal, PythonWriter, tuple } from '../../python/text.ts';
import { keras } from '../dialect.ts';
import { asTensor } from './primitives.ts';

/** How one of the class's weights starts and is held. */
export interface OwnWeight {
  readonly name: string;
  readonly initializer: string;
  readonly regularizer: string | undefined;
  readonly constraint: string | undefined;
}
/** A weight of another layer, which the class is given: what that calls it, and how its axes lie there. */
export interface LentWeight {
  readonly name: string;
  /** The argument that is the other layer. */
  readonly from: string;
  readonly variable: string;
  readonly order?: readonly number[];
}
export interface CustomLayer {
  /** The class from its documentation on: what two layers may share. */
  readonly body: string;
  /** It reads each number by itself, in whatever order they lie. */
  readonly elementwise: boolean;
}

/** What the class calls a weight: `out_proj.weight` is `out_proj_weight`. */
export const fieldOf = (name: string): string => name.replaceAll('.', '_');

const unbiased = (rows: string): string => `unbiased(${rows})`;

/** It gives all outputs of the layer, several as a tuple. */
export function customLayer(
  layer: Layer,
  inputs: readonly TensorType[],
  outputs: readonly TensorType[],
  settings: never,
  own: readonly OwnWeight[],
  lent: readonly LentWeight[],
): CustomLayer {
  const specs = layer.weights?.(inputs, settings) ?? {};
  const later = forwardOf(layer, inputs, settings, false, unbiased);
  const training = forwardOf(layer, inputs, settings, true, unbiased);
  const differs = training.updates.length > 0 || text(training.equations) !== text(later.equations);
  const connected = inputs.filter((type) => type !== undefined);
  const operands = connected.length < 2 ? ['x'] : connected.map((_, i) => `x${i}`);
  const elementwise =
    own.length + lent.length === 0 &&
    outputs.length === 1 &&
    connected.length > 0 &&
    [...connected, outputs[0]!].every(({ shape }) => formatShape(shape) === formatShape(connected[0]!.shape)) &&
    [...later.equations, ...training.equations].every(isElementwise);
  const [inTraining, afterwards] = [training, later].map((pass) => statementsOf(pass, operands, lent)) as [
    string[],
    string[],
  ];
  const lines = [...(differs ? inTraining : []), ...afterwards].join('\n');
  const given = connected.length < 2 ? 'x' : 'inputs';
  const context = differs ? ', training=False' : '';
  const w = new PythonWriter();
  const froms = [...new Set(lent.map(({ from }) => from))];
  const draws = /\bself\.seed\b/.test(lines);
  if (froms.length > 0 || draws)
    w.block(`def __init__(${['self', ...froms, '**about'].join(', ')}):`, () => {
      w.line('super().__init__(**about)');
      for (const from of froms) w.line(`self.${from} = ${from}`);
      if (draws) w.line('self.seed = keras.random.SeedGenerator()');
    }).line();
  if (own.length > 0)
    w.block('def build(self, shape):', () => {
      for (const { name, initializer, regularizer, constraint } of own) {
        const options = [
          ...(specs[name]!.role === 'state' ? ['trainable=False'] : []),
          ...(regularizer === undefined ? [] : [`regularizer=${regularizer}`]),
          ...(constraint === undefined ? [] : [`constraint=${constraint}`]),
        ];
        const about = [tuple(specs[name]!.shape.map(literal)), initializer, ...options, `name="${fieldOf(name)}"`];
        w.line(`self.${fieldOf(name)} = self.add_weight(${about.join(', ')})`);
      }
    }).line();
  w.block(`def call(self, ${given}${context}):`, () => {
    if (given === 'inputs') w.line(`${operands.join(', ')} = inputs`);
    if (/\bbatch\b/.test(lines)) w.line(`batch = ${keras.rows(operands[0]!)}`);
    if (differs)
      w.block('if training:', () => {
        for (const line of inTraining) w.line(line);
      });
    for (const line of afterwards) w.line(line);
  }).line();
  w.block(`def compute_output_spec(self, ${given}${context}):`, () => {
    const rows = given === 'inputs' ? 'inputs[0].shape[0]' : 'x.shape[0]';
    const types = outputs.map(({ dtype, shape }) =>
      elementwise
        ? `keras.KerasTensor(${given === 'inputs' ? 'inputs[0]' : 'x'}.shape, ${literal(dtype)})`
        : `keras.KerasTensor(${tuple([rows, ...shape.slice(1).map(literal)])}, ${literal(dtype)})`,
    );
    w.line(`return ${types.length === 1 ? types[0] : tuple(types)}`);
  });
  return { body: w.toString(), elementwise };
}

/** The statements of `call`. */
function statementsOf(
  { equations, operands: values, weights, updates, results, penalty, counted }: Forward,
  operands: readonly string[],
  lent: readonly LentWeight[],
): string[] {
  const names: Names = new Map(values.filter((value) => value !== undefined).map((value, i) => [value, operands[i]!]));
  for (const [value, expression] of counted) names.set(value, expression);
  for (const [name, value] of Object.entries(weights)) {
    const other = lent.find((one) => one.name === name);
    const read = other ? `self.${other.from}.${other.variable}` : `self.${fieldOf(name)}`;
    const back = other?.order?.map((_, axis) => String(other.order!.indexOf(axis)));
    names.set(value, back ? `ops.transpose(${read}, ${tuple(back)})` : read);
  }
  const wanted = [...updates.map(([, next]) => next), ...(penalty ? [penalty] : []), ...results];
  const printed = printEquations(keras, equations, names, wanted, operands);
  return [
    ...printed,
    ...(penalty ? [`self.add_loss(${names.get(penalty)})`] : []),
    ...updates.map(([name, next]) => `self.${fieldOf(name)}.assign(${names.get(next)})`),
    `return ${results.map((value) => asTensor(names.get(value)!)).join(', ')}`,
  ];
}

const text = (equations: readonly Equation[]): string => JSON.stringify(equations);
