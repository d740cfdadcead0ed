/**
 * The TypeScript pass: each primitive as an expression of TensorFlow.js. Used where a layer has no word there.
 * `dim` prints a dimension, which may depend on the batch. Helpers that an expression calls are in `HELPERS`.
 */
import { foreignUnsupported } from '../../unsupported.ts';
import type { AvgPoolParams, PoolParams, Prims, Reduction, Rules, Window } from '../../../ir/prims.ts';
import type { Value } from '../../../ir/program.ts';
import { broadcastShapes, type Shape, sameShape } from '../../../types/shape.ts';
import { literal } from '../../literals.ts';

export interface PrintContext {
  shape(shape: Shape): string;
  /** A number, which may count the rows of the batch. */
  number(value: number): string;
  /** The operands. */
  readonly inputs: readonly Value[];
}

const call = (name: string) => (_: unknown, x: readonly string[]) => `tf.${name}(${x.join(', ')})`;
const reduce =
  (name: string) =>
  ({ axes, keep }: Reduction, [x]: readonly string[], { inputs: [operand] }: PrintContext) =>
    axes.length === operand!.shape.length && !keep
      ? `tf.${name}(${x})`
      : `tf.${name}(${x}, ${literal(axes)}${keep ? ', true' : ''})`;
const along =
  (name: string) =>
  ({ axis }: { axis: number }, [x]: readonly string[]) =>
    `tf.${name}(${x}, ${axis})`;
const window = ({ stride, padding, dilation }: Window, rest: object = {}) =>
  literal({ stride, padding, dilation, ...rest });
const unsupported = (name: string) => (): string => {
  throw new Error(`internal: ${name} belongs to gradients and is not printed`);
};
const convolveIn = ({ stride }: Window) => (stride.length === 3 ? 'convolve3d' : 'convolve');
const pool =
  (name: string) =>
  (params: PoolParams | AvgPoolParams, [x]: readonly string[]) => {
    const counted = 'countPadding' in params && { countPadding: params.countPadding };
    return `${name}${params.size.length === 3 ? '3d' : ''}(${x}, ${window(params, { size: params.size, ...counted })})`;
  };

/** Elements of each row; other uses belong to gradients. */
function pick(
  { axis }: { axis: number },
  [x, indices]: readonly string[],
  { inputs: [table, places] }: PrintContext,
): string {
  const name = places!.shape[axis] === 1 ? 'pick' : 'pickEach';
  const last = table!.shape.length - 1;
  if (axis === last) return `${name}(${x}, ${indices})`;
  const order = literal(table!.shape.map((_, i) => (i === axis ? last : i === last ? axis : i)));
  return `tf.transpose(${name}(tf.transpose(${x}, ${order}), tf.transpose(${indices}, ${order})), ${order})`;
}

const filled = (shape: string, value: number, printed: string, dtype: string): string =>
  dtype === 'float32' && (value === 0 || value === 1)
    ? `tf.${value === 0 ? 'zeros' : 'ones'}(${shape})`
    : `tf.fill(${shape}, ${printed}, '${dtype}')`;

/** Stretched to a shape; TensorFlow.js has no gradient of its own word for that beyond four axes. */
const broadcasted = (x: string, dtype: string, to: Shape, shape: PrintContext['shape']): string =>
  to.length > 4 && dtype === 'float32' ? `tf.mul(${x}, tf.ones(${shape(to)}))` : `tf.broadcastTo(${x}, ${shape(to)})`;

/** An operand in the shape of the result: where TensorFlow.js broadcasts by itself but does not sum the gradient up again. */
const stretched = (x: string, from: Value, to: Shape, shape: PrintContext['shape']): string =>
  /^-?[\d.e+-]+$/.test(x) || sameShape(from.shape, to) ? x : broadcasted(x, from.dtype, to, shape);
