/**
 * Convolutions and their two gradients. Those over one wide image [1, C, H, W·N], as `formulate/batchLast.ts` makes them, have forms of
 * their own that use all threads.
 */
import type { ConvParams } from '../../ir/prims.ts';
import type { Value } from '../../ir/program.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import { type Call, convAttributes, reshape, scalar, transpose, windowAttributes } from './call.ts';
import type { ModelWriter } from './model.ts';

type InputGradParams = ConvParams & { readonly inputSize: readonly number[] };
type WeightGradParams = ConvParams & { readonly kernel: readonly number[] };

/** With fewer places for each filter, turning the kernel round costs more than the faster convolution saves. */
const PLACES_FOR_EACH_FILTER = 8;

/**
 * dx of a convolution is a transposed one; what the stride did not reach is padded with zeros. Over a wide image with stride 1 it is a plain
 * convolution with the kernel turned round, which lays out its columns on all threads (64 channels, 56×224, 3×3: 2.9 ms against 6.1). With
 * more filters than channels it has more columns to lay out, and loses.
 */
export function convInputGrad(params: InputGradParams, call: Call): string {
  const { m, x, values } = call;
  const [dy, w] = values.map(({ shape }) => shape) as [Shape, Shape];
  const before = params.padding.map(([low], i) => params.dilation[i]! * (w[i + 2]! - 1) - low);
  const after = params.inputSize.map((size, i) => size - dy[i + 2]! + params.dilation[i]! * (w[i + 2]! - 1) - before[i]!);
  const wide = dy[0] === 1 && params.stride.every((step) => step === 1) && [...before, ...after].every((pad) => pad >= 0);
  const filters = dy[1]! / params.groups;
  if (wide && filters <= w[1]! && sizeOf(dy.slice(2)) >= PLACES_FOR_EACH_FILTER * filters) {
    return m.node('Conv', [x[0]!, turnedRound(m, x[1]!, w, params.groups)], convAttributes({ ...params, padding: before.map((pad, i) => [pad, after[i]!] as const) }));
  }
  const outputPadding = params.inputSize.map((size, i) => {
    const reach = (dy[i + 2]! - 1) * params.stride[i]! + params.dilation[i]! * (w[i + 2]! - 1) + 1;
    return size - (reach - params.padding[i]![0] - params.padding[i]![1]);
  });
  return m.node('ConvTranspose', x, { ...convAttributes(params), output_padding: outputPadding });
}

/** A kernel whose filters and channels change places in each group, its taps in reverse: by a product, as a Slice backwards goes number by number. */
function turnedRound(m: ModelWriter, w: string, [filters, c, ...kernel]: Shape, groups: number): string {
  const [f, taps] = [filters! / groups, sizeOf(kernel)];
  const swapped = f === 1 || c === 1 ? w : transpose(m, reshape(m, w, [groups, f, c!, taps]), [0, 2, 1, 3]);
  const exchange = m.constant('float32', [taps, taps], Array.from({ length: taps * taps }, (_, i) => (Math.floor(i / taps) + (i % taps) === taps - 1 ? 1 : 0)));
  return reshape(m, m.node('MatMul', [reshape(m, swapped, [filters! * c!, taps]), exchange]), [groups * c!, f, ...kernel]);
}

/** Up to this many numbers under a window, dw is taken image by image. */
export const SMALL_WINDOW = 64;

/**
 * dw of a convolution that reads few numbers at a time, as a network's first one does: a product for each image, summed. A convolution with
 * one-hot kernels lays the numbers under each window out in a column. A convolution with dy as its kernel runs on one thread there:
 * x 128×1×28×28, dy 128×40×12×12, kernel 6×6, stride 2: 3.5 ms, this way 1.0 (two threads); with 10 channels and 5×5 it is 1.6 against 7.1.
 */
function convWeightGradByImage(params: WeightGradParams, { m, x: [x, dy], values: [image, gradient], outputs }: Call): string {
  const [n, filters, ...places] = gradient!.shape as [number, number, ...number[]];
  const window = image!.shape[1]! * sizeOf(params.kernel);
  const oneHot = m.constant('float32', [window, image!.shape[1]!, ...params.kernel], Array.from({ length: window * window }, (_, i) => (i % (window + 1) === 0 ? 1 : 0)));
  const columns = reshape(m, m.node('Conv', [x!, oneHot], convAttributes(params)), [n, window, sizeOf(places)]);
  const products = m.node('MatMul', [reshape(m, dy!, [n, filters, sizeOf(places)]), transpose(m, columns, [0, 2, 1])]);
  return reshape(m, m.node('ReduceSum', [products, m.ints([0])], { keepdims: 0 }), outputs[0]!.shape);
}

/**
 * dw of a convolution over one wide image: what lies under each tap is laid out by one Gather, whose places are runs of as many numbers as
 * the last axis' dilation skips, and one product gives dw, on all threads. x 40×6×192, dy 80×4×128, kernel 3×3, dilation 1×32: 0.2 ms.
 */
