/**
 * dw, the gradient of a convolution by its kernel. Over one wide image [1, C, H, W·N], as `forms/batchLast.ts` makes
 * them, it has forms of its own, in which the numbers under each tap are laid out so that one large product gives dw on
 * all threads. Which form is for which shapes is decided at the end of this file.
 */
import type { ConvParams } from '../../../ir/prims.ts';
import type { Value } from '../../../ir/program.ts';
import { type Shape, sizeOf } from '../../../types/shape.ts';
import { type NodeContext, convAttributes, reshape, scalar, transpose, windowAttributes } from '../nodeContext.ts';
import type { ModelWriter } from '../model.ts';

type WeightGradParams = ConvParams & { readonly kernel: readonly number[] };

/** Zeros before each axis, then zeros behind each; negative counts cut off. */
const padded = (m: ModelWriter, x: string, pads: readonly number[]): string =>
  pads.every((pad) => pad === 0) ? x : m.node('Pad', [x, m.ints(pads), scalar(m, 0)], { mode: 'constant' });

/** With at most so many numbers under a window, dw is computed image by image. */
export const SMALL_WINDOW = 64;

/**
 * For convolutions with small windows, such as a network's first one: one product for each image, then their sum. A
 * convolution with one-hot kernels lays out the numbers under each window as a column. ONNX Runtime would compute the
 * convolution with dy as its kernel on one thread: x 128×1×28×28, dy 128×40×12×12, kernel 6×6, stride 2: 3.5 ms, this
 * way 1.0 (two threads); with 10 channels and 5×5 it is 7.1 and 1.6.
 */
function convWeightGradByImage(
  params: WeightGradParams,
  { m, x: [x, dy], values: [image, gradient], outputs }: NodeContext,
): string {
  const [n, filters, ...places] = gradient!.shape as [number, number, ...number[]];
  const window = image!.shape[1]! * sizeOf(params.kernel);
  const oneHot = m.constant(
    'float32',
    [window, image!.shape[1]!, ...params.kernel],
    Array.from({ length: window * window }, (_, i) => (i % (window + 1) === 0 ? 1 : 0)),
  );
  const columns = reshape(m, m.node('Conv', [x!, oneHot], convAttributes(params)), [n, window, sizeOf(places)]);
  const products = m.node('MatMul', [reshape(m, dy!, [n, filters, sizeOf(places)]), transpose(m, columns, [0, 2, 1])]);
  return reshape(m, m.node('ReduceSum', [products, m.ints([0])], { keepdims: 0 }), outputs[0]!.shape);
}

/**
 * For one wide image: one Gather lays out the numbers under each tap, in runs as long as the dilation of the last axis,
 * and one product gives dw on all threads. x 40×6×192, dy 80×4×128, kernel 3×3, dilation 1×32: 0.2 ms.
 */
