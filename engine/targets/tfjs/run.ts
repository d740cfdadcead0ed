/**
 * The TensorFlow.js pass: each primitive as operations of TensorFlow.js core, run at once and in such a form that core can
 * differentiate it. Its gradients are the second opinion on ours, so a row uses none of `differentiate.ts`; where core has no
 * gradient (strided slices, dilated kernels, tiles of high rank) the row is composed of operations that have one.
 */
import { foreignOnly } from '../../ir/interpret.ts';
import '@tensorflow/tfjs'; // for its effect: core's gradients, which core's own main file does not register
import * as tf from '@tensorflow/tfjs-core';
import {
  type AvgPoolParams,
  apply,
  type ConvParams,
  type PoolParams,
  type Prims,
  type Reduction,
  type Rules,
  type Window,
} from '../../ir/prims.ts';
import type { Program, Value } from '../../ir/program.ts';
import { streamKey, uniformAt } from '../../ir/random.ts';
import { type Shape, sameShape, sizeOf, stridesOf } from '../../types/shape.ts';
import { supplyGradients } from './gradients.ts';

supplyGradients();

interface KernelInputs {
  readonly x: readonly tf.Tensor[];
  readonly outputs: readonly Value[];
}
type Results = tf.Tensor | readonly tf.Tensor[];
type Ints = readonly number[];

const ints = (values: Ints): number[] => [...values];
const unary =
  (f: (x: tf.Tensor) => tf.Tensor) =>
  (_: unknown, { x: [x] }: KernelInputs) =>
    f(x!);
const binary =
  (f: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor) =>
  (_: unknown, { x: [x, y] }: KernelInputs) =>
    f(x!, y!);
const reduce =
  (f: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor) =>
  ({ axes, keep }: Reduction, { x: [x] }: KernelInputs) =>
    axes.length === 0 ? tf.clone(x!) : f(x!, ints(axes), keep);

/** Core's gradient of a tile adds slice after slice; that of a sum reduces in one call. */
function broadcast(x: tf.Tensor, to: Shape): tf.Tensor {
  if (sameShape(x.shape, to)) return x;
  return x.dtype === 'float32' ? tf.add(x, tf.zeros(ints(to))) : tf.broadcastTo(x, ints(to));
}

/** What `f` gives is a constant to core's gradients: core takes it for the inside of a kernel. */
function offTape<T>(f: () => T): T {
  const { state } = tf.engine();
  state.kernelDepth++;
  try {
    return f();
  } finally {
    state.kernelDepth--;
  }
}
/** Rows without a derivative. */
const flat =
  <P>(row: (params: P, call: KernelInputs) => tf.Tensor) =>
  (params: P, call: KernelInputs) =>
    offTape(() => row(params, call));

/** Every `step`-th element along an axis, `count` of them from the first on. */
function everyNth(x: tf.Tensor, axis: number, step: number, count: number): tf.Tensor {
  if (step === 1) return x;
  const short = count * step - x.shape[axis]!;
  const fitting =
    short > 0
      ? tf.pad(
          x,
          x.shape.map((_, i) => [0, i === axis ? short : 0]),
        )
      : tf.slice(
          x,
          x.shape.map(() => 0),
          x.shape.with(axis, count * step),
        );
  const split = tf.reshape(fitting, [...x.shape.slice(0, axis), count, step, ...x.shape.slice(axis + 1)]);
  const first = tf.slice(
    split,
    split.shape.map(() => 0),
    split.shape.with(axis + 1, 1),
  );
  return tf.reshape(first, x.shape.with(axis, count));
}
/** `step - 1` zeros between the elements along an axis. */
function spread(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const length = x.shape[axis]!;
  const column = tf.reshape(x, [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)]);
  const padded = tf.pad(
    column,
    column.shape.map((_, i) => [0, i === axis + 1 ? step - 1 : 0]),
  );
  return tf.slice(
    tf.reshape(padded, x.shape.with(axis, length * step)),
    x.shape.map(() => 0),
    x.shape.with(axis, (length - 1) * step + 1),
  );
}
/** Pads, and cuts off where a padding is negative. */
function padBy(x: tf.Tensor, padding: readonly (readonly [number, number])[], value = 0): tf.Tensor {
  const cut = padding.some((sides) => sides.some((side) => side < 0));
  const inner = cut
    ? tf.slice(
        x,
        padding.map(([low]) => Math.max(0, -low)),
        x.shape.map((dim, i) => dim + Math.min(0, padding[i]![0]) + Math.min(0, padding[i]![1])),
      )
    : x;
  return padding.every((sides) => sides.every((side) => side <= 0))
    ? inner
    : tf.pad(
        inner,
        padding.map(([low, high]) => [Math.max(0, low), Math.max(0, high)]),
        value,
      );
}
const spatially = (padding: Window['padding']): (readonly [number, number])[] => [[0, 0], [0, 0], ...padding];