function matmul(
  { transposeA, transposeB }: Prims['matmul'],
  [a, b]: readonly string[],
  { inputs: [p, q], shape }: PrintContext,
): string {
  const flags = transposeA || transposeB ? `, ${transposeA}, ${transposeB}` : '';
  if (p!.shape.length > 2 && q!.shape.length === 2 && !transposeA)
    return `project(${a}, ${b}${transposeB ? ', true' : ''})`;
  const lead = broadcastShapes(p!.shape.slice(0, -2), q!.shape.slice(0, -2)) as Shape;
  const whole = (x: string, own: Value) => stretched(x, own, [...lead, ...own.shape.slice(-2)], shape);
  return `tf.matMul(${whole(a!, p!)}, ${whole(b!, q!)}${flags})`;
}

export const expressions: Rules<[readonly string[], PrintContext], string | readonly string[]> = {
  // TensorFlow.js takes a number for a float32 scalar
  fill: ({ shape, value, dtype }, _, { shape: print, number }) =>
    shape.length > 0
      ? filled(print(shape), value, number(value), dtype)
      : dtype === 'float32'
        ? String(Number(value.toPrecision(12)))
        : `tf.scalar(${value}, '${dtype}')`,
  constant: ({ dtype, shape, values }) => `tf.tensor(${literal(values)}, ${literal(shape)}, '${dtype}')`,
  iota({ dtype, shape, axis }, _, { shape: print, number }) {
    const along = literal(shape.map((_, i) => (i === axis ? -1 : 1)));
    const range = `tf.range(0, ${number(shape[axis]!)}, 1, '${dtype}').reshape(${along})`;
    return `tf.broadcastTo(${range}, ${print(shape)})`;
  },
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
  // its WebAssembly backend takes all that is smaller than 1 for false
  cast: ({ to }, [x]) => (to === 'bool' ? `tf.notEqual(${x}, 0)` : `tf.cast(${x}, '${to}')`),
  stopGradient: (_, [x]) => `stopGradient(${x})`,
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
  matmul,
  conv: (params, [x, w]) => `${convolveIn(params)}(${x}, ${w}, ${window(params, { groups: params.groups })})`,
  convInputGrad: (params, [dy, w]) =>
    `transposed(${convolveIn(params)}, ${dy}, ${w}, ${window(params, { groups: params.groups, inputSize: params.inputSize })})`,
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
  topK: ({ axis, k }, [x], { inputs: [operand] }) => {
    const last = operand!.shape.length - 1;
    if (axis === last) return `largest(${x}, ${k})`;
    const swapped = literal(operand!.shape.map((_, i) => (i === axis ? last : i === last ? axis : i)));
    return `tf.transpose(largest(tf.transpose(${x}, ${swapped}), ${k}), ${swapped})`;
  },
  cumsum: ({ axis, exclusive, reverse }, [x], { inputs: [operand] }) => {
    const how = exclusive || reverse ? `, ${exclusive}, ${reverse}` : '';
    return axis === operand!.shape.length - 1 ? `tf.cumsum(${x}, ${axis}${how})` : `cumsumAlong(${x}, ${axis}${how})`;
  },
  softmax: ({ axis }, [x], { inputs }) =>
    axis === inputs[0]!.shape.length - 1 ? `tf.softmax(${x})` : `softmaxAlong(${x}, ${axis})`,
  logSoftmax: ({ axis }, [x], { inputs }) =>
    axis === inputs[0]!.shape.length - 1 ? `tf.logSoftmax(${x})` : `logSoftmaxAlong(${x}, ${axis})`,
  standardize: ({ axes, epsilon }, [x]) => [
    `tf.div(tf.sub(${x}, tf.mean(${x}, ${literal(axes)}, true)), tf.sqrt(tf.add(tf.moments(${x}, ${literal(axes)}, true).variance, ${epsilon})))`,
    `tf.mean(${x}, ${literal(axes)}, true)`,
    `tf.moments(${x}, ${literal(axes)}, true).variance`,
  ],
  reshape: ({ to }, [x], { shape }) => `tf.reshape(${x}, ${shape(to)})`,
  transpose: ({ order }, [x]) => `tf.transpose(${x}, ${literal(order)})`,
  broadcast: ({ to }, [x], { shape, inputs }) => broadcasted(x!, inputs[0]!.dtype, to, shape),
  concat: ({ axis }, x) => `tf.concat([${x.join(', ')}], ${axis})`,
  slice: ({ start, stop, step }, [x], { shape }) =>
    step.every((s) => s === 1)
      ? `tf.slice(${x}, ${literal(start)}, ${shape(stop.map((end, i) => end - start[i]!))})`
      : `everyNth(${x}, ${literal(start)}, ${shape(stop)}, ${literal(step)})`,
  pad: ({ padding, value }, [x]) => `tf.pad(${x}, ${literal(padding)}${value === 0 ? '' : `, ${value}`})`,
  reverse: ({ axes }, [x]) => `tf.reverse(${x}, ${literal(axes)})`,
  gather: ({ axis }, [x, indices]) => `tf.gather(${x}, ${indices}, ${axis})`,
  scatterAdd({ axis, size }, [indices, values], { inputs: [places] }) {
    if (axis !== 0 || places!.shape.length !== 1) throw new Error('internal: only whole rows are added up');
    return `tf.unsortedSegmentSum(${values}, ${indices} as tf.Tensor1D, ${size})`;
  },
  gatherElements: pick,
  scatterElementsAdd: unsupported('scatterElementsAdd'),
  scan: () => {
    throw new Error('internal: a loop is a statement, which print.ts writes');
  },
  foreign: ({ op }) => {
    throw foreignUnsupported('TypeScript', op);
  },
};