function convWeightGradByColumns(
  { kernel, stride, dilation, padding, groups }: WeightGradParams,
  { m, x: [x, dy], values: [image, gradient], outputs }: NodeContext,
): string {
  const [, channels, ...size] = image!.shape as [number, number, ...number[]];
  const places = gradient!.shape.slice(2);
  const last = size.length - 1;
  const whole = [size[last]!, places[last]! * stride[last]!, ...padding[last]!];
  const run = stride[last] === 1 && whole.every((length) => length % dilation[last]! === 0) ? dilation[last]! : 1;
  const inRuns = (lengths: readonly number[]): number[] =>
    lengths.map((length, axis) => (axis === last ? length / run : length));
  const [rows, spots] = [inRuns(size), inRuns(places)];
  // for each tap and place of dy the run of x, or the run of zeros behind the image
  const outside = sizeOf(rows);
  let table = [0];
  kernel.forEach((taps, axis) => {
    const before = axis === last ? padding[axis]![0] / run : padding[axis]![0];
    const step = axis === last ? dilation[axis]! / run : dilation[axis]!;
    const along = Array.from(
      { length: taps * spots[axis]! },
      (_, i) => Math.floor(i / spots[axis]!) * step + (i % spots[axis]!) * stride[axis]! - before,
    );
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
  const columns = m.node('Gather', [withZero, m.constant('int64', [sizeOf(kernel), sizeOf(spots)], table)], {
    axis: 1,
  });
  return productOfColumns(m, dy!, columns, gradient!, { channels, kernel, groups }, outputs[0]!.shape);
}

/** dw from the numbers under each tap, [channels, taps, places]. */
function productOfColumns(
  m: ModelWriter,
  dy: string,
  columns: string,
  { shape: [, filters, ...places] }: Value,
  { channels, kernel, groups }: { channels: number; kernel: readonly number[]; groups: number },
  to: Shape,
): string {
  const rowsOf = (name: string, count: number) =>
    reshape(m, name, groups === 1 ? [count, sizeOf(places)] : [groups, count / groups, sizeOf(places)]);
  const [left, right] = [rowsOf(dy, filters!), rowsOf(columns, channels * sizeOf(kernel))];
  const product =
    groups === 1
      ? m.node('Gemm', [left, right], { transB: 1 })
      : m.node('MatMul', [left, transpose(m, right, [0, 2, 1])]);
  return reshape(m, product, to);
}

/**
 * The same for short runs, on which a Gather spends most of its time: x is copied once for each column of the kernel,
 * shifted so that whole rows can be gathered (512 channels, 28×28, 3×3: a Gather of 0.8 ms instead of 13).
 */
function convWeightGradByRows(
  { kernel, stride, dilation, padding, groups }: WeightGradParams,
  { m, x: [x, dy], values: [image, gradient], outputs }: NodeContext,
): string {
  const [, channels, height] = image!.shape as [number, number, number, number];
  const [, , rows] = gradient!.shape as [number, number, number, number];
  const [high, wide] = kernel as [number, number];
  const read = Array.from(
    { length: high * rows },
    (_, i) => Math.floor(i / rows) * dilation[0]! + (i % rows) * stride[0]! - padding[0]![0],
  ).map((row) => (row < 0 || row >= height ? height : row));
  const all = read.includes(height) ? height + 1 : height;
  const moved = underColumns(m, x!, all - height, { kernel, dilation, padding }, channels);
  const table = Array.from({ length: high * wide * rows }, (_, i) => {
    const [ky, kx] = [Math.floor(i / (wide * rows)), Math.floor(i / rows) % wide];
    return kx * all + read[ky * rows + (i % rows)]!;
  });
  // a kernel of one row reads the rows in their order
  const asRead = table.length === wide * all && table.every((row, i) => row === i);
  const columns = asRead
    ? moved
    : m.node(
        'Gather',
        [
          reshape(m, moved, [channels, wide * all, gradient!.shape[3]!]),
          m.constant('int64', [high * wide, rows], table),
        ],
        { axis: 1 },
      );
  return productOfColumns(m, dy!, columns, gradient!, { channels, kernel, groups }, outputs[0]!.shape);
}

/**
 * x shifted for each column of the kernel, with so many rows of zeros below: [channels, columns of the kernel, rows,
 * places of a row]. One depthwise convolution with one-hot kernels writes all of them (64 channels, 56×224: 1.5 ms
 * instead of 2.6 for copies that are concatenated).
 */
function underColumns(
  m: ModelWriter,
  x: string,
  below: number,
  { kernel, dilation, padding }: Pick<WeightGradParams, 'kernel' | 'dilation' | 'padding'>,
  channels: number,
): string {
  const wide = kernel[1]!;
  const oneHot = m.constant(
    'float32',
    [channels * wide, 1, 1, wide],
    Array.from({ length: channels * wide * wide }, (_, i) => (Math.floor(i / wide) % wide === i % wide ? 1 : 0)),
  );
  return m.node('Conv', [x, oneHot], {
    dilations: [1, dilation[1]!],
    pads: [0, padding[1]![0], below, padding[1]![1]],
    group: channels,
  });
}

/**
 * For one wide image with short runs: x is laid out once for each column of the kernel, and dy once for each of its
 * rows, shifted so that rows of dy stand beside the rows of x that they were computed from. One product then gives all
 * taps. It takes six copies instead of nine, each of whole rows (64 channels and filters, 224×224, 3×3: 15 ms instead
 * of 37).
 */
function convWeightGradByShifts(
  { kernel, dilation, padding }: WeightGradParams,
  { m, x: [x, dy], values: [image, gradient], outputs }: NodeContext,
): string {
  const [, channels, height] = image!.shape as [number, number, number, number];
  const [, filters, rows, columns] = gradient!.shape as [number, number, number, number];
  const [high, wide] = kernel as [number, number];
  const byColumn = underColumns(m, x!, 0, { kernel, dilation, padding }, channels);
  // for each row of the kernel and of x the row of dy, or the row of zeros behind them
  const made = Array.from(
    { length: high * height },
    (_, i) => (i % height) - Math.floor(i / height) * dilation[0]! + padding[0]![0],
  ).map((row) => (row < 0 || row >= rows ? rows : row));
  const withZeros = padded(m, reshape(m, dy!, [filters, rows, columns]), [0, 0, 0, 0, made.includes(rows) ? 1 : 0, 0]);
  const byRow = m.node('Gather', [withZeros, m.constant('int64', [high, height], made)], { axis: 1 });
  const products = m.node(
    'Gemm',
    [reshape(m, byRow, [filters * high, height * columns]), reshape(m, byColumn, [channels * wide, height * columns])],
    { transB: 1 },
  );
  return reshape(
    m,
    transpose(m, reshape(m, products, [filters, high, channels, wide]), [0, 2, 1, 3]),
    outputs[0]!.shape,
  );
}

/**
 * Rows of dy in a band. With the two more rows of x that a kernel of three reads, they fill the 16 columns in which
 * ONNX Runtime computes products.
 */
const BAND = 14;
/**
 * Channels of x in a group, at most: as many as a depthwise convolution of stride 3 has phases when its input is split
 * space-to-depth. The table that picks taps is as large as their square.
 */
const MOST_IN_A_GROUP = 9;

/**
 * For depthwise convolutions over one wide image. For each column of the kernel, the products of all rows in a band of
 * dy with all rows of x that the band reads are one matrix product; the products of one tap lie on a diagonal of it,
 * and a table of zeros and ones sums them. Most of that matrix is not needed, yet it takes a fraction of the time of a
 * convolution with dy as its kernel (32 channels, 112×448, 3×3: 15 ms; the products of bands 2, the products of all
 * rows 7).
 */
function convWeightGradByBands(
  { kernel, stride, dilation, padding, groups }: WeightGradParams,
  { m, x: [x, dy], values: [image, gradient], outputs }: NodeContext,
): string {
  const [, channels, height, width] = image!.shape as [number, number, number, number];
  const [, filters, rows, columns] = gradient!.shape as [number, number, number, number];
  const [high, wide] = kernel as [number, number];
  const [c, f] = [channels / groups, filters / groups];
  const bands = Math.ceil(rows / BAND);
  const band = Math.ceil(rows / bands);
  const seen = (band - 1) * stride[0]! + (high - 1) * dilation[0]! + 1;
  const filled = reshape(m, padded(m, dy!, [0, 0, 0, 0, 0, 0, bands * band - rows, 0]), [
    groups,
    f,
    bands,
    band,
    columns,
  ]);
  const dyBands = reshape(m, f === 1 ? filled : transpose(m, filled, [0, 2, 1, 3, 4]), [
    groups,
    bands,
    f * band,
    columns,
  ]);
  // the row of zeros behind the others stands for rows above and below the image
  const read = Array.from({ length: bands * c * seen }, (_, i) => {
    const row = Math.floor(i / (c * seen)) * band * stride[0]! + (i % seen) - padding[0]![0];
    return row < 0 || row >= height ? c * height : (Math.floor(i / seen) % c) * height + row;
  });
  const withZeros = padded(m, reshape(m, x!, [groups, c * height, width]), [
    0,
    0,
    0,
    0,
    read.includes(c * height) ? 1 : 0,
    0,
  ]);
  const xBands = m.node('Gather', [withZeros, m.constant('int64', [bands, c * seen], read)], { axis: 1 });
  const diagonals = new Array<number>(band * c * seen * c * high).fill(0);
  for (let row = 0; row < band; row++)
    for (let channel = 0; channel < c; channel++)
      for (let ky = 0; ky < high; ky++)
        diagonals[
          ((row * c + channel) * seen + row * stride[0]! + ky * dilation[0]!) * c * high + channel * high + ky
        ] = 1;
  const ofTaps = m.constant('float32', [band * c * seen, c * high], diagonals);
  const under = underColumns(
    m,
    reshape(m, xBands, [1, groups, bands * c * seen, width]),
    0,
    { kernel, dilation, padding },
    groups,
  );
  const products = m.node('MatMul', [
    reshape(m, dyBands, [groups, 1, bands, f * band, columns]),
    transpose(m, reshape(m, under, [groups, wide, bands, c * seen, columns]), [0, 1, 2, 4, 3]),
  ]);
  const ofBands = m.node('ReduceSum', [products, m.ints([2])], { keepdims: 0 });
  const taps = m.node('MatMul', [reshape(m, ofBands, [groups * wide * f, band * c * seen]), ofTaps]);
  // the columns last: by a Gather, as a Transpose of single numbers takes 20 times as long (960×3×3: 1.8 ms)
  const columnsLast = Array.from(
    { length: wide * f * c * high },
    (_, i) => (i % wide) * f * c * high + Math.floor(i / wide),
  );
  return reshape(
    m,
    m.node(
      'Gather',
      [reshape(m, taps, [groups, columnsLast.length]), m.constant('int64', [columnsLast.length], columnsLast)],
      { axis: 1 },
    ),
    outputs[0]!.shape,
  );
}

/**
 * dw is a convolution of x with dy as its kernel, where batch and channels are exchanged, and stride and dilation.
 * Where the stride left pixels over, it comes out larger than w and is cut. Groups are computed one by one.
 */
export function convWeightGrad(params: WeightGradParams, call: NodeContext): string {
  const {
    m,
    x: [x, dy],
    values,
  } = call;
  if (values[0]!.shape[0] === 1 && params.kernel.length < 3) {
    const form = isDepthwise(params, values)
      ? convWeightGradByBands
      : !hasShortRuns(params)
        ? convWeightGradByColumns
        : hasManyPlaces(params, values)
          ? convWeightGradByShifts
          : convWeightGradByRows;
    return form(params, call);
  }
  if (params.groups === 1 && values[0]!.shape[1]! * sizeOf(params.kernel) <= SMALL_WINDOW)
    return convWeightGradByImage(params, call);
  const perm = values[0]!.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis));
  const split = (name: string): readonly string[] =>
    params.groups === 1 ? [name] : m.nodes('Split', [name], params.groups, { axis: 1, num_outputs: params.groups });
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
      return (
        Math.floor((image![i]! + before + after - params.stride[i]! * (places![i]! - 1) - 1) / params.dilation[i]!) +
          1 ===
        size
      );
    });
    const cut = exact
      ? full
      : m.node('Slice', [
          full,
          m.ints(params.kernel.map(() => 0)),
          m.ints(params.kernel),
          m.ints(params.kernel.map((_, i) => i + 2)),
        ]);
    return transpose(m, cut, perm);
  });
  return parts.length === 1 ? parts[0]! : m.node('Concat', parts, { axis: 0 });
}

const isDepthwise = ({ kernel, stride, groups }: WeightGradParams, [x, dy]: readonly Value[]): boolean =>
  kernel.length === 2 &&
  stride[1] === 1 &&
  groups > 1 &&
  (x!.shape[1] === groups || (dy!.shape[1] === groups && x!.shape[1]! <= MOST_IN_A_GROUP * groups));
/** A Gather spends most of its time on runs this short. */
const SHORT_RUN = 8;
const hasShortRuns = ({ kernel, stride, dilation }: WeightGradParams): boolean =>
  kernel.length === 2 && stride[1] === 1 && dilation[1]! <= SHORT_RUN;

/** With fewer places for each filter, putting the taps in order costs more than fewer copies save. */
const PLACES_FOR_SHIFTS = 4;
const hasManyPlaces = ({ stride, groups }: WeightGradParams, [x, dy]: readonly Value[]): boolean =>
  groups === 1 &&
  stride[0] === 1 &&
  sizeOf(dy!.shape.slice(2)) >= PLACES_FOR_SHIFTS * Math.max(x!.shape[1]!, dy!.shape[1]!);