/** [N, C, ...] with one or two spatial dimensions as core wants it, channels last; one dimension becomes two. */
function channelsLast(x: tf.Tensor): tf.Tensor {
  const image = x.rank === 3 ? tf.expandDims(x, 2) : x;
  return tf.transpose(image, [0, ...Array.from({ length: image.rank - 2 }, (_, i) => i + 2), 1]);
}
function channelsFirst(y: tf.Tensor, rank: number): tf.Tensor {
  const image = tf.transpose(y, [0, y.rank - 1, ...Array.from({ length: y.rank - 2 }, (_, i) => i + 1)]);
  return rank === 3 ? tf.squeeze(image, [2]) : image;
}
const two = (values: Ints): [number, number] => (values.length === 1 ? [1, values[0]!] : [values[0]!, values[1]!]);

/** Counts of the places of a window along each spatial axis of a padded input. */
const placesOf = (padded: Shape, size: Ints, { stride, dilation }: Window): number[] =>
  size.map((s, i) => Math.floor((padded[i + 2]! - dilation[i]! * (s - 1) - 1) / stride[i]!) + 1);

/** What each place of the window sees of a padded x [N, C, ...], from the first tap on. */
function taps(padded: tf.Tensor, size: Ints, window: Window): tf.Tensor[] {
  const places = placesOf(padded.shape, size, window);
  const all = size.reduce<number[][]>(
    (before, s) => before.flatMap((tap) => Array.from({ length: s }, (_, k) => [...tap, k])),
    [[]],
  );
  return all.map((tap) => {
    const start = tap.map((k, i) => k * window.dilation[i]!);
    const seen = tf.slice(
      padded,
      [0, 0, ...start],
      [padded.shape[0]!, padded.shape[1]!, ...places.map((count, i) => (count - 1) * window.stride[i]! + 1)],
    );
    return places.reduce((x, count, i) => everyNth(x, i + 2, window.stride[i]!, count), seen);
  });
}

