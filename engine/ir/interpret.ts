/**
 * The reference interpreter: slow and obvious, one row for each primitive. Every runtime is held against it. In double
 * precision it serves finite differences; in single precision every result is rounded to float32, to the nearest or as a test asks.
 */
import { verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import type { DType } from '../types/dtype.ts';
import { type Shape, sizeOf, stridesOf } from '../types/shape.ts';
import { windowCount } from './infer.ts';
import { type AvgPoolParams, apply, type ConvParams, type PoolParams, type Rules, type Window } from './prims.ts';
import type { Program, Value } from './program.ts';
import { streamKey, uniformAt } from './random.ts';

/** A tensor whose elements are kept as doubles, whatever their type. */
export interface Numbers {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: Float64Array;
}
export type Feeds = Readonly<Record<string, { readonly shape: Shape; readonly data: ArrayLike<number> }>>;

interface Operands {
  readonly x: readonly Numbers[];
  /** The outputs' shapes. */
  readonly shapes: readonly Shape[];
  /** Runs the body of a loop. */
  readonly run: (body: Program, x: readonly Numbers[]) => readonly Numbers[];
}
type Results = readonly Float64Array[];

/** All index tuples of a shape in row-major order; the array is reused. */
function* indices(shape: Shape): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let i = sizeOf(shape); i > 0; i--) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
}
const offset = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);

/** Fills a result element by element from its index. */
function build(shape: Shape, element: (index: readonly number[]) => number): Results {
  const out = new Float64Array(sizeOf(shape));
  let i = 0;
  for (const index of indices(shape)) out[i++] = element(index);
  return [out];
}
/** Reads x at an index of a shape to which it is broadcast. */
function reader({ shape, data }: Numbers, rank: number): (index: readonly number[]) => number {
  const strides = stridesOf(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
  const lead = rank - shape.length;
  return (index) => {
    let at = 0;
    for (let axis = 0; axis < strides.length; axis++) at += index[axis + lead]! * strides[axis]!;
    return data[at]!;
  };
}
const unary =
  (f: (x: number) => number) =>
  (_: unknown, { x }: Operands): Results => [x[0]!.data.map(f)];
const binary =
  (f: (x: number, y: number) => number) =>
  (_: unknown, { x, shapes }: Operands): Results => {
    const [p, q] = x.map((operand) => reader(operand, shapes[0]!.length));
    return build(shapes[0]!, (index) => f(p!(index), q!(index)));
  };
const same = (_: unknown, { x }: Operands): Results => [x[0]!.data.slice()];

/** Folds the elements that fall on each place of the result. */
function fold(
  x: Numbers,
  axes: readonly number[],
  size: number,
  start: number,
  f: (a: number, b: number) => number,
): Float64Array {
  const out = new Float64Array(size).fill(start);
  const strides = stridesOf(x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))).map((s, axis) =>
    axes.includes(axis) ? 0 : s,
  );
  let i = 0;
  for (const index of indices(x.shape)) {
    const at = offset(index, strides);
    out[at] = f(out[at]!, x.data[i++]!);
  }
  return out;
}
const folding =
  (start: number, f: (a: number, b: number) => number) =>
  ({ axes }: { axes: readonly number[] }, { x, shapes }: Operands): Results => [
    fold(x[0]!, axes, sizeOf(shapes[0]!), start, f),
  ];
const countOf = (shape: Shape, axes: readonly number[]): number =>
  axes.reduce((product, axis) => product * shape[axis]!, 1);