function convWeightGradByColumns({ kernel, stride, dilation, padding, groups }: WeightGradParams, { m, x: [x, dy], values: [image, gradient], outputs }: Call): string {
  const [, channels, ...size] = image!.shape as [number, number, ...number[]];
  const [, filters, ...places] = gradient!.shape as [number, number, ...number[]];
  const last = size.length - 1;
  const whole = [size[last]!, places[last]! * stride[last]!, ...padding[last]!];
  const run = stride[last] === 1 && whole.every((length) => length % dilation[last]! === 0) ? dilation[last]! : 1;
  const inRuns = (lengths: readonly number[]): number[] => lengths.map((length, axis) => (axis === last ? length / run : length));
  const [rows, spots] = [inRuns(size), inRuns(places)];
  // for each tap and spot its place in the image, or the place behind the image, which is zero
  const outside = sizeOf(rows);
  let table = [0];
  kernel.forEach((taps, axis) => {
    const before = axis === last ? padding[axis]![0] / run : padding[axis]![0];
    const step = axis === last ? dilation[axis]! / run : dilation[axis]!;
    const along = Array.from({ length: taps * spots[axis]! }, (_, i) => Math.floor(i / spots[axis]!) * step + (i % spots[axis]!) * stride[axis]! - before);
    const [outerTaps, outerSpots] = [sizeOf(kernel.slice(0, axis)), sizeOf(spots.slice(0, axis))];
    table = Array.from({ length: outerTaps * taps * outerSpots * spots[axis]! }, (_, i) => {
      const spot = i % spots[axis]!;
      const outerSpot = Math.floor(i / spots[axis]!) % outerSpots;
      const tap = Math.floor(i / (spots[axis]! * outerSpots)) % taps;
      const outer = table[Math.floor(i / (spots[axis]! * outerSpots * taps)) * outerSpots + outerSpot]!;
      const at = along[tap * spots[axis]! + spot]!;
      return outer === outside || at < 0 || at >= rows[axis]! ? outside : outer * rows[axis]! + at;
    });
  });
  const runs = reshape(m, x!, [channels, outside, run]);
  const withZero = padded(m, runs, [0, 0, 0, 0, table.includes(outside) ? 1 : 0, 0]);
  const columns = m.node('Gather', [withZero, m.constant('int64', [sizeOf(kernel), sizeOf(spots)], table)], { axis: 1 });
  const rowsOf = (name: string, count: number) => reshape(m, name, groups === 1 ? [count, sizeOf(places)] : [groups, count / groups, sizeOf(places)]);
  const [left, right] = [rowsOf(dy!, filters), rowsOf(columns, channels * sizeOf(kernel))];
  const product = groups === 1 ? m.node('Gemm', [left, right], { transB: 1 }) : m.node('MatMul', [left, transpose(m, right, [0, 2, 1])]);
  return reshape(m, product, outputs[0]!.shape);
}

/** Zeros before each axis, then behind each; fewer than none cut off. */
const padded = (m: ModelWriter, x: string, pads: readonly number[]): string => (pads.every((pad) => pad === 0) ? x : m.node('Pad', [x, m.ints(pads), scalar(m, 0)], { mode: 'constant' }));
/** What a column of the kernel sees of an image of such a width, as many columns as there are places; with the padding above and below. */
const underColumn = (m: ModelWriter, x: string, column: number, { dilation, padding }: Pick<ConvParams, 'dilation' | 'padding'>, width: number, places: number): string => {
  const left = column * dilation[1]! - padding[1]![0];
  return padded(m, x, [0, 0, padding[0]![0], -left, 0, 0, padding[0]![1], left + places - width]);
};

/** With fewer places for each filter, putting the taps in their order costs more than fewer copies save. */
const PLACES_FOR_SHIFTS = 4;
/** Runs this short cost a Gather most of its time. */
const SHORT_RUN = 2;

/**
 * dw of a convolution over one wide image whose places are short runs: x is laid out once for each column of the kernel and dy once for each
 * row, with zeros above and below; one product then has all taps. Six copies instead of nine, each in one piece (64 channels and filters,
 * 224×224, 3×3: 15 ms instead of 37).
 */
function convWeightGradByShifts({ kernel, dilation, padding }: WeightGradParams, { m, x: [x, dy], values: [image, gradient], outputs }: Call): string {
  const [, channels, height, width] = image!.shape as [number, number, number, number];
  const [, filters, rows, columns] = gradient!.shape as [number, number, number, number];
  const [high, wide] = kernel as [number, number];
  const seen = height + padding[0]![0] + padding[0]![1];
  const byColumn = Array.from({ length: wide }, (_, kx) => reshape(m, underColumn(m, x!, kx, { dilation, padding }, width, columns), [channels, 1, seen * columns]));
  const byRow = Array.from({ length: high }, (_, ky) => {
    const above = ky * dilation[0]!;
    return reshape(m, padded(m, dy!, [0, 0, above, 0, 0, 0, seen - rows - above, 0]), [filters, seen * columns]);
  });
  const products = m.node('Gemm', [m.node('Concat', byRow, { axis: 0 }), reshape(m, m.node('Concat', byColumn, { axis: 1 }), [channels * wide, seen * columns])], { transB: 1 });
  return reshape(m, transpose(m, reshape(m, products, [high, filters, channels, wide]), [1, 2, 0, 3]), outputs[0]!.shape);
}

