/**
 * Random calls of every primitive, for whatever holds of all of them: inferred types, gradients, every runtime, printing and
 * parsing. The table is complete: a new primitive does not compile until it has its row.
 */
import type fc from 'fast-check';
import { Builder } from '../../engine/ir/builder.ts';
import { windowCount } from '../../engine/ir/infer.ts';
import type { Feeds } from '../../engine/ir/interpret.ts';
import type { AvgPoolParams, ConvParams, PoolParams, Prim, Prims } from '../../engine/ir/prims.ts';
import type { Program, Value } from '../../engine/ir/program.ts';
import { permutation, randomStream } from '../../engine/ir/random.ts';
import { seesNothing } from '../../engine/layers/common/windows.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import type { DType } from '../../engine/types/dtype.ts';
import { type Shape, sizeOf } from '../../engine/types/shape.ts';
import { Draw } from './draw.ts';
import { LOOPS, loopParams } from './loops.ts';

/** How an operand's numbers are drawn. */
type Values =
  /** Numbers from -2 to 2 that keep clear of each other, of 0 and of whole numbers, where derivatives may jump. */
  | 'smooth'
  /** The same between 0.2 and 2.2. */
  | 'positive'
  /** Whole numbers from -2 to 2: ties and zeros. Here no derivative is expected to be a limit of differences. */
  | 'whole'
  /** Indices below a number. */
  | { readonly below: number };

interface Operand {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly values: Values;
}
export interface PrimitiveCase<Params = unknown> {
  readonly params: Params;
  readonly operands: readonly Operand[];
  /** Further operands, computed from the drawn ones. */
  readonly derived?: (b: Builder, operands: readonly Value[]) => readonly Value[];
}

const float = (shape: Shape, values: Values = 'smooth'): Operand => ({ dtype: 'float32', shape, values });
const whole = (dtype: DType, shape: Shape): Operand => ({
  dtype,
  shape,
  values: dtype === 'bool' ? { below: 2 } : 'whole',
});

const unary =
  (values: Values = 'smooth') =>
  (d: Draw): PrimitiveCase<Prims['exp']> => ({
    params: {},
    operands: [float(d.shape(), d.int(0, 3) === 0 && values === 'smooth' ? 'whole' : values)],
  });
/** Arithmetic of floats or of whole numbers. */
const arithmetic = (d: Draw): PrimitiveCase<Prims['add']> => {
  const dtype = d.pick(['float32', 'float32', 'int32'] as const);
  return {
    params: {},
    operands: d.pair().map((shape) => (dtype === 'float32' && d.int(0, 3) > 0 ? float(shape) : whole(dtype, shape))),
  };
};
const comparison = (d: Draw): PrimitiveCase<Prims['lt']> => {
  const dtype = d.pick(['float32', 'int32'] as const);
  return { params: {}, operands: d.pair().map((shape) => whole(dtype, shape)) };
};
const logical = (d: Draw): PrimitiveCase<Prims['and']> => ({
  params: {},
  operands: d.pair().map((shape) => whole('bool', shape)),
});
const reduction = (d: Draw): PrimitiveCase<Prims['sum']> => {
  const shape = d.shape();
  return {
    params: { axes: d.axes(shape.length), keep: d.flag() },
    operands: [float(shape, d.pick(['smooth', 'whole']))],
  };
};
const alongAxis = (d: Draw): PrimitiveCase<Prims['softmax']> => {
  const shape = d.shape(1);
  return { params: { axis: d.axis(shape) }, operands: [float(shape, d.pick(['smooth', 'whole']))] };
};

/** A window that fits `spatial`; a pooling one sees something at every place. */
function window(d: Draw, spatial: Shape, poolLike: boolean): PoolParams {
  const size = spatial.map((length) => d.int(1, Math.min(3, length)));
  const dilation = spatial.map((length, i) =>
    size[i]! > 1 && d.flag() ? d.int(1, Math.max(1, Math.min(2, Math.floor((length - 1) / (size[i]! - 1))))) : 1,
  );
  const made = {
    size,
    dilation,
    stride: spatial.map(() => d.int(1, 3)),
    padding: spatial.map((_, i) => d.list(2, () => d.int(0, dilation[i]! * (size[i]! - 1))) as [number, number]),
  };
  return poolLike && seesNothing(spatial, size, made) ? { ...made, padding: spatial.map(() => [0, 0] as const) } : made;
}
const counts = (spatial: Shape, { size, ...rest }: PoolParams): number[] =>
  spatial.map((length, axis) => windowCount(length, size[axis]!, rest, axis));