/** Every pair of an output place and a tap of its window that lies inside the input. */
function* taps(input: Shape, size: Shape, window: Window): Generator<{ place: number[]; tap: number[]; at: number[] }> {
  const counts = input.map((length, axis) => windowCount(length, size[axis]!, window, axis));
  for (const place of indices(counts))
    for (const tap of indices(size)) {
      const at = place.map(
        (p, axis) => p * window.stride[axis]! + tap[axis]! * window.dilation[axis]! - window.padding[axis]![0],
      );
      if (at.every((a, axis) => a >= 0 && a < input[axis]!)) yield { place, tap, at };
    }
}
/** Calls back for every multiplication of a convolution: places in x, w and y. */
function convolve(
  params: ConvParams,
  x: Shape,
  w: Shape,
  y: Shape,
  visit: (x: number, w: number, y: number) => void,
): void {
  const [xs, ws, ys] = [stridesOf(x), stridesOf(w), stridesOf(y)];
  const perGroup = w[0]! / params.groups;
  for (const { place, tap, at } of taps(x.slice(2), w.slice(2), params)) {
    const [px, pw, py] = [offset(at, xs.slice(2)), offset(tap, ws.slice(2)), offset(place, ys.slice(2))];
    for (let n = 0; n < x[0]!; n++)
      for (let m = 0; m < w[0]!; m++)
        for (let c = 0; c < w[1]!; c++)
          visit(
            n * xs[0]! + (Math.floor(m / perGroup) * w[1]! + c) * xs[1]! + px,
            m * ws[0]! + c * ws[1]! + pw,
            n * ys[0]! + m * ys[1]! + py,
          );
  }
}
/** Calls back for every element of every pooling window, window by window in row-major order of the taps. */
function pool(params: PoolParams, x: Shape, y: Shape, visit: (x: number, y: number) => void): void {
  const [xs, ys] = [stridesOf(x), stridesOf(y)];
  for (const { place, at } of taps(x.slice(2), params.size, params))
    for (let n = 0; n < x[0]!; n++)
      for (let c = 0; c < x[1]!; c++)
        visit(n * xs[0]! + c * xs[1]! + offset(at, xs.slice(2)), n * ys[0]! + c * ys[1]! + offset(place, ys.slice(2)));
}
/** How many elements each average is taken over. */
function poolCounts(params: AvgPoolParams, x: Shape, y: Shape): Float64Array {
  const counts = new Float64Array(sizeOf(y));
  if (params.countPadding) return counts.fill(sizeOf(params.size));
  pool(params, x, y, (_, at) => counts[at]!++);
  return counts;
}

const softmaxAlong = (x: Numbers, axis: number, log: boolean): Float64Array => {
  const reduced = x.shape.with(axis, 1);
  const strides = stridesOf(reduced).map((s, a) => (a === axis ? 0 : s));
  const top = fold(x, [axis], sizeOf(reduced), Number.NEGATIVE_INFINITY, Math.max);
  const total = new Float64Array(top.length);
  const places = Int32Array.from({ length: x.data.length });
  let i = 0;
  for (const index of indices(x.shape)) places[i++] = offset(index, strides);
  x.data.forEach((v, k) => (total[places[k]!]! += Math.exp(v - top[places[k]!]!)));
  return x.data.map((v, k) =>
    log ? v - top[places[k]!]! - Math.log(total[places[k]!]!) : Math.exp(v - top[places[k]!]!) / total[places[k]!]!,
  );
};

/** Error function to double precision: its Maclaurin series, or the continued fraction of erfc for larger arguments. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = size;
  for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction));
}

/** The order of falling numbers. NaN comes first, as in PyTorch. */
const falling = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(b)) - Number(Number.isNaN(a)) : b - a;