/**
 * dw of a depthwise convolution over one wide image. For each column of the kernel, the products of all rows of dy with all rows of x are one
 * matrix; what belongs to one tap lies on a diagonal of it. Most of the matrix is not needed, yet it takes a quarter of the time of a convolution
 * with dy as its kernel (32 channels, 112×448, 3×3: 3.9 ms against 15).
 */
function convWeightGradByDiagonals({ kernel, stride, dilation, padding, groups }: WeightGradParams, { m, x: [x, dy], values: [image, gradient], outputs }: Call): string {
  const [, channels, height, width] = image!.shape as [number, number, number, number];
  const [, filters, rows, columns] = gradient!.shape as [number, number, number, number];
  const [high, wide] = kernel as [number, number];
  const seen = height + padding[0]![0] + padding[0]![1];
  const dyRows = reshape(m, dy!, [groups, filters / groups, rows, columns]);
  const pairs = (filters * channels) / groups;
  const eachColumn = Array.from({ length: wide }, (_, kx) => {
    const xRows = reshape(m, underColumn(m, x!, kx, { dilation, padding }, width, columns), [groups, channels / groups, seen, columns]);
    const products = m.node('MatMul', [dyRows, transpose(m, xRows, [0, 1, 3, 2])]);
    // row r of dy meets row r·stride + ky·dilation of x: with `stride` more places in a row the diagonals stand upright
    const longer = padded(m, reshape(m, products, [pairs, rows * seen]), [0, 0, 0, rows * stride[0]!]);
    const upright = reshape(m, longer, [pairs, rows, seen + stride[0]!]);
    const diagonals = m.node('Slice', [upright, m.ints([0]), m.ints([(high - 1) * dilation[0]! + 1]), m.ints([2]), m.ints([dilation[0]!])]);
    return reshape(m, m.node('ReduceSum', [diagonals, m.ints([1])], { keepdims: 0 }), [pairs, high, 1]);
  });
  return reshape(m, m.node('Concat', eachColumn, { axis: 2 }), outputs[0]!.shape);
}

/**
 * dw is a convolution of x with dy as its kernel, where batch and channels change places and stride and dilation too. It
 * may come out larger than w where the stride left pixels over; they are cut off. Groups go one by one.
 */
export function convWeightGrad(params: WeightGradParams, call: Call): string {
  const { m, x: [x, dy], values } = call;
  if (values[0]!.shape[0] === 1 && params.kernel.length < 3) {
    const form = isDepthwise(params, values) ? convWeightGradByDiagonals : isInShortRuns(params, values) ? convWeightGradByShifts : convWeightGradByColumns;
    return form(params, call);
  }
  if (params.groups === 1 && values[0]!.shape[1]! * sizeOf(params.kernel) <= SMALL_WINDOW) return convWeightGradByImage(params, call);
  const perm = values[0]!.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis));
  const split = (name: string): readonly string[] => (params.groups === 1 ? [name] : m.nodes('Split', [name], params.groups, { axis: 1, num_outputs: params.groups }));
  const xParts = split(x!);
  const dyParts = split(dy!);
  const parts = xParts.map((part, g) => {
    const full = m.node('Conv', [transpose(m, part, perm), transpose(m, dyParts[g]!, perm)], {
      strides: params.dilation,
      dilations: params.stride,
      pads: windowAttributes(params).pads,
    });
    const [image, places] = values.map(({ shape }) => shape.slice(2));
    const exact = params.kernel.every((size, i) => {
      const [before, after] = params.padding[i]!;
      return Math.floor((image![i]! + before + after - params.stride[i]! * (places![i]! - 1) - 1) / params.dilation[i]!) + 1 === size;
    });
    const cut = exact ? full : m.node('Slice', [full, m.ints(params.kernel.map(() => 0)), m.ints(params.kernel), m.ints(params.kernel.map((_, i) => i + 2))]);
    return transpose(m, cut, perm);
  });
  return parts.length === 1 ? parts[0]! : m.node('Concat', parts, { axis: 0 });
}

const isDepthwise = ({ kernel, stride, groups }: WeightGradParams, [x, dy]: readonly Value[]): boolean =>
  kernel.length === 2 && stride[1] === 1 && groups > 1 && (x!.shape[1] === groups || dy!.shape[1] === groups);
const isInShortRuns = ({ kernel, stride, dilation, groups }: WeightGradParams, [x, dy]: readonly Value[]): boolean =>
  kernel.length === 2 && groups === 1 && stride.every((step) => step === 1) && dilation[1]! <= SHORT_RUN && sizeOf(dy!.shape.slice(2)) >= PLACES_FOR_SHIFTS * Math.max(x!.shape[1]!, dy!.shape[1]!);