interface Convolution {
  readonly params: ConvParams;
  readonly x: Shape;
  readonly w: Shape;
  readonly y: Shape;
}
function convolution(d: Draw): Convolution {
  const spatial = d.list(d.pick([1, 2, 2, 3]), () => d.int(3, 6));
  const { size, ...rest } = window(d, spatial, false);
  const groups = d.pick([1, 1, 2, 3]);
  const [inward, outward] = [d.int(1, 2), groups * d.int(1, 2)];
  const n = d.int(1, 3);
  return {
    params: { ...rest, groups },
    x: [n, inward * groups, ...spatial],
    w: [outward, inward, ...size],
    y: [n, outward, ...counts(spatial, { ...rest, size })],
  };
}
function pooling(d: Draw): { params: PoolParams; x: Shape; y: Shape } {
  const spatial = d.list(d.pick([1, 2, 2, 3]), () => d.int(2, 6));
  const lead = [d.int(1, 2), d.int(1, 2)];
  const params = window(d, spatial, true);
  return { params, x: [...lead, ...spatial], y: [...lead, ...counts(spatial, params)] };
}
function averaging(d: Draw): { params: AvgPoolParams; x: Shape; y: Shape } {
  const { params, x, y } = pooling(d);
  return { params: { ...params, countPadding: d.flag() }, x, y };
}

/** x, an axis and indices along it. */
function indexed(d: Draw): { shape: Shape; axis: number; indices: Shape } {
  const shape = d.shape(1, 3);
  return { shape, axis: d.axis(shape), indices: d.shape(0, 2) };
}
function indexedElements(d: Draw): { shape: Shape; axis: number; indices: Shape } {
  const shape = d.shape(1, 3);
  const axis = d.axis(shape);
  return { shape, axis, indices: shape.with(axis, d.int(1, 5)) };
}
const indices = (shape: Shape, below: number): Operand => ({ dtype: 'int32', shape, values: { below } });

const dtypeOf = (d: Draw): DType => d.pick(['float32', 'int32', 'bool']);
const ofAnyType = (d: Draw, shape: Shape): Operand => {
  const dtype = dtypeOf(d);
  return dtype === 'float32' ? float(shape) : whole(dtype, shape);
};

const loop = (d: Draw): PrimitiveCase<Prims['scan']> => {
  const which = d.pick(LOOPS);
  const steps = d.int(1, 4);
  const floats = (shapes: readonly Shape[]) => shapes.map((shape) => float(shape));
  return {
    params: loopParams(which, d.flag()),
    operands: [
      ...floats(which.carries),
      ...floats(which.slices.map((shape) => [steps, ...shape])),
      ...floats(which.constants),
    ],
  };
};

