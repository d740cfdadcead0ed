/**
 * The primitives: the closed set of operations that every pass and every runtime knows. A layer, loss or
 * optimizer is a composition of them. Each pass is one table `Rules<...>` over all of them, so that a new
 * primitive does not compile until every pass has its row (after jax-js's `core.ts`).
 *
 * All of them are pure. Elementwise primitives of two operands broadcast by NumPy's rule. Axes are
 * non-negative. Convolution and pooling are channel-first: x is [N, C, ...spatial].
 */
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';

type None = Readonly<Record<never, never>>;

/** Where a window slides: one entry per spatial dimension; `padding` is [before, after]. */
export interface Window {
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
}
export interface ConvParams extends Window {
  readonly groups: number;
}
export interface PoolParams extends Window {
  readonly size: readonly number[];
}
export interface AvgPoolParams extends PoolParams {
  /** Divide by the window's full size even where it hangs over the padding (PyTorch's default), else by the pixels it covers. */
  readonly countPadding: boolean;
}
export interface Reduction {
  readonly axes: readonly number[];
  /** Keep the reduced axes with size 1. */
  readonly keep: boolean;
}

export interface Prims {
  // Leaves
  /** A tensor of one repeated value. */
  fill: { readonly dtype: DType; readonly shape: Shape; readonly value: number };
  /** A small table that is part of the program. */
  constant: { readonly dtype: DType; readonly shape: Shape; readonly values: readonly number[] };
  /** 0, 1, 2 ... along `axis`, the same along every other. */
  iota: { readonly dtype: 'int32' | 'float32'; readonly shape: Shape; readonly axis: number };
  /**
   * Uniform numbers in [0, 1): the counter-based hash of `random.ts` over (seed, stream, element index).
   * The one input is the step's seed, an int32 scalar; equal seeds give equal bits on every runtime.
   */
  randomUniform: { readonly shape: Shape; readonly stream: number };

  // One operand, elementwise
  neg: None;
  abs: None;
  sign: None;
  exp: None;
  log: None;
  sqrt: None;
  sin: None;
  cos: None;
  tanh: None;
  sigmoid: None;
  /** log(1 + exp(x)) without overflow. */
  softplus: None;
  erf: None;
  floor: None;
  /** max(x, 0), whose derivative at 0 is 0. */
  relu: None;
  not: None;
  cast: { readonly to: DType };
  /** The identity, through which no gradient passes. */
  stopGradient: None;

  // Two operands, elementwise with broadcasting
  add: None;
  sub: None;
  mul: None;
  div: None;
  /** x to the power y, for x >= 0 or whole y. */
  pow: None;
  /** Ties share the gradient in halves, as in PyTorch. */
  max: None;
  min: None;
  eq: None;
  lt: None;
  le: None;
  and: None;
  or: None;
  /** select(condition, a, b): a where the condition holds, b elsewhere; all three broadcast. */
  select: None;

  // Products
  /** Batched matrix product [..., m, k] x [..., k, n]; leading dimensions broadcast; a flag reads that operand transposed. */
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** conv(x [N, C, ...], w [M, C/groups, ...kernel]) -> [N, M, ...]: cross-correlation, as every framework's "convolution". */
  conv: ConvParams;
  /** The gradient of `conv` by its x: (dy, w) -> [N, C, ...inputSize]. A transposed convolution. */
  convInputGrad: ConvParams & { readonly inputSize: readonly number[] };
  /** The gradient of `conv` by its w: (x, dy) -> [M, C/groups, ...kernel]. */
  convWeightGrad: ConvParams & { readonly kernel: readonly number[] };

  // Pooling
  maxPool: PoolParams;
  /** The gradient of `maxPool`: (x, y, dy) -> dx, to the first of equal maxima of each window. */
  maxPoolGrad: PoolParams;
  avgPool: AvgPoolParams;
  /** The gradient of `avgPool`: dy -> [N, C, ...inputSize]. */
  avgPoolGrad: AvgPoolParams & { readonly inputSize: readonly number[] };