/** Core differentiates only kernels without dilation, so the holes are filled with zeros. */
function conv({ stride, padding, dilation, groups }: ConvParams, x: tf.Tensor, w: tf.Tensor): tf.Tensor {
  const padded = padBy(x, spatially(padding));
  if (groups > 1 && groups === x.shape[1] && groups === w.shape[0])
    return depthwise(padded, w, { stride, padding, dilation });
  if (x.rank === 5) return conv3d({ stride, padding, dilation, groups }, padded, w);
  const kernel = dilation.reduce((k, step, i) => spread(k, i + 2, step), w);
  const images = groups === 1 ? [padded] : tf.split(padded, groups, 1);
  const kernels = groups === 1 ? [kernel] : tf.split(kernel, groups, 0);
  const parts = images.map((image, g) => {
    const filter = tf.transpose(
      x.rank === 3 ? tf.expandDims(kernels[g]!, 2) : kernels[g]!,
      [2, 3, 1, 0],
    ) as tf.Tensor4D;
    return channelsFirst(tf.conv2d(channelsLast(image) as tf.Tensor4D, filter, two(stride), 'valid'), x.rank);
  });
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
}
/** A sum of convolutions in two dimensions over the kernel's depth: the WebAssembly backend's own in three has a wrong gradient. */
function conv3d({ stride, dilation, groups }: ConvParams, padded: tf.Tensor, w: tf.Tensor): tf.Tensor {
  const [n, c, , height, width] = padded.shape as [number, number, number, number, number];
  const [m, perGroup, depth, ...kernel] = w.shape as [number, number, number, number, number];
  const count = Math.floor((padded.shape[2]! - dilation[0]! * (depth - 1) - 1) / stride[0]!) + 1;
  const plane: ConvParams = {
    stride: stride.slice(1),
    padding: [
      [0, 0],
      [0, 0],
    ],
    dilation: dilation.slice(1),
    groups,
  };
  const parts = Array.from({ length: depth }, (_, d) => {
    const seen = everyNth(
      tf.slice(padded, [0, 0, d * dilation[0]!, 0, 0], [n, c, (count - 1) * stride[0]! + 1, height, width]),
      2,
      stride[0]!,
      count,
    );
    const planes = tf.reshape(tf.transpose(seen, [0, 2, 1, 3, 4]), [n * count, c, height, width]);
    return conv(
      plane,
      planes,
      tf.reshape(tf.slice(w, [0, 0, d, 0, 0], [m, perGroup, 1, ...kernel]), [m, perGroup, ...kernel]),
    );
  });
  const sum = parts.reduce((total, part) => tf.add(total, part));
  return tf.transpose(tf.reshape(sum, [n, count, m, ...sum.shape.slice(2)]), [0, 2, 1, 3, 4]);
}
/** One filter for each channel: a product for each place of the window, instead of a convolution for each channel. */
function depthwise(padded: tf.Tensor, w: tf.Tensor, window: Window): tf.Tensor {
  const size = w.shape.slice(2);
  const columns = tf.reshape(w, [w.shape[0]!, sizeOf(size)]);
  const perChannel = [1, w.shape[0]!, ...size.map(() => 1)];
  return taps(padded, size, window)
    .map((seen, tap) => tf.mul(seen, tf.reshape(tf.slice(columns, [0, tap], [w.shape[0]!, 1]), perChannel)))
    .reduce((sum, part) => tf.add(sum, part));
}
/** The adjoint of a convolution by its x: dy with the stride's holes filled, under the kernel turned around. */
function convInputGrad(
  { stride, padding, dilation, groups, inputSize }: Prims['convInputGrad'],
  dy: tf.Tensor,
  w: tf.Tensor,
): tf.Tensor {
  const spatial = stride.map((_, i) => i + 2);
  const open = stride.reduce((y, step, i) => spread(y, i + 2, step), dy);
  const reach = w.shape.slice(2).map((k, i) => dilation[i]! * (k - 1));
  const around = reach.map((r, i) => {
    const before = r - padding[i]![0];
    return [before, inputSize[i]! - open.shape[i + 2]! + r - before] as const;
  });
  const turned = tf.reverse(w, spatial);
  const swapped = (groups === 1 ? [turned] : tf.split(turned, groups, 0)).map((part) =>
    tf.transpose(part, [1, 0, ...spatial]),
  );
  return conv(
    { stride: stride.map(() => 1), padding: around, dilation, groups },
    open,
    swapped.length === 1 ? swapped[0]! : tf.concat(swapped, 0),
  );
}
/** The adjoint by w: x under dy as its kernel, where batch and channels change places and stride and dilation too. */
function convWeightGrad(
  { stride, padding, dilation, groups, kernel }: Prims['convWeightGrad'],
  x: tf.Tensor,
  dy: tf.Tensor,
): tf.Tensor {
  const order = [1, 0, ...kernel.map((_, i) => i + 2)];
  const split = (all: tf.Tensor) => (groups === 1 ? [all] : tf.split(all, groups, 1));
  const dys = split(dy);
  const parts = split(x).map((part, g) => {
    const full = conv(
      { stride: dilation, dilation: stride, padding, groups: 1 },
      tf.transpose(part, order),
      tf.transpose(dys[g]!, order),
    );
    return tf.transpose(
      tf.slice(
        full,
        full.shape.map(() => 0),
        [full.shape[0]!, full.shape[1]!, ...kernel],
      ),
      order,
    );
  });
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 0);
}

