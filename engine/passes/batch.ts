/**
 * One equation for all steps of a loop at once: operands that change from step to step come stacked on a new axis 0, and so does
 * the result. Called `vmap` elsewhere (Frostig et al. 2018, Compiling machine learning programs via high-level tracing).
 */
import type { Builder } from '../ir/builder.ts';
import type { Prim, Prims } from '../ir/prims.ts';
import type { Equation, Value } from '../ir/program.ts';
import { type PrimWith, TRAITS } from '../ir/traits.ts';

/** A value outside of the loop; stacked where it differs between steps. */
export interface LoopValue {
  readonly value: Value;
  readonly stacked: boolean;
}

type Rule<P extends Prim> = (
  params: Prims[P],
  b: Builder,
  operands: readonly LoopValue[],
  equation: Equation,
) => readonly Value[];

/** A stacked operand of lower rank gets axes of size 1 behind time, so that it broadcasts against the others as it did in one step. */
function aligned(b: Builder, operands: readonly LoopValue[]): Value[] {
  const rank = Math.max(...operands.map(({ value, stacked }) => value.shape.length - (stacked ? 1 : 0)));
  return operands.map(({ value, stacked }) => {
    if (!stacked) return value;
    const [steps, ...shape] = value.shape;
    return b.reshape(value, [steps!, ...Array<number>(rank - shape.length).fill(1), ...shape]);
  });
}
const stepsOf = (operands: readonly LoopValue[]): number => operands.find(({ stacked }) => stacked)!.value.shape[0]!;
/** Stacks a value that is the same in every step. */
const stack = (b: Builder, { value, stacked }: LoopValue, steps: number): Value =>
  stacked ? value : b.broadcast(b.reshape(value, [1, ...value.shape]), [steps, ...value.shape]);
/** Joins the axes of steps and images: [T, N, ...] to [T·N, ...]. */
export const merge = (b: Builder, value: Value): Value =>
  b.reshape(value, [value.shape[0]! * value.shape[1]!, ...value.shape.slice(2)]);
const unmerge = (b: Builder, value: Value, steps: number): Value =>
  b.reshape(value, [steps, value.shape[0]! / steps, ...value.shape.slice(1)]);

const elementwise: Rule<Prim> = (params, b, operands, { prim }) => [
  b.emit(prim, params as never, ...aligned(b, operands)),
];
const reduction: Rule<'sum' | 'mean' | 'reduceMax' | 'reduceMin'> = ({ axes, keep }, b, [x], { prim }) => [
  b.emit(prim as 'sum', { axes: axes.map((axis) => axis + 1), keep }, x!.value),
];
const alongAxis: Rule<'softmax' | 'logSoftmax' | 'argMax' | 'topK' | 'cumsum'> = (params, b, [x], { prim }) => [
  b.emit(prim as 'softmax', { ...params, axis: params.axis + 1 }, x!.value),
];
/** Convolution and pooling treat steps as further images; their weights must be the same in every step. */
const perImage: Rule<Prim> = (params, b, operands, { prim }) => {
  const steps = stepsOf(operands);
  return [
    unmerge(
      b,
      b.emit(prim, params as never, ...operands.map(({ value, stacked }) => (stacked ? merge(b, value) : value))),
      steps,
    ),
  ];
};

/** For every primitive whose trait does not say how; `undefined` leaves it in the loop. */
const rules: { readonly [P in Exclude<Prim, PrimWith<'elementwise'> | PrimWith<'rowwise'>>]: Rule<P> | undefined } = {
  fill: undefined,
  constant: undefined,
  iota: undefined,
  randomUniform: undefined,
  // batched products broadcast over their leading axes
  matmul: elementwise,
  convWeightGrad: undefined,
  sum: reduction,
  mean: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  argMax: alongAxis,
  topK: alongAxis,
  cumsum: alongAxis,
  softmax: alongAxis,
  logSoftmax: alongAxis,
  standardize: ({ axes, epsilon }, b, [x]) =>
    b.standardize(
      x!.value,
      axes.map((axis) => axis + 1),
      epsilon,
    ),
  reshape: ({ to }, b, [x]) => [b.reshape(x!.value, [x!.value.shape[0]!, ...to])],
  transpose: ({ order }, b, [x]) => [b.transpose(x!.value, [0, ...order.map((axis) => axis + 1)])],
  broadcast: ({ to }, b, [x]) => {
    const [steps, ...shape] = x!.value.shape;
    return [
      b.broadcast(b.reshape(x!.value, [steps!, ...Array<number>(to.length - shape.length).fill(1), ...shape]), [
        steps!,
        ...to,
      ]),
    ];
  },
  concat: ({ axis }, b, operands) => [
    b.concat(
      operands.map((operand) => stack(b, operand, stepsOf(operands))),
      axis + 1,
    ),
  ],
  slice: ({ start, stop, step }, b, [x]) => [
    b.slice(x!.value, [0, ...start], [x!.value.shape[0]!, ...stop], [1, ...step]),
  ],
  pad: ({ padding, value }, b, [x]) => [b.pad(x!.value, [[0, 0], ...padding], value)],
  reverse: ({ axes }, b, [x]) => [
    b.reverse(
      x!.value,
      axes.map((axis) => axis + 1),
    ),
  ],
  gather: undefined,
  scatterAdd: undefined,
  gatherElements: undefined,
  scatterElementsAdd: undefined,
  scan: undefined,
  foreign: undefined,
};
function ruleFor(prim: Prim): Rule<Prim> | undefined {
  if (TRAITS[prim].elementwise) return elementwise;
  return TRAITS[prim].rowwise ? perImage : (rules[prim as keyof typeof rules] as Rule<Prim> | undefined);
}

/** Whether `batched` can do it. `stacked` tells which operands differ between steps. */
export function canBatch({ prim }: Equation, stacked: readonly boolean[]): boolean {
  if (prim === 'conv' || prim === 'convInputGrad') return !stacked[1];
  if (prim === 'maxPoolGrad') return stacked.every(Boolean);
  return ruleFor(prim) !== undefined;
}

/** The equation's outputs for all steps, added to `b`; at least one operand is stacked. */
export function batched(b: Builder, equation: Equation, operands: readonly LoopValue[]): readonly Value[] {
  return ruleFor(equation.prim)!(equation.params, b, operands, equation);
}
