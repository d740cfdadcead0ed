/**
 * The types pass: what an equation gives, from its parameters and the types of its operands. A violation is a
 * bug of the pass that built the equation (users' mistakes are caught earlier, on the document), so it throws.
 */
import type { DType } from '../types/dtype.ts';
import { broadcastShapes, formatShape, type Shape, sizeOf } from '../types/shape.ts';
import {
  type AvgPoolParams,
  apply,
  type ConvParams,
  type PoolParams,
  type Prim,
  type Prims,
  type Rules,
  type Window,
} from './prims.ts';
import { TRAITS } from './traits.ts';

export interface ValueType {
  readonly dtype: DType;
  readonly shape: Shape;
}

type Rule<P extends Prim> = (params: Prims[P], inputs: readonly ValueType[]) => readonly ValueType[];

const fail = (message: string): never => {
  throw new Error(`internal: ${message}`);
};
const float = (shape: Shape): ValueType[] => [{ dtype: 'float32', shape }];

function want(type: ValueType | undefined, dtype: DType): ValueType {
  if (type === undefined) return fail('an operand is missing');
  if (type.dtype !== dtype) fail(`expected ${dtype}, got ${type.dtype}`);
  return type;
}

function expectOperands(inputs: readonly ValueType[], count: number): void {
  if (inputs.length !== count) fail(`expected ${count} operand${count === 1 ? '' : 's'}, got ${inputs.length}`);
}
/** Axes that the shape has, each once. */
function expectAxes(axes: readonly number[], shape: Shape): void {
  for (const axis of axes)
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) fail(`axis ${axis} of ${formatShape(shape)}`);
  if (new Set(axes).size < axes.length) fail(`an axis twice in [${axes.join(', ')}]`);
}
/** One entry for each axis. */
function expectEntries(list: readonly unknown[], shape: Shape, what: string): void {
  if (list.length !== shape.length) fail(`${list.length} entries of ${what} for ${formatShape(shape)}`);
}

function broadcast(inputs: readonly ValueType[]): Shape {
  let shape: readonly number[] = [];
  for (const input of inputs)
    shape =
      broadcastShapes(shape, input.shape) ??
      fail(`${inputs.map((i) => formatShape(i.shape)).join(' and ')} do not broadcast`);
  return shape;
}

const floatUnary: Rule<'exp'> = (_, inputs) => {
  return float(want(inputs[0], 'float32').shape);
};
const numericUnary: Rule<'neg'> = (_, inputs) => {
  if (inputs[0]!.dtype === 'bool') fail('arithmetic on bool');
  return [inputs[0]!];
};
const arithmetic: Rule<'add'> = (_, inputs) => {
  const [a, b] = inputs;
  if (a!.dtype !== b!.dtype || a!.dtype === 'bool') fail(`arithmetic on ${a!.dtype} and ${b!.dtype}`);
  return [{ dtype: a!.dtype, shape: broadcast(inputs) }];
};
const floatBinary: Rule<'pow'> = (_, inputs) => {
  for (const input of inputs) want(input, 'float32');
  return float(broadcast(inputs));
};
const comparison: Rule<'lt'> = (_, inputs) => {
  if (inputs[0]!.dtype !== inputs[1]!.dtype) fail(`comparing ${inputs[0]!.dtype} with ${inputs[1]!.dtype}`);
  return [{ dtype: 'bool', shape: broadcast(inputs) }];
};
const logical: Rule<'and'> = (_, inputs) => {
  for (const input of inputs) want(input, 'bool');
  return [{ dtype: 'bool', shape: broadcast(inputs) }];
};
const reduction: Rule<'sum'> = ({ axes, keep }, inputs) => {
  const { dtype, shape } = inputs[0]!;
  if (dtype === 'bool') fail('reduction of bool');
  expectAxes(axes, shape);
  return [
    {
      dtype,
      shape: keep ? shape.map((d, i) => (axes.includes(i) ? 1 : d)) : shape.filter((_, i) => !axes.includes(i)),
    },
  ];
};

const alongAxis: Rule<'softmax'> = ({ axis }, inputs) => {
  expectAxes([axis], want(inputs[0], 'float32').shape);
  return [inputs[0]!];
};