const dilated = ({ dilation }: Window): boolean => dilation.some((step) => step > 1);
function maxPool(params: PoolParams, x: tf.Tensor): tf.Tensor {
  const padded = padBy(x, spatially(params.padding), Number.NEGATIVE_INFINITY);
  // the first of equal numbers gets the gradient; core's pooling in three dimensions gives it to the last
  if (x.rank === 5 || dilated(params))
    return taps(padded, params.size, params).reduce((top, seen) =>
      tf.where(
        offTape(() => tf.logicalOr(tf.greaterEqual(top, seen), tf.isNaN(top))),
        top,
        seen,
      ),
    );
  return channelsFirst(
    tf.maxPool(channelsLast(padded) as tf.Tensor4D, two(params.size), two(params.stride), 'valid'),
    x.rank,
  );
}
function avgPool(params: AvgPoolParams, x: tf.Tensor): tf.Tensor {
  const padded = padBy(x, spatially(params.padding));
  const whole =
    x.rank === 5 || dilated(params)
      ? tf.div(
          taps(padded, params.size, params).reduce((sum, seen) => tf.add(sum, seen)),
          sizeOf(params.size),
        )
      : channelsFirst(
          tf.avgPool(channelsLast(padded) as tf.Tensor4D, two(params.size), two(params.stride), 'valid'),
          x.rank,
        );
  return params.countPadding ? whole : tf.div(whole, covered(params, x.shape.slice(2)));
}
/** Which part of each window lies on the input and not on its padding. */
const covered = (params: PoolParams, inputSize: Ints): tf.Tensor =>
  avgPool({ ...params, countPadding: true }, tf.ones([1, 1, ...inputSize]));
/** Each channel by itself under a window of equal weights. */
function avgPoolGrad(params: Prims['avgPoolGrad'], dy: tf.Tensor): tf.Tensor {
  const { size, countPadding, inputSize } = params;
  const given = tf.div(countPadding ? dy : tf.div(dy, covered(params, inputSize)), sizeOf(size));
  const [n, c, ...places] = dy.shape as [number, number, ...number[]];
  const dx = convInputGrad(
    { ...params, groups: 1 },
    tf.reshape(given, [n * c, 1, ...places]),
    tf.ones([1, 1, ...size]),
  );
  return tf.reshape(dx, [n, c, ...inputSize]);
}

function matmul({ transposeA, transposeB }: Prims['matmul'], a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const lead = (x: tf.Tensor) => x.shape.slice(0, -2);
  if (sameShape(lead(a), lead(b))) return tf.matMul(a, b, transposeA, transposeB);
  // many matrices against one: all their rows in one product
  if (b.rank === 2 && !transposeA) {
    const rows = tf.matMul(tf.reshape(a, [-1, a.shape.at(-1)!]), b, false, transposeB);
    return tf.reshape(rows, [...a.shape.slice(0, -1), rows.shape[1]!]);
  }
  // core's gradient does not sum over what broadcasting repeats
  const joint = tf.backend_util.assertAndGetBroadcastShape(lead(a), lead(b));
  return tf.matMul(
    broadcast(a, [...joint, ...a.shape.slice(-2)]),
    broadcast(b, [...joint, ...b.shape.slice(-2)]),
    transposeA,
    transposeB,
  );
}