const rules: Rules<[Operands], Results> = {
  fill: ({ shape, value }) => [new Float64Array(sizeOf(shape)).fill(value)],
  constant: ({ values }) => [Float64Array.from(values)],
  iota: ({ shape, axis }) => build(shape, (index) => index[axis]!),
  randomUniform: ({ shape, stream }, { x }) => {
    const key = streamKey(x[0]!.data[0]!, stream);
    return [Float64Array.from({ length: sizeOf(shape) }, (_, i) => uniformAt(key, i))];
  },
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  erf: unary(erf),
  floor: unary(Math.floor),
  relu: unary((x) => (x > 0 || Number.isNaN(x) ? x : 0)),
  not: unary((x) => 1 - x),
  // of NaN every runtime makes another whole number
  cast: ({ to }, { x }) => [
    x[0]!.data.map((v) => (to === 'bool' ? Number(v !== 0) : to === 'int32' ? Math.trunc(v) || 0 : v)),
  ],
  stopGradient: same,
  add: binary((x, y) => x + y),
  sub: binary((x, y) => x - y),
  mul: binary((x, y) => x * y),
  div: binary((x, y) => x / y),
  // 1 to any power is 1, and -1 to an infinite one, as IEEE 754 says and JavaScript does not
  pow: binary((x, y) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y)),
  max: binary(Math.max),
  min: binary(Math.min),
  eq: binary((x, y) => Number(x === y)),
  lt: binary((x, y) => Number(x < y)),
  le: binary((x, y) => Number(x <= y)),
  and: binary((x, y) => x * y),
  or: binary(Math.max),
  select: (_, { x, shapes }) => {
    const [condition, p, q] = x.map((operand) => reader(operand, shapes[0]!.length));
    return build(shapes[0]!, (index) => (condition!(index) ? p!(index) : q!(index)));
  },
  matmul: ({ transposeA, transposeB }, { x, shapes }) => {
    const rank = shapes[0]!.length;
    const [p, q] = x.map((operand) => reader(operand, rank));
    const inner = x[0]!.shape.at(transposeA ? -2 : -1)!;
    return build(shapes[0]!, (index) => {
      const batch = index.slice(0, -2);
      const [m, n] = index.slice(-2) as [number, number];
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum += p!([...batch, ...(transposeA ? [k, m] : [m, k])]) * q!([...batch, ...(transposeB ? [n, k] : [k, n])]);
      return sum;
    });
  },
  conv: (params, { x: [x, w], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y!));
    convolve(params, x!.shape, w!.shape, y!, (i, j, k) => (out[k]! += x!.data[i]! * w!.data[j]!));
    return [out];
  },
  convInputGrad: (params, { x: [dy, w], shapes: [x] }) => {
    const out = new Float64Array(sizeOf(x!));
    convolve(params, x!, w!.shape, dy!.shape, (i, j, k) => (out[i]! += dy!.data[k]! * w!.data[j]!));
    return [out];
  },
  convWeightGrad: (params, { x: [x, dy], shapes: [w] }) => {
    const out = new Float64Array(sizeOf(w!));
    convolve(params, x!.shape, w!, dy!.shape, (i, j, k) => (out[j]! += x!.data[i]! * dy!.data[k]!));
    return [out];
  },
  maxPool: (params, { x: [x], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y!)).fill(Number.NEGATIVE_INFINITY);
    pool(params, x!.shape, y!, (i, k) => (out[k] = Math.max(out[k]!, x!.data[i]!)));
    return [out];
  },
  maxPoolGrad: (params, { x: [x, y, dy] }) => {
    const out = new Float64Array(x!.data.length);
    const given = new Uint8Array(y!.data.length);
    pool(params, x!.shape, y!.shape, (i, k) => {
      if (given[k] || x!.data[i] !== y!.data[k]) return;
      given[k] = 1;
      out[i]! += dy!.data[k]!;
    });
    return [out];
  },
  avgPool: (params, { x: [x], shapes: [y] }) => {
    const counts = poolCounts(params, x!.shape, y!);
    const out = new Float64Array(sizeOf(y!));
    pool(params, x!.shape, y!, (i, k) => (out[k]! += x!.data[i]! / counts[k]!));
    return [out];
  },
  avgPoolGrad: (params, { x: [dy], shapes: [x] }) => {
    const counts = poolCounts(params, x!, dy!.shape);
    const out = new Float64Array(sizeOf(x!));
    pool(params, x!, dy!.shape, (i, k) => (out[i]! += dy!.data[k]! / counts[k]!));
    return [out];
  },
  sum: folding(0, (a, b) => a + b),
  mean: ({ axes }, { x, shapes }) => {
    const count = countOf(x[0]!.shape, axes);
    return [fold(x[0]!, axes, sizeOf(shapes[0]!), 0, (a, b) => a + b).map((v) => v / count)];
  },
  reduceMax: folding(Number.NEGATIVE_INFINITY, Math.max),
  reduceMin: folding(Number.POSITIVE_INFINITY, Math.min),
  argMax: ({ axis }, { x: [x], shapes: [y] }) =>
    build(y!, (index) => {
      const read = reader(x!, x!.shape.length);
      let best = 0;
      const at = (i: number) => read([...index.slice(0, axis), i, ...index.slice(axis)]);
      for (let i = 1; i < x!.shape[axis]!; i++) if (at(i) > at(best)) best = i;
      return best;
    }),
  topK: ({ axis }, { x: [x], shapes: [y] }) => {
    const read = reader(x!, x!.shape.length);
    const places = Array.from({ length: x!.shape[axis]! }, (_, i) => i);
    const orders = new Map<string, number[]>();
    return build(y!, (index) => {
      const row = index.with(axis, 0).join();
      let order = orders.get(row);
      if (!order) {
        const values = places.map((i) => read(index.with(axis, i)));
        // sorting keeps equal ones in their order
        order = [...places].sort((i, j) => falling(values[i]!, values[j]!));
        orders.set(row, order);
      }
      return order[index[axis]!]!;
    });
  },
  cumsum: ({ axis, exclusive, reverse }, { x: [x] }) => {
    const read = reader(x!, x!.shape.length);
    return build(x!.shape, (index) => {
      let sum = 0;
      for (let i = 0; i < x!.shape[axis]!; i++) {
        const before = reverse ? i > index[axis]! : i < index[axis]!;
        if (before || (!exclusive && i === index[axis])) sum += read(index.with(axis, i));
      }
      return sum;
    });
  },
  softmax: ({ axis }, { x }) => [softmaxAlong(x[0]!, axis, false)],
  logSoftmax: ({ axis }, { x }) => [softmaxAlong(x[0]!, axis, true)],
  standardize: ({ axes, epsilon }, { x: [x], shapes }) => {
    const count = countOf(x!.shape, axes);
    const mean = {
      dtype: 'float32' as const,
      shape: shapes[1]!,
      data: fold(x!, axes, sizeOf(shapes[1]!), 0, (a, b) => a + b).map((v) => v / count),
    };
    const meanAt = reader(mean, x!.shape.length);
    const xAt = reader(x!, x!.shape.length);
    const [squares] = build(x!.shape, (index) => (xAt(index) - meanAt(index)) ** 2);
    const variance = {
      ...mean,
      data: fold({ ...x!, data: squares! }, axes, mean.data.length, 0, (a, b) => a + b).map((v) => v / count),
    };
    const varianceAt = reader(variance, x!.shape.length);
    const [normal] = build(x!.shape, (index) => (xAt(index) - meanAt(index)) / Math.sqrt(varianceAt(index) + epsilon));
    return [normal!, mean.data, variance.data];
  },
  reshape: same,
  transpose: ({ order }, { x: [x], shapes: [y] }) => {
    const strides = stridesOf(x!.shape);
    const moved = order.map((axis) => strides[axis]!);
    return build(y!, (index) => x!.data[offset(index, moved)]!);
  },
  broadcast: (_, { x: [x], shapes: [y] }) => build(y!, reader(x!, y!.length)),
  concat: ({ axis }, { x, shapes: [y] }) => {
    const reads = x.map((operand) => reader(operand, y!.length));
    return build(y!, (index) => {
      let at = index[axis]!;
      let part = 0;
      while (at >= x[part]!.shape[axis]!) at -= x[part++]!.shape[axis]!;
      return reads[part]!(index.with(axis, at));
    });
  },
  slice: ({ start, step }, { x: [x], shapes: [y] }) => {
    const strides = stridesOf(x!.shape);
    return build(
      y!,
      (index) =>
        x!.data[
          offset(
            index.map((at, axis) => start[axis]! + at * step[axis]!),
            strides,
          )
        ]!,
    );
  },
  pad: ({ padding, value }, { x: [x], shapes: [y] }) => {
    const strides = stridesOf(x!.shape);
    return build(y!, (index) => {
      const at = index.map((i, axis) => i - padding[axis]![0]);
      return at.every((i, axis) => i >= 0 && i < x!.shape[axis]!) ? x!.data[offset(at, strides)]! : value;
    });
  },
  reverse: ({ axes }, { x: [x] }) => {
    const strides = stridesOf(x!.shape);
    return build(
      x!.shape,
      (index) =>
        x!.data[
          offset(
            index.map((i, axis) => (axes.includes(axis) ? x!.shape[axis]! - 1 - i : i)),
            strides,
          )
        ]!,
    );
  },
  gather: ({ axis }, { x: [x, which], shapes: [y] }) => {
    const strides = stridesOf(x!.shape);
    const rank = which!.shape.length;
    const read = stridesOf(which!.shape);
    return build(y!, (index) => {
      const at = which!.data[offset(index.slice(axis, axis + rank), read)]!;
      return x!.data[offset([...index.slice(0, axis), at, ...index.slice(axis + rank)], strides)]!;
    });
  },
  scatterAdd: ({ axis }, { x: [which, dy], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y!));
    const strides = stridesOf(y!);
    const rank = which!.shape.length;
    const read = stridesOf(which!.shape);
    let i = 0;
    for (const index of indices(dy!.shape)) {
      const at = which!.data[offset(index.slice(axis, axis + rank), read)]!;
      out[offset([...index.slice(0, axis), at, ...index.slice(axis + rank)], strides)]! += dy!.data[i++]!;
    }
    return [out];
  },
  gatherElements: ({ axis }, { x: [x, which] }) => {
    const strides = stridesOf(x!.shape);
    let i = 0;
    return build(which!.shape, (index) => x!.data[offset(index.with(axis, which!.data[i++]!), strides)]!);
  },
  scatterElementsAdd: ({ axis }, { x: [which, dy], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y!));
    const strides = stridesOf(y!);
    let i = 0;
    for (const index of indices(dy!.shape)) {
      out[offset(index.with(axis, which!.data[i]!), strides)]! += dy!.data[i]!;
      i++;
    }
    return [out];
  },
  scan: ({ body, carries, scanned, reverse }, { x, shapes, run }) => {
    const length = x[carries]!.shape[0]!;
    const stacked = shapes.map((shape) => new Float64Array(sizeOf(shape)));
    let carried = x.slice(0, carries);
    for (let step = 0; step < length; step++) {
      const at = reverse ? length - 1 - step : step;
      const slices = x.slice(carries, carries + scanned).map(({ dtype, shape, data }): Numbers => {
        const size = data.length / length;
        return { dtype, shape: shape.slice(1), data: data.subarray(at * size, (at + 1) * size) };
      });
      const results = run(body, [...carried, ...slices, ...x.slice(carries + scanned)]);
      carried = results.slice(0, carries);
      results.slice(carries).forEach(({ data }, i) => stacked[carries + i]!.set(data, at * data.length));
    }
    return [...carried.map(({ data }) => data), ...stacked.slice(carries)];
  },
  foreign: ({ op }) => {
    throw foreignOnly(op);
  },
};