/** Number of places where a window of `size` fits along an axis of `length`; may be below 1. */
export function windowCount(length: number, size: number, { stride, padding, dilation }: Window, axis: number): number {
  const [before, after] = padding[axis]!;
  return Math.floor((length + before + after - dilation[axis]! * (size - 1) - 1) / stride[axis]!) + 1;
}

function slide(spatial: Shape, size: Shape, window: Window): number[] {
  const rank = spatial.length;
  if ([size, window.stride, window.padding, window.dilation].some((entry) => entry.length !== rank))
    fail(`a window of rank ${size.length} on ${rank} spatial dimensions`);
  return spatial.map((length, axis) => {
    const count = windowCount(length, size[axis]!, window, axis);
    return count >= 1 ? count : fail(`window ${size[axis]} does not fit length ${length} in dimension ${axis}`);
  });
}

function convShape(params: ConvParams, x: Shape, w: Shape): number[] {
  if (x.length !== w.length || x.length < 3) fail(`conv of ${formatShape(x)} by ${formatShape(w)}`);
  if (x[1] !== w[1]! * params.groups || w[0]! % params.groups !== 0)
    fail(`conv of ${x[1]} channels by ${formatShape(w)} in ${params.groups} groups`);
  return [x[0]!, w[0]!, ...slide(x.slice(2), w.slice(2), params)];
}

const poolShape = (params: PoolParams, x: Shape): number[] => [
  ...x.slice(0, 2),
  ...slide(x.slice(2), params.size, params),
];

function expectShape(actual: Shape, expected: Shape, what: string): void {
  if (formatShape(actual) !== formatShape(expected))
    fail(`${what} has shape ${formatShape(actual)}, expected ${formatShape(expected)}`);
}

