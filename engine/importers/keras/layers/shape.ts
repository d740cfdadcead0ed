/** What puts tensors into other shapes, and joins them. */
import { phrase } from '../../../phrases.ts';
import { sizeOf } from '../../../types/shape.ts';
import { asItIs, type Flow, withFirst, withLast } from '../../common/flow.ts';
import { type LayerCall, Unmapped, unmappedSetting } from '../call.ts';
import type { Converters } from './define.ts';

/** Axes that are longer than one. */
const long = (shape: readonly number[]): number[] => shape.flatMap((size, axis) => (size > 1 ? [axis] : []));

/** In the model's own order, by which the numbers lie the same in a row; with one long axis they always do. */
const laidOut = (call: LayerCall, x: Flow): Flow => (long(call.flows.sizes(x)).length <= 1 ? x : call.flows.asItIs(x));

function flatten(call: LayerCall): Flow {
  if (call.setting('data_format') !== 'channels_first')
    return call.readsRows ? call.row() : call.draw('flatten', {}, { input: laidOut(call, call.x) }, { order: [0] });
  // it puts the channels last before it lays out
  const x = call.flows.inOrder(call.x, withLast(call.rank, 0));
  return call.draw('flatten', {}, { input: x }, { order: [0] });
}

/** Lays numbers out in another shape; what becomes the channels of single pixels stands first at once. */
export function reshaped(call: LayerCall, x: Flow, target: readonly number[], suffix?: string): Flow {
  const axes = long(target);
  const order = target.length === 3 && axes.length <= 1 ? withFirst(3, axes[0] ?? 2) : asItIs(target.length);
  const shape = order.map((axis) => target[axis]!);
  return call.draw('reshape', { shape }, { input: laidOut(call, x) }, { order, ...(suffix && { suffix }) });
}

function reshape(call: LayerCall): Flow {
  const target = call.setting('target_shape') ?? call.setting('newshape');
  return reshapedTo(call, target);
}

/** To what a setting says, where -1 (or null) takes what is left. */
export function reshapedTo(call: LayerCall, target: unknown): Flow {
  const sizes = (Array.isArray(target) ? (target as unknown[]) : []).map((one) => one ?? -1) as number[];
  const all = sizeOf(call.flows.sizes(call.x));
  const known = sizeOf(sizes.filter((size) => size !== -1));
  const full = sizes.map((size) => (size === -1 ? all / known : size));
  if (!Array.isArray(target) || !full.every((one) => Number.isSafeInteger(one) && one > 0) || sizeOf(full) !== all)
    throw unmappedSetting('target_shape', target);
  return reshaped(call, call.x, full);
}

function permute(call: LayerCall): Flow {
  const dims = call.wholes('dims', call.rank).map((axis) => axis - 1);
  return permuted(call, dims);
}

/** Axis `i` of the model's new shape is its old axis `dims[i]`. */
export function permuted(call: LayerCall, dims: readonly number[]): Flow {
  if ([...dims].sort((a, b) => a - b).join() !== asItIs(call.rank).join()) throw unmappedSetting('dims', dims);
  const { x } = call;
  // what is turned already stays as it stands
  if (x.order.join() !== asItIs(call.rank).join())
    return { end: x.end, order: x.order.map((axis) => dims.indexOf(axis)) };
  return call.draw('permute', { order: dims.map((axis) => axis + 1) }, { input: x }, { order: asItIs(call.rank) });
}

/** In the order of the first, with axes of one where an input has fewer. */
export function aligned(call: LayerCall, inputs = call.inputs): Flow[] {
  const rank = Math.max(...inputs.map(({ order }) => order.length));
  const whole = inputs.map((flow) => {
    const shape = call.flows.shape(flow);
    if (shape.length === rank) return flow;
    return reshaped(call, flow, [...new Array<number>(rank - shape.length).fill(1), ...shape], 'reshape');
  });
  const turned = whole.find(({ order }) => order.join() !== asItIs(rank).join()) ?? whole[0]!;
  return whole.map((flow) => call.flows.inOrder(flow, turned.order));
}

