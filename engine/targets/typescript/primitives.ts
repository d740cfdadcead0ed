/**
 * The TypeScript pass: each primitive as an expression of TensorFlow.js. Used where a layer has no word there.
 * `dim` prints a dimension, which may depend on the batch. Helpers that an expression calls are in `HELPERS`.
 */
import type { AvgPoolParams, PoolParams, Reduction, Rules, Window } from '../../ir/prims.ts';
import type { Shape } from '../../types/shape.ts';
import { literal } from '../writer.ts';

export interface PrintContext {
  shape(shape: Shape): string;
  /** Shapes of the operands. */
  readonly shapes: readonly Shape[];
}

const call = (name: string) => (_: unknown, x: readonly string[]) => `tf.${name}(${x.join(', ')})`;
const reduce = (name: string) => ({ axes, keep }: Reduction, [x]: readonly string[]) => `tf.${name}(${x}, ${literal(axes)}${keep ? ', true' : ''})`;
const along = (name: string) => ({ axis }: { axis: number }, [x]: readonly string[]) => `tf.${name}(${x}, ${axis})`;
const window = ({ stride, padding, dilation }: Window, rest: object = {}) => literal({ stride, padding, dilation, ...rest });
const unsupported = (name: string) => (): string => {
  throw new Error(`internal: ${name} belongs to gradients and is not printed`);
};
const pool = (name: string) => (params: PoolParams | AvgPoolParams, [x]: readonly string[]) =>
  `${name}(${x}, ${window(params, { size: params.size, ...('countPadding' in params && { countPadding: params.countPadding }) })})`;

export const expressions: Rules<[readonly string[], PrintContext], string | readonly string[]> = {
  fill: ({ shape, value, dtype }, _, { shape: print }) => (shape.length === 0 ? `tf.scalar(${value}, '${dtype}')` : `tf.fill(${print(shape)}, ${value}, '${dtype}')`),
  constant: ({ dtype, shape, values }) => `tf.tensor(${literal(values)}, ${literal(shape)}, '${dtype}')`,
  iota: ({ dtype, shape, axis }, _, { shape: print }) =>
    `tf.broadcastTo(tf.range(0, ${print([shape[axis]!]).slice(1, -1)}, 1, '${dtype}').reshape(${literal(shape.map((_, i) => (i === axis ? -1 : 1)))}), ${print(shape)})`,
  randomUniform: ({ shape }, _, { shape: print }) => `tf.randomUniform(${print(shape)})`,
  neg: call('neg'),
  abs: call('abs'),
  sign: call('sign'),
  exp: call('exp'),
  log: call('log'),
  sqrt: call('sqrt'),
  sin: call('sin'),
  cos: call('cos'),
  tanh: call('tanh'),
  sigmoid: call('sigmoid'),
  softplus: call('softplus'),
  erf: call('erf'),
  floor: call('floor'),
  relu: call('relu'),
  not: call('logicalNot'),
  cast: ({ to }, [x]) => `tf.cast(${x}, '${to}')`,
  stopGradient: (_, [x]) => x!,
  add: call('add'),
  sub: call('sub'),
  mul: call('mul'),
  div: call('div'),
  pow: call('pow'),
  max: call('maximum'),
  min: call('minimum'),
  eq: call('equal'),
  lt: call('less'),
  le: call('lessEqual'),
  and: call('logicalAnd'),
  or: call('logicalOr'),
  select: call('where'),
  matmul: ({ transposeA, transposeB }, [a, b]) => `tf.matMul(${a}, ${b}${transposeA || transposeB ? `, ${transposeA}, ${transposeB}` : ''})`,
  conv: (params, [x, w]) => `convolve(${x}, ${w}, ${window(params, { groups: params.groups })})`,
  convInputGrad: unsupported('convInputGrad'),
  convWeightGrad: unsupported('convWeightGrad'),
  maxPool: pool('maxPool'),
  maxPoolGrad: unsupported('maxPoolGrad'),
  avgPool: pool('averagePool'),
  avgPoolGrad: unsupported('avgPoolGrad'),
  sum: reduce('sum'),
  mean: reduce('mean'),
  reduceMax: reduce('max'),
  reduceMin: reduce('min'),
  argMax: along('argMax'),
  cumsum: ({ axis, exclusive, reverse }, [x]) => `tf.cumsum(${x}, ${axis}, ${exclusive}, ${reverse})`,
  softmax: ({ axis }, [x], { shapes }) => (axis === shapes[0]!.length - 1 ? `tf.softmax(${x})` : `softmaxAlong(${x}, ${axis})`),
  logSoftmax: along('logSoftmax'),
  standardize: ({ axes, epsilon }, [x]) => [
    `tf.div(tf.sub(${x}, tf.mean(${x}, ${literal(axes)}, true)), tf.sqrt(tf.add(tf.moments(${x}, ${literal(axes)}, true).variance, ${epsilon})))`,
    `tf.mean(${x}, ${literal(axes)}, true)`,
    `tf.moments(${x}, ${literal(axes)}, true).variance`,
  ],
  reshape: ({ to }, [x], { shape }) => `tf.reshape(${x}, ${shape(to)})`,
  transpose: ({ order }, [x]) => `tf.transpose(${x}, ${literal(order)})`,
  broadcast: ({ to }, [x], { shape }) => `tf.broadcastTo(${x}, ${shape(to)})`,
  concat: ({ axis }, x) => `tf.concat([${x.join(', ')}], ${axis})`,
  slice: ({ start, stop, step }, [x], { shape }) => `tf.stridedSlice(${x}, ${literal(start)}, ${shape(stop)}, ${literal(step)})`,
  pad: ({ padding, value }, [x]) => `tf.pad(${x}, ${literal(padding)}, ${value})`,
  reverse: ({ axes }, [x]) => `tf.reverse(${x}, ${literal(axes)})`,
  gather: ({ axis }, [x, indices]) => `tf.gather(${x}, ${indices}, ${axis})`,
  scatterAdd: unsupported('scatterAdd'),
  gatherElements: unsupported('gatherElements'),
  scatterElementsAdd: unsupported('scatterElementsAdd'),
  scan: unsupported('scan'),
};

