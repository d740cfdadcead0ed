/**
 * Reverse-mode differentiation: a program of primitives gives its gradients as more primitives. One row for each
 * primitive says what reaches its operands when `dy` reaches its output; above a row stands the derivative.
 */
import type { Builder } from '../ir/builder.ts';
import { apply, type PoolParams, type Prim, type Prims, type Rules } from '../ir/prims.ts';
import type { Equation, Value } from '../ir/program.ts';
import type { Shape } from '../types/shape.ts';
import { differentiateScan } from './differentiateScan.ts';

/** What a row may use. `dys` has a gradient for each output that has one. */
interface Adjoint {
  readonly b: Builder;
  readonly equation: Equation;
  readonly x: readonly Value[];
  readonly y: readonly Value[];
  readonly dys: readonly (Value | undefined)[];
  /** The gradient of the first output. */
  readonly dy: Value;
  /** Whether an operand's gradient is wanted. */
  readonly wants: readonly boolean[];
}
/** A gradient for each operand that is wanted and has one. */
type Gradients = readonly (Value | undefined)[];

/** Undoes broadcasting: sums `dy` down to `shape`. */
function sumTo(b: Builder, dy: Value, shape: Shape): Value {
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((dim, axis) => (axis < lead || (shape[axis - lead] === 1 && dim !== 1) ? [axis] : []));
  return axes.length === 0 ? b.reshape(dy, shape) : b.reshape(b.sum(dy, axes), shape);
}

const none = (): Gradients => [];
const unary =
  (derivative: (a: Adjoint & { readonly x0: Value; readonly y0: Value }) => Value) =>
  (_: unknown, a: Adjoint): Gradients => [derivative({ ...a, x0: a.x[0]!, y0: a.y[0]! })];
/** The two partial results of a broadcasting operation, each made only where it is wanted. */
const binary =
  (left: (a: Adjoint) => Value, right: (a: Adjoint) => Value) =>
  (_: unknown, a: Adjoint): Gradients => [
    a.wants[0] ? sumTo(a.b, left(a), a.x[0]!.shape) : undefined,
    a.wants[1] ? sumTo(a.b, right(a), a.x[1]!.shape) : undefined,
  ];
/**
 * max and min: the chosen operand gets dy, ties get half each. The other one gets zero whatever dy is, as in PyTorch: a
 * selection, not a product, which would make NaN of zero and infinity.
 */
const chosen = (first: (b: Builder, p: Value, q: Value) => Value) => {
  const share =
    (i: 0 | 1) =>
    ({ b, x, dy }: Adjoint) => {
      const [p, q] = [x[i]!, x[1 - i]!];
      const half = b.mul(b.cast(b.eq(p, q), 'float32'), 0.5);
      return b.mul(b.select(first(b, q, p), 0, dy), b.sub(1, half));
    };
  return binary(share(0), share(1));
};
/** Brings the gradient of a reduction back to the rank of x. */
function unreduced({ b, x, dy }: Adjoint, axes: readonly number[], value: Value = dy): Value {
  return b.reshape(
    value,
    x[0]!.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)),
  );
}
const extremum = ({ axes }: Prims['reduceMax'], a: Adjoint): Gradients => {
  // equal extrema share the gradient, as in PyTorch's amax
  const { b, x } = a;
  const hit = b.cast(b.eq(x[0]!, unreduced(a, axes, a.y[0]!)), 'float32');
  return [b.mul(hit, b.div(unreduced(a, axes), b.sum(hit, axes, true)))];
};
/** For each window, the element of `from` at the first of the largest numbers of x; `y` holds these. One tap of the window after the other. */
function atMaxima(b: Builder, x: Value, y: Value, from: Value, { size, stride, dilation, padding }: PoolParams): Value {
  const around = [[0, 0], [0, 0], ...padding] as const;
  const [seen, given] = [b.pad(x, around, Number.NEGATIVE_INFINITY), b.pad(from, around)];
  const taps = Array.from({ length: size.reduce((p, q) => p * q, 1) }, (_, tap) =>
    size.map(
      (length, axis) => (Math.floor(tap / size.slice(axis + 1).reduce((p, q) => p * q, 1)) % length) * dilation[axis]!,
    ),
  );
  let found: Value | undefined;
  let result = b.fill(0, y.shape);
  for (const start of taps) {
    const stop = start.map((at, axis) => at + (y.shape[axis + 2]! - 1) * stride[axis]! + 1);
    const part = (value: Value) =>
      b.slice(value, [0, 0, ...start], [...y.shape.slice(0, 2), ...stop], [1, 1, ...stride]);
    const hit = b.eq(part(seen), y);
    result = b.select(found ? b.and(hit, b.not(found)) : hit, part(given), result);
    found = found ? b.or(found, hit) : hit;
  }
  return result;
}