const rules: Rules<[readonly ValueType[]], readonly ValueType[]> = {
  fill: ({ dtype, shape }) => [{ dtype, shape }],
  constant: ({ dtype, shape, values }) => {
    if (values.length !== sizeOf(shape)) fail(`${values.length} values for ${formatShape(shape)}`);
    return [{ dtype, shape }];
  },
  iota: ({ dtype, shape, axis }) => {
    expectAxes([axis], shape);
    return [{ dtype, shape }];
  },
  randomUniform: ({ shape }, inputs) => {
    expectShape(want(inputs[0], 'int32').shape, [], 'the seed');
    return float(shape);
  },
  neg: numericUnary,
  abs: numericUnary,
  sign: numericUnary,
  exp: floatUnary,
  log: floatUnary,
  sqrt: floatUnary,
  sin: floatUnary,
  cos: floatUnary,
  tanh: floatUnary,
  sigmoid: floatUnary,
  softplus: floatUnary,
  erf: floatUnary,
  floor: floatUnary,
  relu: floatUnary,
  not: (_, inputs) => [want(inputs[0], 'bool')],
  cast: ({ to }, inputs) => [{ dtype: to, shape: inputs[0]!.shape }],
  stopGradient: (_, inputs) => [inputs[0]!],
  add: arithmetic,
  sub: arithmetic,
  mul: arithmetic,
  div: floatBinary,
  pow: floatBinary,
  max: arithmetic,
  min: arithmetic,
  eq: comparison,
  lt: comparison,
  le: comparison,
  and: logical,
  or: logical,
  select: (_, inputs) => {
    want(inputs[0], 'bool');
    if (inputs[1]!.dtype !== inputs[2]!.dtype) fail('select between two element types');
    return [{ dtype: inputs[1]!.dtype, shape: broadcast(inputs) }];
  },
  matmul: ({ transposeA, transposeB }, inputs) => {
    const a = want(inputs[0], 'float32').shape;
    const b = want(inputs[1], 'float32').shape;
    if (a.length < 2 || b.length < 2) fail(`matmul of ${formatShape(a)} by ${formatShape(b)}`);
    const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
    const [l, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
    const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
    if (k !== l || batch === undefined) return fail(`matmul of ${formatShape(a)} by ${formatShape(b)}`);
    return float([...batch, m, n]);
  },
  conv: (params, inputs) =>
    float(convShape(params, want(inputs[0], 'float32').shape, want(inputs[1], 'float32').shape)),
  convInputGrad: (params, inputs) => {
    const dy = want(inputs[0], 'float32').shape;
    const w = want(inputs[1], 'float32').shape;
    const x = [dy[0]!, w[1]! * params.groups, ...params.inputSize];
    expectShape(dy, convShape(params, x, w), 'dy');
    return float(x);
  },
  convWeightGrad: (params, inputs) => {
    const x = want(inputs[0], 'float32').shape;
    const dy = want(inputs[1], 'float32').shape;
    const w = [dy[1]!, x[1]! / params.groups, ...params.kernel];
    expectShape(dy, convShape(params, x, w), 'dy');
    return float(w);
  },
  maxPool: (params, inputs) => float(poolShape(params, want(inputs[0], 'float32').shape)),
  maxPoolGrad: (params, inputs) => {
    const [x, y, dy] = inputs.map((input) => want(input, 'float32').shape);
    expectShape(y!, poolShape(params, x!), 'y');
    expectShape(dy!, y!, 'dy');
    return float(x!);
  },
  avgPool: (params, inputs) => float(poolShape(params, want(inputs[0], 'float32').shape)),
  avgPoolGrad: (params: AvgPoolParams & { inputSize: readonly number[] }, inputs) => {
    const dy = want(inputs[0], 'float32').shape;
    const x = [dy[0]!, dy[1]!, ...params.inputSize];
    expectShape(dy, poolShape(params, x), 'dy');
    return float(x);
  },
  sum: reduction,
  mean: (params, inputs) => {
    want(inputs[0], 'float32');
    return reduction(params, inputs);
  },
  reduceMax: reduction,
  reduceMin: reduction,
  argMax: ({ axis }, inputs) => {
    expectAxes([axis], inputs[0]!.shape);
    return [{ dtype: 'int32', shape: inputs[0]!.shape.filter((_, i) => i !== axis) }];
  },
  topK: ({ axis, k }, inputs) => {
    const { shape } = inputs[0]!;
    expectAxes([axis], shape);
    if (k < 1 || k > shape[axis]!) throw new Error(`${k} of ${shape[axis]} elements`);
    return [{ dtype: 'int32', shape: shape.with(axis, k) }];
  },
  cumsum: alongAxis,
  softmax: alongAxis,
  logSoftmax: alongAxis,
  standardize: ({ axes }, inputs) => {
    const x = want(inputs[0], 'float32');
    expectAxes(axes, x.shape);
    const shape = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    return [x, ...float(shape), ...float(shape)];
  },
  reshape: ({ to }, inputs) => {
    const { dtype, shape } = inputs[0]!;
    if (sizeOf(shape) !== sizeOf(to)) fail(`reshape of ${formatShape(shape)} to ${formatShape(to)}`);
    return [{ dtype, shape: to }];
  },
  transpose: ({ order }, inputs) => {
    const { dtype, shape } = inputs[0]!;
    if ([...order].sort((a, b) => a - b).some((axis, i) => axis !== i) || order.length !== shape.length)
      fail(`transpose of ${formatShape(shape)} by [${order.join(', ')}]`);
    return [{ dtype, shape: order.map((axis) => shape[axis]!) }];
  },
  broadcast: ({ to }, inputs) => {
    const { dtype, shape } = inputs[0]!;
    expectShape(broadcastShapes(shape, to) ?? [], to, 'broadcast');
    return [{ dtype, shape: to }];
  },
  concat: ({ axis }, inputs) => {
    const first = inputs[0] ?? fail('concat of nothing');
    expectAxes([axis], first.shape);
    for (const input of inputs) {
      if (input.dtype !== first.dtype) fail('concat of different element types');
      expectEntries(input.shape, first.shape, 'another operand’s shape');
      expectShape(input.shape.with(axis, 0), first.shape.with(axis, 0), 'an operand of concat');
    }
    return [
      {
        dtype: first.dtype,
        shape: first.shape.with(
          axis,
          inputs.reduce((sum, i) => sum + i.shape[axis]!, 0),
        ),
      },
    ];
  },
  slice: ({ start, stop, step }, inputs) => {
    const { dtype, shape } = inputs[0]!;
    for (const [list, what] of [
      [start, 'start'],
      [stop, 'stop'],
      [step, 'step'],
    ] as const)
      expectEntries(list, shape, what);
    return [
      {
        dtype,
        shape: shape.map((dim, axis) => {
          if (start[axis]! < 0 || stop[axis]! > dim || start[axis]! >= stop[axis]! || step[axis]! < 1)
            fail(`slice [${start.join(', ')}] to [${stop.join(', ')}] of ${formatShape(shape)}`);
          return Math.ceil((stop[axis]! - start[axis]!) / step[axis]!);
        }),
      },
    ];
  },
  pad: ({ padding }, inputs) => {
    const { dtype, shape } = inputs[0]!;
    expectEntries(padding, shape, 'padding');
    return [{ dtype, shape: shape.map((dim, axis) => dim + padding[axis]![0] + padding[axis]![1]) }];
  },
  reverse: ({ axes }, inputs) => {
    expectAxes(axes, inputs[0]!.shape);
    return [inputs[0]!];
  },
  gather: ({ axis }, inputs) => {
    const { dtype, shape } = inputs[0]!;
    expectAxes([axis], shape);
    return [{ dtype, shape: [...shape.slice(0, axis), ...want(inputs[1], 'int32').shape, ...shape.slice(axis + 1)] }];
  },
  scatterAdd: ({ axis, size }, inputs) => {
    const indices = want(inputs[0], 'int32').shape;
    const dy = want(inputs[1], 'float32').shape;
    if (axis + indices.length > dy.length)
      fail(`indices ${formatShape(indices)} at axis ${axis} of ${formatShape(dy)}`);
    expectShape(indices, dy.slice(axis, axis + indices.length), 'the tensor of indices');
    return float([...dy.slice(0, axis), size, ...dy.slice(axis + indices.length)]);
  },
  gatherElements: ({ axis }, inputs) => {
    const { dtype, shape } = inputs[0]!;
    const indices = want(inputs[1], 'int32').shape;
    expectAxes([axis], shape);
    expectEntries(indices, shape, 'the indices’ shape');
    expectShape(indices.with(axis, 0), shape.with(axis, 0), 'the tensor of indices');
    return [{ dtype, shape: indices }];
  },
  scatterElementsAdd: ({ axis, size }, inputs) => {
    expectShape(want(inputs[0], 'int32').shape, want(inputs[1], 'float32').shape, 'the tensor of indices');
    expectAxes([axis], inputs[1]!.shape);
    return float(inputs[1]!.shape.with(axis, size));
  },
  scan: ({ body, carries, scanned }, inputs) => {
    expectOperands(inputs, body.inputs.length);
    if (scanned < 1) fail('a loop without a sequence');
    const length = inputs[carries]!.shape[0]!;
    body.inputs.forEach(({ value }, i) => {
      if (inputs[i]!.dtype !== value.dtype)
        fail(`operand ${i} is ${inputs[i]!.dtype}, the body expects ${value.dtype}`);
      const sequence = i >= carries && i < carries + scanned;
      expectShape(inputs[i]!.shape, sequence ? [length, ...value.shape] : value.shape, `operand ${i}`);
    });
    return body.outputs.map(({ value: { dtype, shape } }, i) => {
      if (i >= carries) return { dtype, shape: [length, ...shape] };
      expectShape(shape, inputs[i]!.shape, `the next value of carry ${i}`);
      return { dtype, shape };
    });
  },
  foreign: ({ dtypes, shapes }) => dtypes.map((dtype, i) => ({ dtype, shape: shapes[i]! })),
};

/** The types of an equation's outputs. Throws `internal: <primitive>: ...` on operands that it cannot take. */
export function inferTypes<P extends Prim>(
  prim: P,
  params: Prims[P],
  inputs: readonly ValueType[],
): readonly ValueType[] {
  try {
    const count = TRAITS[prim].operands;
    if (count !== 'some') expectOperands(inputs, count);
    return apply(rules, { prim, params }, inputs);
  } catch (error) {
    throw new Error(`internal: ${prim}: ${(error as Error).message.replace('internal: ', '')}`, { cause: error });
  }
}