/** Along any axis by way of the last one: core takes no other (softmax), or differentiates no other rightly (cumsum). */
function alongLast(x: tf.Tensor, axis: number, f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  if (axis === last) return f(x);
  const order = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
  return tf.transpose(f(tf.transpose(x, order)), order);
}
function logSoftmax(x: tf.Tensor, axis: number): tf.Tensor {
  const shifted = tf.sub(
    x,
    offTape(() => tf.max(x, axis, true)),
  );
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)));
}

/** Flat places in a tensor of `shape` that `which` names along `axis`. */
function flatPlaces(which: tf.Tensor, shape: Shape, axis: number): tf.Tensor1D {
  const strides = stridesOf(shape);
  const own = stridesOf(which.shape);
  const elsewhere = Int32Array.from({ length: which.size }, (_, i) =>
    own.reduce(
      (sum, stride, a) => (a === axis ? sum : sum + (Math.floor(i / stride) % which.shape[a]!) * strides[a]!),
      0,
    ),
  );
  return tf.add(tf.reshape(tf.mul(which, tf.scalar(strides[axis]!, 'int32')), [-1]), tf.tensor1d(elsewhere, 'int32'));
}

/** Core's gradient of `unstack` fails where there is one slice only. */
const unstack = (x: tf.Tensor): tf.Tensor[] => (x.shape[0] === 1 ? [tf.reshape(x, x.shape.slice(1))] : tf.unstack(x));

function constant(dtype: 'float32' | 'int32' | 'bool', shape: Shape, values: ArrayLike<number>): tf.Tensor {
  const data =
    dtype === 'float32'
      ? Float32Array.from(values)
      : dtype === 'int32'
        ? Int32Array.from(values)
        : Uint8Array.from(values);
  return tf.tensor(data, ints(shape), dtype);
}