/** Foreign operators are ONNX Runtime's own: nothing here could be held against it. */
type Own = Exclude<Prim, 'foreign'>;
export const CALLS: { readonly [P in Own]: (d: Draw) => PrimitiveCase<Prims[P]> } = {
  fill: (d) => ({
    params: { dtype: 'float32', shape: d.shape(), value: d.pick([0, -0, 1, -2.5, 1e-38]) },
    operands: [],
  }),
  constant: (d) => {
    const dtype = dtypeOf(d);
    const shape = d.shape(1, 3);
    return {
      params: { dtype, shape, values: d.list(sizeOf(shape), () => (dtype === 'bool' ? d.int(0, 1) : d.int(-3, 3))) },
      operands: [],
    };
  },
  iota: (d) => {
    const shape = d.shape(1);
    return { params: { dtype: d.pick(['float32', 'int32']), shape, axis: d.axis(shape) }, operands: [] };
  },
  randomUniform: (d) => ({
    params: { shape: d.shape(), stream: d.int(0, 0x7fffffff) },
    operands: [indices([], 0x7fffffff)],
  }),
  neg: unary(),
  abs: unary(),
  sign: unary(),
  exp: unary(),
  log: unary('positive'),
  sqrt: unary('positive'),
  sin: unary(),
  cos: unary(),
  tanh: unary(),
  sigmoid: unary(),
  softplus: unary(),
  erf: unary(),
  floor: unary(),
  relu: unary(),
  not: (d) => ({ params: {}, operands: [whole('bool', d.shape())] }),
  cast: (d) => {
    const from = dtypeOf(d);
    const to = dtypeOf(d);
    return {
      params: { to },
      operands: [from === 'float32' && to === 'float32' ? float(d.shape()) : whole(from, d.shape())],
    };
  },
  stopGradient: (d) => ({ params: {}, operands: [whole(dtypeOf(d), d.shape())] }),
  add: arithmetic,
  sub: arithmetic,
  mul: arithmetic,
  div: (d) => ({ params: {}, operands: d.pair().map((shape) => float(shape, 'positive')) }),
  pow: (d) => ({ params: {}, operands: d.pair().map((shape, i) => float(shape, i === 0 ? 'positive' : 'smooth')) }),
  max: arithmetic,
  min: arithmetic,
  eq: comparison,
  lt: comparison,
  le: comparison,
  and: logical,
  or: logical,
  select: (d) => {
    const [p, q] = d.pair();
    const condition = d.flag() ? p : q;
    return { params: {}, operands: [whole('bool', condition), float(p), float(q)] };
  },
  matmul: (d) => {
    const [m, k, n] = d.list(3, () => d.int(1, 4));
    const params = { transposeA: d.flag(), transposeB: d.flag() };
    const [left, right] = d.pair();
    return {
      params,
      operands: [
        float([...left, ...(params.transposeA ? [k!, m!] : [m!, k!])]),
        float([...right, ...(params.transposeB ? [n!, k!] : [k!, n!])]),
      ],
    };
  },
  conv: (d) => {
    const { params, x, w } = convolution(d);
    return { params, operands: [float(x), float(w)] };
  },
  convInputGrad: (d) => {
    const { params, x, w, y } = convolution(d);
    return { params: { ...params, inputSize: x.slice(2) }, operands: [float(y), float(w)] };
  },
  convWeightGrad: (d) => {
    const { params, x, w, y } = convolution(d);
    return { params: { ...params, kernel: w.slice(2) }, operands: [float(x), float(y)] };
  },
  maxPool: (d) => {
    const { params, x } = pooling(d);
    return { params, operands: [float(x, d.pick(['smooth', 'whole']))] };
  },
  maxPoolGrad: (d) => {
    const { params, x, y } = pooling(d);
    return {
      params,
      operands: [float(x, d.pick(['smooth', 'whole'])), float(y)],
      derived: (b, [input, dy]) => [input!, b.maxPool(input!, params), dy!],
    };
  },
  avgPool: (d) => {
    const { params, x } = averaging(d);
    return { params, operands: [float(x)] };
  },
  avgPoolGrad: (d) => {
    const { params, x, y } = averaging(d);
    return { params: { ...params, inputSize: x.slice(2) }, operands: [float(y)] };
  },
  sum: reduction,
  mean: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  argMax: (d) => {
    const shape = d.shape(1);
    return {
      params: { axis: d.axis(shape) },
      operands: [d.flag() ? float(shape) : whole(d.pick(['float32', 'int32']), shape)],
    };
  },
  topK: (d) => {
    const shape = d.shape(1);
    const axis = d.axis(shape);
    return {
      params: { axis, k: d.int(1, shape[axis]!) },
      operands: [d.flag() ? float(shape) : whole('float32', shape)],
    };
  },
  cumsum: (d) => {
    const shape = d.shape(1);
    return { params: { axis: d.axis(shape), exclusive: d.flag(), reverse: d.flag() }, operands: [float(shape)] };
  },
  softmax: alongAxis,
  logSoftmax: alongAxis,
  standardize: (d) => {
    // along axes with three elements at least: fewer give plus and minus one whatever they are
    const shape = d.list(d.int(1, 4), () => d.int(3, 4));
    return { params: { axes: d.axes(shape.length, 1), epsilon: d.pick([1e-5, 1e-3, 0.1]) }, operands: [float(shape)] };
  },
  reshape: (d) => {
    const shape = d.shape();
    const to = d.pick([[sizeOf(shape)], [1, ...shape], [...shape].reverse(), [...shape, 1], [sizeOf(shape), 1, 1]]);
    return { params: { to }, operands: [ofAnyType(d, shape)] };
  },
  transpose: (d) => {
    const shape = d.shape(1);
    return { params: { order: d.order(shape.length) }, operands: [ofAnyType(d, shape)] };
  },
  broadcast: (d) => {
    const [p, q] = d.pair();
    const [from, to] = sizeOf(p) < sizeOf(q) || p.length < q.length ? [p, q] : [q, p];
    return { params: { to }, operands: [ofAnyType(d, from)] };
  },
  concat: (d) => {
    const shape = d.shape(1);
    const axis = d.axis(shape);
    const first = ofAnyType(d, shape);
    return {
      params: { axis },
      operands: d.list(d.int(1, 3), () => ({ ...first, shape: shape.with(axis, d.int(1, 4)) })),
    };
  },
  slice: (d) => {
    const shape = d.shape(1, 4, 6);
    const start = shape.map((dim) => d.int(0, dim - 1));
    return {
      params: {
        start,
        stop: shape.map((dim, axis) => d.int(start[axis]! + 1, dim)),
        step: shape.map(() => d.int(1, 3)),
      },
      operands: [ofAnyType(d, shape)],
    };
  },
  pad: (d) => {
    const shape = d.shape(1, 3);
    return {
      params: { padding: shape.map(() => [d.int(0, 2), d.int(0, 2)] as const), value: d.pick([0, 1, -3]) },
      operands: [d.flag() ? float(shape) : whole('int32', shape)],
    };
  },
  reverse: (d) => {
    const shape = d.shape(1);
    return { params: { axes: d.axes(shape.length, 1) }, operands: [float(shape)] };
  },
  gather: (d) => {
    const { shape, axis, indices: which } = indexed(d);
    return { params: { axis }, operands: [float(shape), indices(which, shape[axis]!)] };
  },
  scatterAdd: (d) => {
    const { shape, axis, indices: which } = indexed(d);
    return {
      params: { axis, size: shape[axis]! },
      operands: [indices(which, shape[axis]!), float([...shape.slice(0, axis), ...which, ...shape.slice(axis + 1)])],
    };
  },
  gatherElements: (d) => {
    const { shape, axis, indices: which } = indexedElements(d);
    return { params: { axis }, operands: [float(shape), indices(which, shape[axis]!)] };
  },
  scatterElementsAdd: (d) => {
    const { shape, axis, indices: which } = indexedElements(d);
    return { params: { axis, size: shape[axis]! }, operands: [indices(which, shape[axis]!), float(which)] };
  },
  scan: loop,
};
export const PRIMITIVES = Object.keys(CALLS) as Own[];