  // Reductions
  sum: Reduction;
  mean: Reduction;
  reduceMax: Reduction;
  reduceMin: Reduction;
  /** The int32 index of the first largest element along `axis`, which is removed. */
  argMax: { readonly axis: number };
  /** The int32 indices of the `k` largest elements along `axis`, the largest first; of equal ones the first. NaN is larger than any number. */
  topK: { readonly axis: number; readonly k: number };
  /** Running sum along `axis`. */
  cumsum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
  softmax: { readonly axis: number };
  logSoftmax: { readonly axis: number };
  /**
   * Standardize over `axes`: three outputs, (x - mean) / sqrt(variance + epsilon), the mean and the biased
   * variance (both with `axes` kept at size 1). The heart of batch, layer, group and instance norm.
   */
  standardize: { readonly axes: readonly number[]; readonly epsilon: number };

  // Shape
  reshape: { readonly to: Shape };
  transpose: { readonly order: readonly number[] };
  broadcast: { readonly to: Shape };
  concat: { readonly axis: number };
  slice: { readonly start: readonly number[]; readonly stop: readonly number[]; readonly step: readonly number[] };
  pad: { readonly padding: readonly (readonly [number, number])[]; readonly value: number };
  reverse: { readonly axes: readonly number[] };

  // Indexing; indices are int32 and must lie inside
  /** Whole slices: gather(x, indices) replaces `axis` of x by the shape of `indices`. */
  gather: { readonly axis: number };
  /** The gradient of `gather` by x: (indices, dy) -> x's shape, where slices with equal index add up. */
  scatterAdd: { readonly axis: number; readonly size: number };
  /** out[..., i, ...] = x[..., indices[..., i, ...], ...] along `axis`; the other axes agree. */
  gatherElements: { readonly axis: number };
  /** The gradient of `gatherElements` by x: (indices, dy) -> zeros with `size` along `axis`, where equal places add up. */
  scatterElementsAdd: { readonly axis: number; readonly size: number };

  // Control
  /**
   * A loop over time. Operands: the first values of `carries` tensors, then `scanned` sequences (at least one; time is their
   * axis 0), then any constants. The body's inputs, in this order: the carries, one slice of each sequence, the constants. Its
   * outputs: the next carries, then one slice of each result. Gives the last carries, then the results stacked over time.
   * `reverse` walks from the last step to the first; slices keep their places.
   */
  scan: { readonly body: Program; readonly carries: number; readonly scanned: number; readonly reverse: boolean };

  // Foreign
  /**
   * Operators of ONNX as another program wrote them, which only ONNX Runtime runs and through which no gradient passes. `model` is an
   * ONNX model in base64 whose inputs and outputs are the operands and results in their order; `op` is what people call it.
   */
  foreign: {
    readonly op: string;
    readonly model: string;
    readonly dtypes: readonly DType[];
    readonly shapes: readonly Shape[];
  };
}

export type Prim = keyof Prims;

/** One table over all primitives: for each a function of its parameters and of whatever the pass hands along. */
export type Rules<In extends unknown[], Out> = { readonly [P in Prim]: (params: Prims[P], ...rest: In) => Out };

/** Looks an equation's row up. Rule and parameters share one type variable, so no cast is needed. */
export function apply<P extends Prim, In extends unknown[], Out>(
  rules: Rules<In, Out>,
  equation: { readonly prim: P; readonly params: Prims[P] },
  ...rest: In
): Out {
  return rules[equation.prim](equation.params, ...rest);
}

// Programs: `program.ts` says what they are. They stand here because a primitive may hold one.

/** One tensor of a program. Identity is the object; `id` only orders and prints. */
export interface Value {
  readonly id: number;
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Equation<P extends Prim = Prim> = {
  [K in P]: {
    readonly prim: K;
    readonly params: Prims[K];
    readonly inputs: readonly Value[];
    /** One output, except `standardize`, which has three, `scan` and `foreign`. */
    readonly outputs: readonly Value[];
  };
}[P];

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

export interface Program {
  readonly inputs: readonly NamedValue[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly NamedValue[];
}