const rules: Rules<[KernelInputs], Results> = {
  fill: ({ dtype, shape, value }) => tf.fill(ints(shape), value, dtype as 'float32'),
  constant: ({ dtype, shape, values }) => constant(dtype, shape, values),
  iota: ({ dtype, shape, axis }) => {
    const line = constant(
      dtype,
      shape.map((dim, i) => (i === axis ? dim : 1)),
      Array.from({ length: shape[axis]! }, (_, i) => i),
    );
    return tf.broadcastTo(line, ints(shape));
  },
  randomUniform: ({ shape, stream }, { x: [seed] }) => {
    const key = streamKey(seed!.dataSync()[0]!, stream);
    return constant(
      'float32',
      shape,
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => uniformAt(key, i)),
    );
  },
  neg: unary(tf.neg),
  abs: unary(tf.abs),
  sign: flat(unary(tf.sign)),
  exp: unary(tf.exp),
  log: unary(tf.log),
  sqrt: unary(tf.sqrt),
  sin: unary(tf.sin),
  cos: unary(tf.cos),
  tanh: unary(tf.tanh),
  sigmoid: unary(tf.sigmoid),
  softplus: unary(tf.softplus),
  erf: unary(tf.erf),
  floor: flat(unary(tf.floor)),
  relu: unary(tf.relu),
  not: flat(unary(tf.logicalNot)),
  cast: ({ to }, { x: [x] }) =>
    to === 'float32'
      ? tf.cast(x!, to)
      : offTape(() => (to === 'bool' ? tf.notEqual(x!, tf.scalar(0, x!.dtype as 'float32')) : tf.cast(x!, to))),
  stopGradient: flat(unary(tf.clone)),
  add: binary(tf.add),
  sub: binary(tf.sub),
  mul: binary(tf.mul),
  div: binary(tf.div),
  pow: binary(tf.pow),
  max: binary(tf.maximum),
  min: binary(tf.minimum),
  eq: flat(binary(tf.equal)),
  lt: flat(binary(tf.less)),
  le: flat(binary(tf.lessEqual)),
  and: flat(binary(tf.logicalAnd)),
  or: flat(binary(tf.logicalOr)),
  // core's gradient of stretching bool or whole numbers is none
  select: (_, { x: [condition, a, b], outputs: [y] }) =>
    tf.where(broadcast(condition!, y!.shape), broadcast(a!, y!.shape), broadcast(b!, y!.shape)),
  matmul: (params, { x: [a, b] }) => matmul(params, a!, b!),
  conv: (params, { x: [x, w] }) => conv(params, x!, w!),
  convInputGrad: (params, { x: [dy, w] }) => convInputGrad(params, dy!, w!),
  convWeightGrad: (params, { x: [x, dy] }) => convWeightGrad(params, x!, dy!),
  maxPool: (params, { x: [x] }) => maxPool(params, x!),
  maxPoolGrad: (params, { x: [x, , dy] }) => tf.grad((input) => maxPool(params, input))(x!, dy!),
  avgPool: (params, { x: [x] }) => avgPool(params, x!),
  avgPoolGrad: (params, { x: [dy] }) => avgPoolGrad(params, dy!),
  sum: reduce((x, axes, keep) => tf.sum(x, axes, keep)),
  mean: reduce((x, axes, keep) => tf.mean(x, axes, keep)),
  reduceMax: reduce((x, axes, keep) => tf.max(x, axes, keep)),
  reduceMin: reduce((x, axes, keep) => tf.min(x, axes, keep)),
  argMax: flat(({ axis }, { x: [x] }) => tf.argMax(x!, axis)),
  topK: flat(({ axis, k }, { x: [x] }) =>
    alongLast(x!, axis, (rows) => tf.topk(tf.where(tf.isNaN(rows), Number.POSITIVE_INFINITY, rows), k).indices),
  ),
  cumsum: ({ axis, exclusive, reverse }, { x: [x] }) =>
    alongLast(x!, axis, (rows) => tf.cumsum(rows, rows.rank - 1, exclusive, reverse)),
  softmax: ({ axis }, { x: [x] }) => alongLast(x!, axis, (rows) => tf.softmax(rows)),
  logSoftmax: ({ axis }, { x: [x] }) => logSoftmax(x!, axis),
  standardize: ({ axes, epsilon }, { x: [x] }) => {
    const mean = tf.mean(x!, ints(axes), true);
    const centred = tf.sub(x!, mean);
    const variance = tf.mean(tf.square(centred), ints(axes), true);
    return [tf.div(centred, tf.sqrt(tf.add(variance, epsilon))), mean, variance];
  },
  reshape: ({ to }, { x: [x] }) => tf.reshape(x!, ints(to)),
  transpose: ({ order }, { x: [x] }) => tf.transpose(x!, ints(order)),
  broadcast: ({ to }, { x: [x] }) => broadcast(x!, to),
  concat: ({ axis }, { x }) => tf.concat([...x], axis),
  slice: ({ start, step }, { x: [x], outputs: [y] }) => {
    const whole = tf.slice(
      x!,
      ints(start),
      y!.shape.map((count, i) => (count - 1) * step[i]! + 1),
    );
    return step.reduce((part, s, i) => everyNth(part, i, s, y!.shape[i]!), whole);
  },
  pad: ({ padding, value }, { x: [x] }) => padBy(x!, padding, value),
  reverse: ({ axes }, { x: [x] }) => tf.reverse(x!, ints(axes)),
  gather: ({ axis }, { x: [x, which], outputs: [y] }) =>
    tf.reshape(tf.gather(x!, tf.reshape(which!, [-1]) as tf.Tensor1D, axis), ints(y!.shape)),
  scatterAdd: ({ axis, size }, { x: [which, dy], outputs: [y] }) => {
    const flat = tf.reshape(dy!, [...dy!.shape.slice(0, axis), which!.size, ...dy!.shape.slice(axis + which!.rank)]);
    // the axis goes in front, where core adds up
    const order = [axis, ...flat.shape.map((_, i) => i).filter((i) => i !== axis)];
    const sums = tf.unsortedSegmentSum(tf.transpose(flat, order), tf.reshape(which!, [-1]) as tf.Tensor1D, size);
    return tf.reshape(
      tf.transpose(
        sums,
        order.map((_, i) => order.indexOf(i)),
      ),
      ints(y!.shape),
    );
  },
  gatherElements: ({ axis }, { x: [x, which], outputs: [y] }) =>
    tf.reshape(tf.gather(tf.reshape(x!, [-1]), flatPlaces(which!, x!.shape, axis)), ints(y!.shape)),
  scatterElementsAdd: ({ axis }, { x: [which, dy], outputs: [y] }) =>
    tf.reshape(
      tf.unsortedSegmentSum(tf.reshape(dy!, [-1]), flatPlaces(which!, y!.shape, axis), sizeOf(y!.shape)),
      ints(y!.shape),
    ),
  foreign: ({ op }) => {
    throw foreignOnly(op);
  },
  scan: ({ body, carries, scanned, reverse }, { x }) => {
    const sequences = x
      .slice(carries, carries + scanned)
      .map((sequence) => (sequence.dtype === 'float32' ? unstack(sequence) : offTape(() => unstack(sequence))));
    const steps = [...sequences[0]!.keys()];
    const results: tf.Tensor[][] = body.outputs.slice(carries).map(() => []);
    let carried = x.slice(0, carries);
    for (const at of reverse ? steps.toReversed() : steps) {
      const given = [...carried, ...sequences.map((slices) => slices[at]!), ...x.slice(carries + scanned)];
      const made = runProgram(body, Object.fromEntries(body.inputs.map(({ name }, i) => [name, given[i]!])));
      carried = body.outputs.slice(0, carries).map(({ name }) => made[name]!);
      body.outputs.slice(carries).forEach(({ name }, i) => (results[i]![at] = made[name]!));
    }
    return [...carried, ...results.map((slices) => tf.stack(slices))];
  },
};