const rules: Rules<[Adjoint], Gradients> = {
  fill: none,
  constant: none,
  iota: none,
  randomUniform: none,
  neg: unary(({ b, dy }) => b.neg(dy)),
  abs: unary(({ b, dy, x0 }) => b.mul(dy, b.sign(x0))),
  sign: none,
  // d exp = y
  exp: unary(({ b, dy, y0 }) => b.mul(dy, y0)),
  log: unary(({ b, dy, x0 }) => b.div(dy, x0)),
  // d sqrt = 1 / 2y
  sqrt: unary(({ b, dy, y0 }) => b.div(b.mul(dy, 0.5), y0)),
  sin: unary(({ b, dy, x0 }) => b.mul(dy, b.cos(x0))),
  cos: unary(({ b, dy, x0 }) => b.neg(b.mul(dy, b.sin(x0)))),
  // d tanh = 1 - y²
  tanh: unary(({ b, dy, y0 }) => b.mul(dy, b.sub(1, b.mul(y0, y0)))),
  // d sigmoid = y (1 - y)
  sigmoid: unary(({ b, dy, y0 }) => b.mul(dy, b.mul(y0, b.sub(1, y0)))),
  // d softplus = sigmoid
  softplus: unary(({ b, dy, x0 }) => b.mul(dy, b.sigmoid(x0))),
  // d erf = 2/√π exp(-x²)
  erf: unary(({ b, dy, x0 }) => b.mul(dy, b.mul(b.exp(b.neg(b.mul(x0, x0))), 2 / Math.sqrt(Math.PI)))),
  floor: none,
  // zero where it is not positive, whatever dy is
  relu: unary(({ b, dy, y0 }) => b.select(b.lt(0, y0), dy, 0)),
  not: none,
  cast: (_, { b, x, dy }) => (x[0]!.dtype === 'float32' && dy.dtype === 'float32' ? [dy] : [b.cast(dy, x[0]!.dtype)]),
  stopGradient: none,
  add: binary(
    ({ dy }) => dy,
    ({ dy }) => dy,
  ),
  sub: binary(
    ({ dy }) => dy,
    ({ b, dy }) => b.neg(dy),
  ),
  mul: binary(
    ({ b, dy, x }) => b.mul(dy, x[1]!),
    ({ b, dy, x }) => b.mul(dy, x[0]!),
  ),
  // d (p/q) = dp/q - y dq/q
  div: binary(
    ({ b, dy, x }) => b.div(dy, x[1]!),
    ({ b, dy, x, y }) => b.neg(b.div(b.mul(dy, y[0]!), x[1]!)),
  ),
  // d p^q = q p^(q-1) dp + y log(p) dq, and 0 log 0 = 0; p^0 is 1 for 0, too
  pow: binary(
    ({ b, dy, x }) => b.select(b.eq(x[1]!, 0), 0, b.mul(dy, b.mul(x[1]!, b.pow(x[0]!, b.sub(x[1]!, 1))))),
    ({ b, dy, x, y }) => b.mul(dy, b.select(b.lt(0, x[0]!), b.mul(y[0]!, b.log(b.max(x[0]!, 1e-38))), 0)),
  ),
  max: chosen((b, p, q) => b.lt(q, p)),
  min: chosen((b, p, q) => b.lt(p, q)),
  eq: none,
  lt: none,
  le: none,
  and: none,
  or: none,
  select: (_, { b, x, dy, wants }) => [
    undefined,
    wants[1] ? sumTo(b, b.select(x[0]!, dy, 0), x[1]!.shape) : undefined,
    wants[2] ? sumTo(b, b.select(x[0]!, 0, dy), x[2]!.shape) : undefined,
  ],
  // Y = A B: dA = dY Bᵀ, dB = Aᵀ dY; read through the flags
  matmul: ({ transposeA, transposeB }, { b, x, dy, wants }) => {
    const [p, q] = [x[0]!, x[1]!];
    // rows of a batched left operand against one matrix: one product over all rows
    if (!transposeA && q.shape.length === 2 && p.shape.length > 2) {
      const rows = (v: Value) => b.reshape(v, [b.size(v) / v.shape.at(-1)!, v.shape.at(-1)!]);
      return [
        wants[0] ? b.matmul(dy, q, { transposeB: !transposeB }) : undefined,
        wants[1]
          ? transposeB
            ? b.matmul(rows(dy), rows(p), { transposeA: true })
            : b.matmul(rows(p), rows(dy), { transposeA: true })
          : undefined,
      ];
    }
    const left = () =>
      transposeA
        ? b.matmul(q, dy, { transposeA: transposeB, transposeB: true })
        : b.matmul(dy, q, { transposeB: !transposeB });
    const right = () =>
      transposeB
        ? b.matmul(dy, p, { transposeA: true, transposeB: transposeA })
        : b.matmul(p, dy, { transposeA: !transposeA });
    return [wants[0] ? sumTo(b, left(), p.shape) : undefined, wants[1] ? sumTo(b, right(), q.shape) : undefined];
  },
  // conv, its two gradients: each is linear in both operands, and they are one another's gradients
  conv: (params, { b, x, dy, wants }) => [
    wants[0] ? b.emit('convInputGrad', { ...params, inputSize: x[0]!.shape.slice(2) }, dy, x[1]!) : undefined,
    wants[1] ? b.emit('convWeightGrad', { ...params, kernel: x[1]!.shape.slice(2) }, x[0]!, dy) : undefined,
  ],
  convInputGrad: ({ inputSize: _, ...params }, { b, x, dy, wants }) => [
    wants[0] ? b.emit('conv', params, dy, x[1]!) : undefined,
    wants[1] ? b.emit('convWeightGrad', { ...params, kernel: x[1]!.shape.slice(2) }, dy, x[0]!) : undefined,
  ],
  convWeightGrad: ({ kernel: _, ...params }, { b, x, dy, wants }) => [
    wants[0] ? b.emit('convInputGrad', { ...params, inputSize: x[0]!.shape.slice(2) }, x[1]!, dy) : undefined,
    wants[1] ? b.emit('conv', params, x[0]!, dy) : undefined,
  ],
  maxPool: (params, { b, x, y, dy }) => [b.emit('maxPoolGrad', params, x[0]!, y[0]!, dy)],
  // each place reads where its window's largest number stood; x and y only say where that is
  maxPoolGrad: (params, { b, x: [x, y], dy, wants }) => [
    undefined,
    undefined,
    wants[2] ? atMaxima(b, x!, y!, dy, params) : undefined,
  ],
  avgPool: (params, { b, x, dy }) => [b.emit('avgPoolGrad', { ...params, inputSize: x[0]!.shape.slice(2) }, dy)],
  avgPoolGrad: ({ inputSize: _, ...params }, { b, dy }) => [b.emit('avgPool', params, dy)],
  sum: ({ axes }, a) => [a.b.broadcast(unreduced(a, axes), a.x[0]!.shape)],
  mean: ({ axes }, a) => {
    const count = axes.reduce((product, axis) => product * a.x[0]!.shape[axis]!, 1);
    return [a.b.broadcast(a.b.mul(unreduced(a, axes), 1 / count), a.x[0]!.shape)];
  },
  reduceMax: extremum,
  reduceMin: extremum,
  argMax: none,
  topK: none,
  cumsum: ({ axis, exclusive, reverse }, { b, dy }) => [b.cumsum(dy, axis, { exclusive, reverse: !reverse })],
  // dx = y (dy - Σ dy y)
  softmax: ({ axis }, { b, y, dy }) => {
    const weighted = b.mul(dy, y[0]!);
    return [b.sub(weighted, b.mul(y[0]!, b.sum(weighted, [axis], true)))];
  },
  // dx = dy - softmax(x) Σ dy
  logSoftmax: ({ axis }, { b, y, dy }) => [b.sub(dy, b.mul(b.exp(y[0]!), b.sum(dy, [axis], true)))],
  // x̂ = (x - μ) r, r = 1/√(σ² + ε): dx = r (dx̂ - mean dx̂ - x̂ mean(dx̂ x̂)) + dμ/n + dσ² 2 (x - μ)/n
  standardize: ({ axes, epsilon }, { b, x, y, dys }) => {
    const [normal, mean, variance] = [y[0]!, y[1]!, y[2]!];
    const count = axes.reduce((product, axis) => product * x[0]!.shape[axis]!, 1);
    const [dNormal, dMean, dVariance] = dys;
    const parts: Value[] = [];
    if (dNormal) {
      const projected = b.mul(normal, b.mean(b.mul(dNormal, normal), axes, true));
      parts.push(
        b.div(b.sub(b.sub(dNormal, b.mean(dNormal, axes, true)), projected), b.sqrt(b.add(variance, epsilon))),
      );
    }
    if (dMean) parts.push(b.broadcast(b.mul(dMean, 1 / count), x[0]!.shape));
    if (dVariance) parts.push(b.mul(b.sub(x[0]!, mean), b.mul(dVariance, 2 / count)));
    return [parts.reduce((p, q) => b.add(p, q))];
  },
  reshape: (_, { b, x, dy }) => [b.reshape(dy, x[0]!.shape)],
  transpose: ({ order }, { b, dy }) => [
    b.transpose(
      dy,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
  broadcast: (_, { b, x, dy }) => [sumTo(b, dy, x[0]!.shape)],
  concat: ({ axis }, { b, x, dy, wants }) => {
    let from = 0;
    return x.map((operand, i) => {
      const start = from;
      from += operand.shape[axis]!;
      if (!wants[i]) return undefined;
      return b.slice(
        dy,
        dy.shape.map((_, a) => (a === axis ? start : 0)),
        dy.shape.map((dim, a) => (a === axis ? from : dim)),
      );
    });
  },
  slice: ({ start, step }, { b, x, dy }) => {
    const spread = step.some((s) => s > 1) ? dilate(b, dy, step) : dy;
    // what lies between the last element taken and `stop` was not read
    const trailing = x[0]!.shape.map((dim, axis) => dim - start[axis]! - spread.shape[axis]!);
    return [
      b.pad(
        spread,
        trailing.map((after, axis) => [start[axis]!, after] as const),
      ),
    ];
  },
  pad: ({ padding }, { b, x, dy }) => [
    b.slice(
      dy,
      padding.map(([low]) => low),
      x[0]!.shape.map((dim, axis) => padding[axis]![0] + dim),
    ),
  ],
  reverse: ({ axes }, { b, dy }) => [b.reverse(dy, axes)],
  gather: ({ axis }, { b, x, dy }) => [b.emit('scatterAdd', { axis, size: x[0]!.shape[axis]! }, x[1]!, dy)],
  scatterAdd: ({ axis }, { b, x, dy }) => [undefined, b.gather(dy, x[0]!, axis)],
  gatherElements: ({ axis }, { b, x, dy }) => [
    b.emit('scatterElementsAdd', { axis, size: x[0]!.shape[axis]! }, x[1]!, dy),
  ],
  scatterElementsAdd: ({ axis }, { b, x, dy }) => [undefined, b.gatherElements(dy, x[0]!, axis)],
  scan: (params, { b, equation, dys, wants }) =>
    differentiateScan(params, { b, equation: equation as Equation<'scan'>, dys, wants, backpropagate }),
  foreign: none,
};

/** The gradient of a slice: `dy` where it lies in the whole, and `padded` to the size of the whole. */
interface Part {
  readonly dy: Value;
  readonly start: readonly number[];
  readonly padded: Value;
}

/**
 * The gradient of a value from those of its slices: slices that tile one axis are concatenated, which spares zeros and
 * additions.
 */
function tiled(b: Builder, { shape }: Value, parts: readonly Part[]): readonly Value[] {
  const axis = shape.findIndex((dim, i) => parts.some(({ dy }) => dy.shape[i] !== dim));
  const sorted = [...parts].sort((p, q) => p.start[axis]! - q.start[axis]!);
  let end = 0;
  for (const { dy, start } of sorted) {
    const fits = start[axis] === end && dy.shape.every((dim, i) => i === axis || dim === shape[i]);
    if (!fits) return parts.map(({ padded }) => padded);
    end += dy.shape[axis]!;
  }
  return parts.length > 1 && end === shape[axis]
    ? [
        b.concat(
          sorted.map(({ dy }) => dy),
          axis,
        ),
      ]
    : parts.map(({ padded }) => padded);
}

/** Zeros between the elements: along each axis `step - 1` of them after each element but the last. */
function dilate(b: Builder, x: Value, step: readonly number[]): Value {
  let result = x;
  step.forEach((s, axis) => {
    if (s === 1) return;
    const shape = result.shape;
    const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
    const padded = b.pad(
      b.reshape(result, split),
      split.map((_, a) => (a === axis + 1 ? ([0, s - 1] as const) : ([0, 0] as const))),
    );
    const joined = b.reshape(padded, shape.with(axis, shape[axis]! * s));
    const stop = joined.shape.with(axis, (shape[axis]! - 1) * s + 1);
    result = b.slice(
      joined,
      stop.map(() => 0),
      stop,
    );
  });
  return result;
}

/**
 * The gradients of the scalar `loss` by each of `of`, as values added to `b`. A value that the loss does not depend on
 * has a gradient of zeros. Nothing is computed that no gradient needs.
 */
export function differentiate(b: Builder, loss: Value, of: readonly Value[]): Value[] {
  const gradients = backpropagate(b, new Map([[loss, b.fill(1, loss.shape)]]), of);
  return of.map((value, i) => gradients[i] ?? b.fill(0, value.shape));
}

/** The gradients by `of` where some values' gradients are given; undefined where nothing depends on it. */
function backpropagate(b: Builder, seeds: ReadonlyMap<Value, Value>, of: readonly Value[]): (Value | undefined)[] {
  const equations = [...b.equations];
  const leadsTo = new Set<Value>(of);
  for (const { prim, inputs, outputs } of equations)
    if (prim !== 'stopGradient' && inputs.some((input) => leadsTo.has(input)))
      for (const output of outputs) if (output.dtype === 'float32') leadsTo.add(output);

  const gradients = new Map<Value, Value>(seeds);
  const parts = new Map<Value, Part[]>();
  const accumulate = (value: Value, gradient: Value) => {
    const before = gradients.get(value);
    gradients.set(value, before === undefined ? gradient : b.add(before, gradient));
  };
  /** The gradient that has arrived at a value so far. */
  const gradientOf = (value: Value): Value | undefined => {
    const arrived = parts.get(value);
    if (arrived) {
      parts.delete(value);
      for (const part of tiled(b, value, arrived)) accumulate(value, part);
    }
    return gradients.get(value);
  };
  for (const equation of equations.reverse()) {
    const { inputs, outputs } = equation as Equation<Prim>;
    const dys = outputs.map(gradientOf);
    const wants = inputs.map((input) => leadsTo.has(input));
    if (dys.every((dy) => dy === undefined) || !wants.includes(true)) continue;
    const results = apply(rules, equation, {
      b,
      equation,
      x: inputs,
      y: outputs,
      dys,
      dy: dys[0] ?? dys.find((dy) => dy !== undefined)!,
      wants,
    });
    inputs.forEach((input, i) => {
      const result = results[i];
      if (!wants[i] || result === undefined) return;
      if (equation.prim === 'slice' && equation.params.step.every((step) => step === 1))
        parts.set(input, [...(parts.get(input) ?? []), { dy: dys[0]!, start: equation.params.start, padded: result }]);
      else accumulate(input, result);
    });
  }
  return of.map(gradientOf);
}