/** Number by number, of inputs of one shape or of shapes that stretch. */
export const combined =
  (type: string, stretching?: string) =>
  (call: LayerCall): Flow => {
    const inputs = aligned(call);
    if (inputs.length < 2) throw new Unmapped(phrase('import-nothing-in'));
    const [first] = inputs;
    const sizes = inputs.map((flow) => call.flows.sizes(flow).join());
    const masked = inputs.find(({ mask }) => mask)?.mask;
    const more = { order: first!.order };
    const y =
      stretching !== undefined && sizes.some((one) => one !== sizes[0])
        ? call.draw('expression', { formula: formulaOf(inputs, stretching) }, byName(inputs), more)
        : call.draw(type, {}, type === 'subtract' || type === 'divide' ? byPort(inputs) : { inputs }, more);
    return { ...y, ...(masked && { mask: masked }) };
  };

const nameAt = (i: number): string => `x${i + 1}`;
const byName = (inputs: readonly Flow[]) => Object.fromEntries(inputs.map((flow, i) => [nameAt(i), flow]));
const formulaOf = (inputs: readonly Flow[], sign: string): string => inputs.map((_, i) => nameAt(i)).join(` ${sign} `);
function byPort(inputs: readonly Flow[]) {
  const [a, b, ...more] = inputs;
  if (more.length > 0) throw new Unmapped(phrase('import-two-inputs'));
  return { a: a!, b: b! };
}

/** Which axis of a sample one of the model's is, counted with the batch. */
export function sampleAxis(axis: unknown, rank: number, name = 'axis'): number {
  const at = Number.isInteger(axis) ? ((axis as number) < 0 ? (axis as number) + rank : (axis as number) - 1) : -1;
  if (at < 0 || at >= rank) throw unmappedSetting(name, axis);
  return at;
}

export function concatenated(call: LayerCall, axis: unknown): Flow {
  const inputs = aligned(call);
  const [first] = inputs;
  const at = sampleAxis(axis ?? -1, first!.order.length);
  const y = call.draw('concatenate', { axis: first!.order.indexOf(at) + 1 }, { inputs }, { order: first!.order });
  return y;
}

function dot(call: LayerCall): Flow {
  const [a, b] = call.inputs.map((flow) => call.flows.asItIs(flow));
  if (!a || !b) throw new Unmapped(phrase('import-nothing-in'));
  const value = call.setting('axes');
  const [one, other] = (Array.isArray(value) ? value : [value, value]) as unknown[];
  const [p, q] = [sampleAxis(one, a.order.length, 'axes'), sampleAxis(other, b.order.length, 'axes')];
  if (a.order.length === 1 && b.order.length === 1)
    return call.draw('dot', { normalize: call.flag('normalize', false) }, { a, b }, { order: [0] });
  call.expect('normalize', false);
  if (a.order.length !== 2 || b.order.length !== 2) throw unmappedSetting('axes', value);
  return call.draw('matmul', { transposeA: p === 0, transposeB: q === 1 }, { a, b }, { order: [0, 1] });
}

function repeatVector(call: LayerCall): Flow {
  const [row] = [call.x];
  const stood = call.draw('unsqueeze', { axis: 1 }, { input: row }, { order: [0, 1], suffix: 'row' });
  return call.draw('repeat', { axis: 1, times: call.whole('n') }, { input: stood }, { order: [0, 1] });
}

function resizing(call: LayerCall): Flow {
  const size = [call.whole('height'), call.whole('width')];
  call.expect('interpolation', 'bilinear');
  for (const name of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'antialias']) call.expect(name, false);
  return call.draw('resize', { size, mode: 'linear' }, { input: call.maps() });
}

export const SHAPE: Converters = {
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  Resizing: resizing,
  CenterCrop: (call) =>
    call.draw('crop', { by: 'size', size: [call.whole('height'), call.whole('width')] }, { input: call.maps() }),
  Concatenate: (call) => concatenated(call, call.setting('axis')),
  Add: combined('add', '+'),
  // what Inception-ResNet's branches are joined by
  CustomScaleLayer: (call) => {
    const inputs = aligned(call);
    if (inputs.length !== 2) throw new Unmapped(phrase('import-two-inputs'));
    const formula = `x1 + ${call.number('scale', 1)} * x2`;
    return call.draw('expression', { formula }, byName(inputs), { order: inputs[0]!.order });
  },
  Subtract: combined('subtract', '-'),
  Multiply: combined('multiply', '*'),
  Average: combined('average'),
  Maximum: combined('maximum'),
  Minimum: combined('minimum'),
  Dot: dot,
};