/** Runs a program on the current backend. What it makes on the way is freed; the caller frees the outputs (or calls within `tf.tidy`). */
export function runProgram(
  { inputs, equations, outputs }: Program,
  feeds: Readonly<Record<string, tf.Tensor>>,
): Record<string, tf.Tensor> {
  const known = new Map<Value, tf.Tensor>(inputs.map(({ name, value }) => [value, feeds[name]!]));
  const lastUse = new Map<Value, number>();
  equations.forEach(({ inputs: operands }, i) => {
    for (const value of operands) lastUse.set(value, i);
  });
  const kept = new Set([...inputs, ...outputs].map(({ value }) => value));
  equations.forEach((equation, i) => {
    const results = tf.tidy(() => {
      const made = apply(rules, equation, {
        x: equation.inputs.map((value) => known.get(value)!),
        outputs: equation.outputs,
      });
      // a row may hand its operand on; the copy shares the memory and is freed by itself
      return (made instanceof tf.Tensor ? [made] : [...made]).map((result) =>
        equation.inputs.some((value) => known.get(value) === result) ? tf.clone(result) : result,
      );
    });
    equation.outputs.forEach((output, k) => known.set(output, results[k]!));
    for (const value of new Set([...equation.inputs, ...equation.outputs]))
      if ((lastUse.get(value) ?? -1) <= i && !kept.has(value)) known.get(value)!.dispose();
  });
  // each output is a tensor of its own, also where two are one value or one is an input, which stays the caller's
  const taken = new Set(inputs.map(({ value }) => value));
  return Object.fromEntries(
    outputs.map(({ name, value }) => {
      const result = known.get(value)!;
      return [name, taken.has(value) ? tf.clone(result) : (taken.add(value), result)];
    }),
  );
}