/** Operators of other programs run on ONNX Runtime alone. */
export const foreignOnly = (op: string): UserError =>
  new UserError(problem('foreign-needs-onnx', { op: verbatim(op) }));

/** What float32 results are rounded to: the nearest float32, nothing, or what a function gives. */
type Precision = 'float32' | 'float64' | ((x: number) => number);

/** The values of a program's outputs for those of its inputs, both in their order. */
function evaluate(program: Program, inputs: readonly Numbers[], precision: Precision): readonly Numbers[] {
  const known = new Map<Value, Numbers>(program.inputs.map(({ value }, i) => [value, inputs[i]!]));
  const run = (body: Program, x: readonly Numbers[]) => evaluate(body, x, precision);
  for (const equation of program.equations) {
    const results = apply(rules, equation, {
      x: equation.inputs.map((value) => known.get(value)!),
      shapes: equation.outputs.map(({ shape }) => shape),
      run,
    });
    equation.outputs.forEach((output, i) => known.set(output, rounded(output, results[i]!, precision)));
  }
  return program.outputs.map(({ value }) => known.get(value)!);
}

const rounded = ({ dtype, shape }: Value, data: Float64Array, precision: Precision): Numbers => ({
  dtype,
  shape,
  data:
    precision === 'float64' || dtype !== 'float32' ? data : data.map(precision === 'float32' ? Math.fround : precision),
});

/** Runs a program on feeds by input name. Throws where a feed is missing or has the wrong size. */
export function interpret(
  program: Program,
  feeds: Feeds,
  { precision = 'float32' }: { precision?: Precision } = {},
): Record<string, Numbers> {
  const inputs = program.inputs.map(({ name, value }) => {
    const feed = feeds[name];
    if (feed?.data.length !== sizeOf(value.shape))
      throw new Error(
        `internal: the feed "${name}" has ${feed?.data.length ?? 'no'} values, ${sizeOf(value.shape)} are expected`,
      );
    return rounded(value, Float64Array.from(feed.data), precision);
  });
  const outputs = evaluate(program, inputs, precision);
  return Object.fromEntries(program.outputs.map(({ name }, i) => [name, outputs[i]!]));
}