/** Functions that the expressions call, by name; each is printed where it is used. Channels are first, as in the primitives. */
export const HELPERS: Readonly<Record<string, string>> = {
  lastAxis: `/** N×C×... to N×...×C and back; a sequence becomes an image of height 1 between the two. */
const channelsLast = (x: tf.Tensor): tf.Tensor4D => tf.transpose(x.rank === 3 ? tf.expandDims(x, 2) : x, [0, 2, 3, 1]) as tf.Tensor4D;
const channelsFirst = (x: tf.Tensor, rank: number): tf.Tensor => (rank === 3 ? tf.squeeze(tf.transpose(x, [0, 3, 1, 2]), [2]) : tf.transpose(x, [0, 3, 1, 2]));
const pair = (v: number[]): [number, number] => (v.length === 1 ? [1, v[0]!] : [v[0]!, v[1]!]);
`,
  dilate: `/** The kernel with zeros between its taps along an axis; TensorFlow.js has no gradient of a dilated convolution. */
function dilate(w: tf.Tensor, axis: number, dilation: number): tf.Tensor {
  if (dilation === 1) return w;
  const [before, size, after] = [w.shape.slice(0, axis), w.shape[axis]!, w.shape.slice(axis + 1)];
  const columns = tf.pad(tf.reshape(w, [-1, size, 1, after.reduce((a, b) => a * b, 1)]), [[0, 0], [0, 0], [0, dilation - 1], [0, 0]]);
  const spread = tf.reshape(columns, [...before, size * dilation, ...after]);
  return tf.slice(spread, w.shape.map(() => 0), w.shape.with(axis, (size - 1) * dilation + 1));
}
`,
  convolve: `/** Cross-correlation of x [N, C, ...] with w [M, C / groups, ...]; one or two spatial dimensions. */
function convolve(
  x: tf.Tensor,
  w: tf.Tensor,
  { stride, padding, dilation, groups }: { stride: number[]; padding: [number, number][]; dilation: number[]; groups: number },
): tf.Tensor {
  const taps = dilation.reduce((kernel, step, i) => dilate(kernel, i + 2, step), w);
  const image = channelsLast(tf.pad(x, [[0, 0], [0, 0], ...padding]));
  const kernel = tf.transpose(w.rank === 3 ? tf.expandDims(taps, 2) : taps, [2, 3, 1, 0]);
  if (groups === 1) return channelsFirst(tf.conv2d(image, kernel as tf.Tensor4D, pair(stride), 'valid'), x.rank);
  const kernels = tf.split(kernel, groups, 3);
  const parts = tf.split(image, groups, 3).map((part, g) => tf.conv2d(part as tf.Tensor4D, kernels[g] as tf.Tensor4D, pair(stride), 'valid'));
  return channelsFirst(tf.concat(parts, 3), x.rank);
}
`,
  convolve3d: `/** In three dimensions: a sum of convolutions in two over the kernel's depth; TensorFlow.js's own has a wrong gradient on WebAssembly. */
const convolve3d: typeof convolve = (x, w, { stride, padding, dilation, groups }) => {
  const padded = tf.pad(x, [[0, 0], [0, 0], ...padding]);
  const [n, c, , height, width] = padded.shape as [number, number, number, number, number];
  const [m, perGroup, depth, ...kernel] = w.shape as [number, number, number, number, number];
  const count = Math.floor((padded.shape[2]! - dilation[0]! * (depth - 1) - 1) / stride[0]!) + 1;
  const parts = Array.from({ length: depth }, (_, d) => {
    const first = d * dilation[0]!;
    const seen = everyNth(padded, [0, 0, first, 0, 0], [n, c, first + (count - 1) * stride[0]! + 1, height, width], [1, 1, stride[0]!, 1, 1]);
    const images = tf.reshape(tf.transpose(seen, [0, 2, 1, 3, 4]), [n * count, c, height, width]);
    const plane = tf.reshape(tf.slice(w, [0, 0, d, 0, 0], [m, perGroup, 1, ...kernel]), [m, perGroup, ...kernel]);
    return convolve(images, plane, { stride: stride.slice(1), padding: [[0, 0], [0, 0]], dilation: dilation.slice(1), groups });
  });
  const sum = tf.addN(parts);
  return tf.transpose(tf.reshape(sum, [n, count, m, ...sum.shape.slice(2)]), [0, 2, 1, 3, 4]);
};
`,
  transposed: `/** A convolution backwards: x with zeros between its places, convolved with the kernel turned around; the result has a given size. */
function transposed(
  along: typeof convolve,
  x: tf.Tensor,
  w: tf.Tensor,
  { stride, padding, dilation, groups, inputSize }: Parameters<typeof convolve>[2] & { inputSize: number[] },
): tf.Tensor {
  const open = stride.reduce((y, step, i) => dilate(y, i + 2, step), x);
  const edges = inputSize.map((size, i) => {
    const reach = dilation[i]! * (w.shape[i + 2]! - 1);
    const before = reach - padding[i]![0];
    return [before, size - open.shape[i + 2]! + reach - before] as [number, number];
  });
  // what the padding takes away altogether
  const start = [0, 0, ...edges.map(([before]) => Math.max(0, -before))];
  const kept = tf.slice(open, start, open.shape.map((length, axis) => length - start[axis]! - (axis < 2 ? 0 : Math.max(0, -edges[axis - 2]![1]))));
  const spatial = stride.map((_, i) => i + 2);
  const turned = tf.reverse(w, spatial);
  const kernels = (groups === 1 ? [turned] : tf.split(turned, groups, 0)).map((part) => tf.transpose(part, [1, 0, ...spatial]));
  const around = edges.map(([before, after]) => [Math.max(0, before), Math.max(0, after)] as [number, number]);
  return along(kept, tf.concat(kernels, 0), { stride: stride.map(() => 1), padding: around, dilation, groups });
}
`,
  slide: `interface Pooling {
  size: number[];
  stride: number[];
  padding: [number, number][];
  dilation: number[];
}

/** Pooling of x [N, C, ...] after padding with a value. */
function slide(kind: 'max' | 'avg', x: tf.Tensor, { size, stride, padding, dilation }: Pooling, value: number): tf.Tensor {
  const image = channelsLast(tf.pad(x, [[0, 0], [0, 0], ...padding], value));
  if (dilation.every((step) => step === 1)) return channelsFirst(tf.pool(image, pair(size), kind, 'valid', 1, pair(stride)), x.rank);
  // dilated windows slide by one pixel only, so the others are left out afterwards
  const every = tf.pool(image, pair(size), kind, 'valid', pair(dilation), 1);
  const kept = pair(stride).reduce((y, step, i) => (step === 1 ? y : tf.gather(y, tf.range(0, y.shape[i + 1]!, step, 'int32'), i + 1)), every as tf.Tensor);
  return channelsFirst(kept, x.rank);
}
`,
  maxPool: `const maxPool = (x: tf.Tensor, pooling: Pooling): tf.Tensor => slide('max', x, pooling, -3.4e38);
`,
  averagePool: `function averagePool(x: tf.Tensor, { countPadding, ...pooling }: Pooling & { countPadding: boolean }): tf.Tensor {
  const mean = slide('avg', x, pooling, 0);
  return countPadding ? mean : tf.div(mean, slide('avg', tf.onesLike(x), pooling, 0));
}
`,
  windows3d: `interface Pooling3d {
  size: number[];
  stride: number[];
  padding: [number, number][];
  dilation: number[];
}

/** What each place of a window sees of x [N, C, D, H, W], padded with a value. */
function windows3d(x: tf.Tensor, { size, stride, padding, dilation }: Pooling3d, value: number): tf.Tensor[] {
  const padded = tf.pad(x, [[0, 0], [0, 0], ...padding], value);
  return size.reduce((parts, s, i) => {
    const count = Math.floor((padded.shape[i + 2]! - dilation[i]! * (s - 1) - 1) / stride[i]!) + 1;
    const step = padded.shape.map((_, axis) => (axis === i + 2 ? stride[i]! : 1));
    const seen = (part: tf.Tensor, first: number) =>
      everyNth(
        part,
        part.shape.map((_, axis) => (axis === i + 2 ? first : 0)),
        part.shape.map((length, axis) => (axis === i + 2 ? first + (count - 1) * stride[i]! + 1 : length)),
        step,
      );
    return parts.flatMap((part) => Array.from({ length: s }, (_, k) => seen(part, k * dilation[i]!)));
  }, [padded] as tf.Tensor[]);
}
`,
  maxPool3d: `const maxPool3d = (x: tf.Tensor, pooling: Pooling3d): tf.Tensor =>
  windows3d(x, pooling, -3.4e38).reduce((a, b) => tf.where(tf.logicalOr(tf.greaterEqual(a, b), tf.isNaN(a)), a, b));
`,
  averagePool3d: `function averagePool3d(x: tf.Tensor, { countPadding, ...pooling }: Pooling3d & { countPadding: boolean }): tf.Tensor {
  const sum = (y: tf.Tensor) => tf.addN(windows3d(y, pooling, 0));
  return tf.div(sum(x), countPadding ? pooling.size.reduce((a, b) => a * b) : sum(tf.onesLike(x)));
}
`,
  everyNth: `/** The elements from start to stop in steps; TensorFlow.js has no gradient of a strided slice. */
function everyNth(x: tf.Tensor, start: number[], stop: number[], step: number[]): tf.Tensor {
  return step.reduce((y, by, axis) => {
    const [from, to] = [start[axis]!, stop[axis]!];
    return by === 1 && from === 0 && to === y.shape[axis] ? y : tf.gather(y, tf.range(from, to, by, 'int32'), axis);
  }, x);
}
`,
  pick: `/** The element of each row whose place is given: x [..., classes], places [..., 1] to [..., 1]. */
const pick = (x: tf.Tensor, places: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, tf.oneHot(tf.squeeze(places, [-1]), x.shape.at(-1)!)), -1, true);
`,
  pickEach: `/** The elements of each row whose places are given: x [..., classes], places [..., n] to [..., n]. */
function pickEach(x: tf.Tensor, places: tf.Tensor): tf.Tensor {
  const classes = x.shape.at(-1)!;
  // one-hot rows have two elements at least
  if (classes === 1) return tf.broadcastTo(x, places.shape);
  return tf.squeeze(tf.matMul(tf.cast(tf.oneHot(places, classes), 'float32'), tf.expandDims(x, -1)), [-1]);
}
`,
  largest: `/** The places of the k largest numbers of each row, of which NaN is the largest. */
const largest = (x: tf.Tensor, k: number): tf.Tensor => tf.topk(tf.where(tf.isNaN(x), Infinity, x), k).indices;
`,
  stopGradient: `/** The same numbers, through which no gradient passes. */
const stopGradient = (x: tf.Tensor): tf.Tensor => tf.customGrad((y) => ({ value: tf.clone(y as tf.Tensor), gradFunc: (dy) => tf.zerosLike(dy) }))(x);
`,
  cumsumAlong: `/** Running sums along an axis; TensorFlow.js has their gradient along the last one only. */
function cumsumAlong(x: tf.Tensor, axis: number, exclusive = false, reverse = false): tf.Tensor {
  const order = x.shape.map((_, i) => (i === axis ? x.rank - 1 : i === x.rank - 1 ? axis : i));
  return tf.transpose(tf.cumsum(tf.transpose(x, order), x.rank - 1, exclusive, reverse), order);
}
`,
  scan: `type Tensors = tf.Tensor[];

/**
 * A loop over time, which is axis 0 of the sequences. A step gets what the one before carried on and a slice of each sequence; it gives
 * what is carried on and a slice of each result. The reverse loop walks from the end; slices keep their places.
 */
function scan<C extends Tensors, S extends Tensors, R extends Tensors>(
  carries: [...C],
  sequences: [...S],
  step: (carries: C, slices: S) => { carries: [...C]; results: [...R] },
  reverse = false,
): { carries: C; results: R } {
  // TensorFlow.js cannot give the gradient of unstacking where there is one slice only
  const slices = sequences.map((sequence) => (sequence.shape[0] === 1 ? [tf.squeeze(sequence, [0])] : tf.unstack(sequence)));
  const results: Tensors[] = [];
  let carried: C = carries;
  for (let i = 0; i < slices[0]!.length; i++) {
    const at = reverse ? slices[0]!.length - 1 - i : i;
    const next = step(carried, slices.map((slice) => slice[at]!) as S);
    carried = next.carries;
    next.results.forEach((result, r) => ((results[r] ??= [])[at] = result));
  }
  return { carries: carried, results: results.map((parts) => tf.stack(parts)) as R };
}
`,
  project: `/** The last axis of x times a matrix, at every place alike. */
function project(x: tf.Tensor, w: tf.Tensor, transposed = false): tf.Tensor {
  const product = tf.matMul(tf.reshape(x, [-1, x.shape.at(-1)!]), w as tf.Tensor2D, false, transposed);
  return tf.reshape(product, [...x.shape.slice(0, -1), product.shape[1]!]);
}
`,
  logSoftmaxAlong: `function logSoftmaxAlong(x: tf.Tensor, axis: number): tf.Tensor {
  const shifted = tf.sub(x, stopGradient(tf.max(x, axis, true)));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)));
}
`,
  softmaxAlong: `function softmaxAlong(x: tf.Tensor, axis: number): tf.Tensor {
  const e = tf.exp(tf.sub(x, stopGradient(tf.max(x, axis, true))));
  return tf.div(e, tf.sum(e, axis, true));
}
`,
};

/** Names by which a helper's text is found to be needed, where it defines others than its own. */
const DEFINES: Readonly<Record<string, readonly string[]>> = {
  scan: [' scan('],
  lastAxis: ['channelsLast(', 'pair('],
  convolve: ['convolve(', 'typeof convolve', 'convolve,'],
  convolve3d: ['convolve3d(', 'convolve3d,'],
};

/** The helpers that a source text needs, in an order in which each stands before its users. */
export function helpersFor(source: string): string[] {
  const needed = new Set<string>();
  const visit = (text: string) => {
    for (const [name, helper] of Object.entries(HELPERS)) {
      if (needed.has(name) || text === helper || !(DEFINES[name] ?? [`${name}(`]).some((word) => text.includes(word)))
        continue;
      visit(helper);
      needed.add(name);
    }
  };
  visit(source);
  return [...needed].map((name) => HELPERS[name]!);
}
