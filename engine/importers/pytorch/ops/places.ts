/** Operators that order, pick and repeat by places, and axes in another order. */
import { type Emitter, Foreign } from '../emit.ts';
import type { Write, Writers } from './define.ts';

/** The axes of a list, counted from the front; `-1` the last of `rank`. */
const fromFront = (axes: readonly number[], rank: number): number[] =>
  axes.map((axis) => (axis < 0 ? axis + rank : axis));

function sizeOf(e: Emitter, axis: number, name = 'self' in e.node.args ? 'self' : 'input'): number {
  const { size } = e.sizesOf(name)[axis] ?? {};
  if (size === undefined) throw new Foreign('sizes');
  return size;
}

/** Some axes put where others are; the rest keeps its order. */
function moved(e: Emitter): void {
  const [from, to] = [fromFront(e.list('source'), e.rank), fromFront(e.list('destination'), e.rank)];
  const rest = Array.from({ length: e.rank }, (_, axis) => axis).filter((axis) => !from.includes(axis));
  const order = Array.from({ length: e.rank }, (_, place) => {
    const at = to.indexOf(place);
    return at < 0 ? rest.shift()! : from[at]!;
  });
  e.give('Transpose', [e.x], { perm: order });
}

const swapped =
  (first: string, second: string): Write =>
  (e) => {
    const [a, b] = [e.axis(first), e.axis(second)];
    const order = Array.from({ length: e.rank }, (_, axis) => (axis === a ? b : axis === b ? a : axis));
    e.give('Transpose', [e.x], { perm: order });
  };

/** The largest or smallest along an axis, in order: the numbers, and where they stand. */
function ordered(e: Emitter, count: number, largest: boolean): void {
  const outputs = e.node.outputs.map((name) => name || e.fresh());
  e.ops('TopK', [e.x, e.ints([count])], { axis: e.axis('dim', -1), largest: largest ? 1 : 0 }, outputs);
}

/** Windows along an axis, each as a row behind all axes. */
function windows(e: Emitter): void {
  const [axis, size, step] = [e.axis('dimension'), e.number('size'), e.number('step')];
  const count = Math.floor((sizeOf(e, axis) - size) / step) + 1;
  if (count < 1 || count * size > 1 << 24) throw new Foreign('sizes');
  const places = Array.from({ length: count * size }, (_, i) => Math.floor(i / size) * step + (i % size));
  const table = e.op('Reshape', [e.ints(places), e.ints([count, size])]);
  const rows = e.op('Gather', [e.x, table], { axis });
  const order = Array.from({ length: e.rank + 1 }, (_, i) => i).filter((one) => one !== axis + 1);
  e.give('Transpose', [rows], { perm: [...order, axis + 1] });
}

/** The numbers under a window that slides over pictures, as columns: a convolution that takes each of them out. */
function columns(e: Emitter): void {
  const [kernel, stride, padding, dilation] = ['kernel_size', 'stride', 'padding', 'dilation'].map((name) =>
    e.list(name, undefined, 2),
  ) as [number[], number[], number[], number[]];
  const [channels, area] = [sizeOf(e, 1), kernel[0]! * kernel[1]!];
  if (e.rank !== 4 || channels * area * area > 1 << 24) throw new Foreign('sizes');
  const one = Float32Array.from({ length: channels * area * area }, (_, i) =>
    Number(Math.floor(i / area) % area === i % area),
  );
  const weight = e.tensorOf([channels * area, 1, ...kernel], one);
  const pads = [...padding, ...padding];
  const attributes = { kernel_shape: kernel, strides: stride, dilations: dilation, pads, group: channels };
  const maps = e.op('Conv', [e.x, weight], attributes);
  e.give('Reshape', [maps, e.ints([0, channels * area, -1])]);
}

/** Blocks of pixels as maps, those of one map together. */
function unshuffled(e: Emitter): void {
  const by = e.number('downscale_factor');
  const sizes = e.sizesOf('self');
  const [channels, height, width] = [1, 2, 3].map((axis) => sizeOf(e, axis)) as [number, number, number];
  const apart = e.op('Reshape', [e.x, e.ints([0, channels, height / by, by, width / by, by])]);
  const turned = e.op('Transpose', [apart], { perm: [0, 1, 3, 5, 2, 4] });
  e.reshaped(turned, sizes, e.outputSizes(), e.node.outputs[0]);
}

/** Each place so many times, one behind the other. */
function repeatedEach(e: Emitter): void {
  const times = e.number('repeats');
  if (e.arg('dim') === undefined) throw new Foreign('dim');
  const axis = e.axis('dim');
  const apart = e.op('Unsqueeze', [e.x, e.ints([axis + 1])]);
  const many = e.op('Tile', [
    apart,
    e.ints(Array.from({ length: e.rank + 1 }, (_, i) => (i === axis + 1 ? times : 1))),
  ]);
  const shape = Array.from({ length: e.rank }, (_, i) => (i === axis ? sizeOf(e, axis) * times : 0));
  // sizes before it stay, those behind stand one further
  const sizes = shape.map((size, i) => (i > axis ? (e.sizesOf('self')[i]!.size ?? -1) : size));
  e.give('Reshape', [many, e.ints(sizes)]);
}

function hot(e: Emitter): void {
  const count = e.number('num_classes', -1);
  if (count < 1) throw new Foreign('num_classes');
  e.give('OneHot', [e.x, e.int(count), e.ints([0, 1])], { axis: -1 });
}

const triangle =
  (upper: number): Write =>
  (e) =>
    e.give('Trilu', [e.x, e.int(e.number('diagonal', 0))], { upper });

/** A tensor along each axis, stretched over all of them. */
function grid(e: Emitter): void {
  const all = e.tensors('tensors');
  const order = all.map((_, i) => i);
  if (e.text('indexing', 'ij') === 'xy' && all.length > 1) [order[0], order[1]] = [1, 0];
  e.node.outputs.forEach((name, i) => {
    const sizes = e.outputSizes(i).map(({ size }) => size ?? Number.NaN);
    if (!sizes.every(Number.isInteger)) throw new Foreign('sizes');
    const along = sizes.map((size, axis) => (axis === order[i] ? size : 1));
    e.op('Expand', [e.op('Reshape', [all[i], e.ints(along)]), e.ints(sizes)], {}, name);
  });
}

export const PLACES: Writers = {
  movedim: moved,
  moveaxis: moved,
  swapaxes: swapped('axis0', 'axis1'),
  swapdims: swapped('dim0', 'dim1'),
  numpy_T: (e) => e.give('Transpose', [e.x], { perm: Array.from({ length: e.rank }, (_, i) => e.rank - 1 - i) }),
  topk: (e) => ordered(e, e.number('k'), e.flag('largest', true)),
  sort: (e) => ordered(e, sizeOf(e, e.axis('dim', -1)), e.flag('descending')),
  unfold: windows,
  im2col: columns,
  pixel_unshuffle: unshuffled,
  repeat_interleave: repeatedEach,
  tile: (e) => {
    const times = e.list('dims');
    if (times.length > e.rank) throw new Foreign('dims');
    e.give('Tile', [e.x, e.ints([...new Array<number>(e.rank - times.length).fill(1), ...times])]);
  },
  one_hot: hot,
  tril: triangle(0),
  triu: triangle(1),
  meshgrid: grid,
  outer: (e) =>
    e.give('Mul', [e.op('Unsqueeze', [e.x, e.ints([1])]), e.op('Unsqueeze', [e.needed('vec2'), e.ints([0])])]),
};
