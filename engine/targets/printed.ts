/** What every target shares that prints programs of the engine as code: how they are built for that, and what of them is used. */
import { Builder } from '../ir/builder.ts';
import type { Equation, Value } from '../ir/program.ts';
import { TRAITS } from '../ir/traits.ts';
import type { Layer } from '../layers/define.ts';
import { formatShape, type Shape } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';

/**
 * A program has numbers for shapes, the code must serve any batch: programs to be printed are built for a batch that is a prime
 * which divides no other dimension, so that the dimensions that follow the batch can be told from the others.
 */
export const BATCH = 1_000_003;

/** A value at one place of the code: what it is called, or the expression that gives it. */
export type Names = Map<Value, string>;

/** A number as code; those that follow the batch are multiples of the variable `batch`. */
export const printNumber = (value: number): string =>
  value % BATCH !== 0 || value === 0 ? String(value) : value === BATCH ? 'batch' : `${value / BATCH} * batch`;

/** A shape for programs that are printed. */
export const batchShape = ({ shape }: Pick<TensorType, 'shape'>): Shape =>
  shape.map((dim) => (dim === 'N' ? BATCH : dim));

/** How often each value that leads to a result is used. */
export function countUses(equations: readonly Equation[], results: readonly Value[]): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  results.forEach(use);
  for (const { inputs, outputs } of equations.toReversed())
    if (outputs.some((output) => uses.has(output))) inputs.forEach(use);
  return uses;
}

/** The forward program of a layer. */
export interface Forward {
  readonly equations: readonly Equation[];
  /** Undefined for an optional port that nothing is connected to. */
  readonly operands: readonly (Value | undefined)[];
  readonly weights: Readonly<Record<string, Value>>;
  readonly updates: readonly (readonly [state: string, next: Value])[];
  /** Of each output. */
  readonly results: readonly Value[];
  /** What it adds to the loss. */
  readonly penalty: Value | undefined;
  /** Numbers that follow from the number of rows by other ways than multiplication, as expressions. */
  readonly counted: ReadonlyMap<Value, string>;
}

/** As in training or afterwards. `unbiased` is n / (n - 1) as code, where n is what the given code says, 1 where n is 1. */
export function forwardOf(
  layer: Layer,
  inputs: readonly TensorType[],
  settings: never,
  training: boolean,
  unbiased: (rows: string) => string,
): Forward {
  const b = new Builder();
  const operands = inputs.map(
    (type: TensorType | undefined, i) => type && b.input(`input${i}`, type.dtype, batchShape(type)),
  );
  const specs = layer.weights?.(inputs, settings) ?? {};
  const weights = Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, b.input(name, 'float32', shape)]),
  );
  const updates: [string, Value][] = [];
  const seed = b.input('seed', 'int32', []);
  const penalties: Value[] = [];
  const counted = new Map<Value, string>();
  const result = layer.lower(
    {
      b,
      training,
      batch: BATCH,
      uniform: (shape) => b.randomUniform(seed, shape, 0),
      update: (name, next) => updates.push([name, next]),
      penalty: (value) => penalties.push(value),
      unbias(count) {
        const factor = b.input(`unbias ${counted.size}`, 'float32', []);
        counted.set(factor, unbiased(printNumber(count)));
        return factor;
      },
    },
    operands as Value[],
    settings,
    weights,
  );
  return {
    equations: b.equations,
    operands,
    weights,
    updates,
    results: 'id' in result ? [result] : result,
    counted,
    penalty: penalties.length === 0 ? undefined : penalties.reduce((p, q) => b.add(p, q)),
  };
}

/** Whether an equation reads each number by itself, so that the order of the axes does not matter to it. */
export const isElementwise = ({ prim, params, outputs, inputs }: Equation): boolean =>
  (prim === 'fill' && (params as { shape: Shape }).shape.length === 0) ||
  (TRAITS[prim].elementwise &&
    inputs.every(({ shape }) => shape.length === 0 || formatShape(shape) === formatShape(outputs[0]!.shape)));