/** Functions that the expressions call, by name; each is printed where it is used. Channels are first, as in the primitives. */
export const HELPERS: Readonly<Record<string, string>> = {
  convolve: `interface Sliding { stride: number[]; padding: [number, number][]; dilation: number[] }

/** Cross-correlation of x [N, C, ...] with w [M, C / groups, ...]; one or two spatial dimensions. */
function convolve(x: tf.Tensor, w: tf.Tensor, { stride, padding, dilation, groups }: Sliding & { groups: number }): tf.Tensor {
  const flat = stride.length === 1;
  const padded = tf.pad(x, [[0, 0], [0, 0], ...padding]);
  const image = tf.transpose(flat ? tf.expandDims(padded, 2) : padded, [0, 2, 3, 1]) as tf.Tensor4D;
  const kernel = tf.transpose(flat ? tf.expandDims(w, 2) : w, [2, 3, 1, 0]) as tf.Tensor4D;
  const two = (v: number[]): [number, number] => (flat ? [1, v[0]!] : [v[0]!, v[1]!]);
  const images = tf.split(image, groups, 3);
  const kernels = tf.split(kernel, groups, 3);
  const parts = images.map((part, g) => tf.conv2d(part as tf.Tensor4D, kernels[g] as tf.Tensor4D, two(stride), 'valid', 'NHWC', two(dilation)));
  const y = tf.transpose(parts.length === 1 ? parts[0]! : tf.concat(parts, 3), [0, 3, 1, 2]);
  return flat ? tf.squeeze(y, [2]) : y;
}
`,
  slidingWindows: `interface Pooling { size: number[]; stride: number[]; padding: [number, number][]; dilation: number[] }

/** The elements of every window of x [N, C, ...], one tensor for each place in the window. */
function slidingWindows(x: tf.Tensor, { size, stride, padding, dilation }: Pooling, fill: number): tf.Tensor[] {
  const padded = tf.pad(x, [[0, 0], [0, 0], ...padding], fill);
  const counts = size.map((s, i) => Math.floor((padded.shape[i + 2]! - dilation[i]! * (s - 1) - 1) / stride[i]!) + 1);
  const places = size.reduce<number[][]>((all, s) => all.flatMap((place) => Array.from({ length: s }, (_, k) => [...place, k])), [[]]);
  return places.map((place) => {
    const start = [0, 0, ...place.map((k, i) => k * dilation[i]!)];
    const stop = [x.shape[0]!, x.shape[1]!, ...place.map((k, i) => k * dilation[i]! + (counts[i]! - 1) * stride[i]! + 1)];
    return tf.stridedSlice(padded, start, stop, [1, 1, ...stride]);
  });
}
`,
  maxPool: `function maxPool(x: tf.Tensor, pooling: Pooling): tf.Tensor {
  return slidingWindows(x, pooling, -3.4e38).reduce((a, b) => tf.maximum(a, b));
}
`,
  averagePool: `function averagePool(x: tf.Tensor, pooling: Pooling & { countPadding: boolean }): tf.Tensor {
  const total = tf.addN(slidingWindows(x, pooling, 0));
  const count = pooling.countPadding ? tf.scalar(pooling.size.reduce((a, b) => a * b)) : tf.addN(slidingWindows(tf.onesLike(x), pooling, 0));
  return tf.div(total, count);
}
`,
  softmaxAlong: `function softmaxAlong(x: tf.Tensor, axis: number): tf.Tensor {
  const e = tf.exp(tf.sub(x, tf.max(x, axis, true)));
  return tf.div(e, tf.sum(e, axis, true));
}
`,
};

/** The helpers that a source text needs, in an order in which each stands before its users. */
export function helpersFor(source: string): string[] {
  const needed = new Set<string>();
  const visit = (text: string) => {
    for (const name of Object.keys(HELPERS))
      if (!needed.has(name) && text.includes(`${name}(`)) {
        visit(HELPERS[name]!);
        needed.add(name);
      }
  };
  visit(source);
  return [...needed].map((name) => HELPERS[name]!);
}