/** Numbers for an operand; `salt` keeps the operands of one call apart. */
function numbers({ shape, values }: Operand, salt: number, seed: number): Float64Array {
  const size = sizeOf(shape);
  const uniform = randomStream(seed, `operand ${salt}`);
  if (typeof values === 'object')
    return Float64Array.from({ length: size }, () => Math.floor(uniform() * values.below));
  if (values === 'whole') return Float64Array.from({ length: size }, () => Math.floor(uniform() * 5) - 2);
  const places = permutation(size, uniform);
  const low = values === 'positive' ? 0.2 : -2;
  const width = values === 'positive' ? 2 : 4;
  return Float64Array.from(places, (place) => Math.fround(low + (width * (place + 0.31 + 0.17 * (salt % 3))) / size));
}

export interface PrimitiveProgram {
  readonly program: Program;
  readonly feeds: Feeds;
  /** Float operands whose gradients are among the outputs. */
  readonly names: readonly string[];
  /** Those by which the loss may be differentiated as a limit of differences. */
  readonly smooth: readonly string[];
}

/** A call as a program: its results, a random projection of the float ones as loss, and the loss's gradients. */
export function primitiveProgram<P extends Prim>(
  prim: P,
  { params, operands, derived }: PrimitiveCase<Prims[P]>,
  seed: number,
): PrimitiveProgram {
  const b = new Builder();
  const feeds: Record<string, { shape: Shape; data: Float64Array }> = {};
  const declare = (name: string, operand: Operand, salt: number): Value => {
    feeds[name] = { shape: operand.shape, data: numbers(operand, salt, seed) };
    return b.input(name, operand.dtype, operand.shape);
  };
  const drawn = operands.map((operand, i) => declare(`x${i}`, operand, i));
  const outputs = b.emitAll(prim, params, ...(derived?.(b, drawn) ?? drawn));
  outputs.forEach((output, i) => b.output(`y${i}`, output));
  const floats = outputs.filter(({ dtype }) => dtype === 'float32');
  const learned = drawn.filter(({ dtype }) => dtype === 'float32');
  const differentiable = floats.length > 0 && learned.length > 0;
  const smooth = differentiable && operands.every(({ values }) => values !== 'whole');
  if (differentiable) {
    const loss = floats
      .map((y, i) => b.sum(b.mul(y, declare(`projection${i}`, float(y.shape), 7 + i))))
      .reduce((p, q) => b.add(p, q));
    b.output('loss', loss);
    differentiate(b, loss, learned).forEach((gradient, i) => b.output(`d x${drawn.indexOf(learned[i]!)}`, gradient));
  }
  const names = differentiable ? learned.map((value) => `x${drawn.indexOf(value)}`) : [];
  return { program: b.finish(), feeds, names, smooth: smooth ? names : [] };
}

/** A random call of the primitive as a program. */
export const randomCall = (prim: Own, g: fc.GeneratorValue, seed: number): PrimitiveProgram =>
  primitiveProgram(prim, CALLS[prim](new Draw(g)) as PrimitiveCase<never>, seed);
