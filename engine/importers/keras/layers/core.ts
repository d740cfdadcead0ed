/** Dense, embeddings, norms, and what acts only while training. */
import { phrase } from '../../../phrases.ts';
import type { Tensor } from '../../../types/tensor.ts';
import {
  asItIs,
  filledWith,
  type Flow,
  floats,
  inRowOf,
  turnedInPlace,
  withFirst,
  withLast,
} from '../../common/flow.ts';
import { type LayerCall, Unmapped, unmappedSetting } from '../call.ts';
import { activated } from './activations.ts';
import type { Converters } from './define.ts';

/** A dense layer, over the last axis of any input; over the channels of maps it is a convolution of single pixels. */
export function dense(call: LayerCall): Flow {
  const [units, bias, { x, rank }] = [call.whole('units'), call.flag('use_bias', true), call];
  const features = call.flows.shape(x).at(-1)!;
  const arrays = call.arrays([[features, units], ...(bias ? [[units]] : [])]);
  const offset: Record<string, Tensor> = arrays && bias ? { bias: arrays[1]! } : {};
  if (rank === 3 && x.order[0] === 2) {
    const kernel = arrays && turnedInPlace(arrays[0]!, [1, 0]);
    const weights = kernel && { weight: floats([units, features, 1, 1], kernel.data), ...offset };
    return activated(call, call.draw('conv2d', { filters: units, kernel: [1, 1], bias }, { input: x }, { weights }));
  }
  const rows = arrays && x.row ? inRows(arrays[0]!, x.row) : arrays?.[0];
  const weights = rows && { weight: turnedInPlace(rows, [1, 0]), ...offset };
  const from = x.row ? x : call.flows.asItIs(x);
  const steps = rank > 2 ? { more: { steps: rank - 2 } } : {};
  const y = call.draw('dense', { units, bias }, { input: from }, { weights, order: asItIs(rank), ...steps });
  return activated(call, { ...y, ...(x.mask && { mask: x.mask }) });
}

/** The rows of a matrix in another order. */
function inRows({ shape, data }: Tensor<'float32'>, order: readonly number[]): Tensor<'float32'> {
  const width = shape[1]!;
  const out = new Float32Array(data.length);
  order.forEach((row, i) => out.set(data.subarray(row * width, (row + 1) * width), i * width));
  return floats(shape, out);
}

/** Keras makes whole numbers of tokens that come as others. */
const asTokens = (call: LayerCall): Flow =>
  call.flows.dtype(call.x) === 'int32' ? call.x : call.each('cast', { to: 'int32' }, call.x, { suffix: 'tokens' });

function embedding(call: LayerCall): Flow {
  const [vocabulary, width] = [call.whole('input_dim'), call.whole('output_dim')];
  const x = asTokens(call);
  const arrays = call.arrays([[vocabulary, width]]);
  const y = call.draw('embedding', { vocabulary, width }, { input: x }, { weights: arrays && { weight: arrays[0]! } });
  if (!call.flag('mask_zero', false) || call.version >= 3) return y;
  const masking = call.draw('masking', { value: 0 }, { input: x }, { suffix: 'mask' });
  return { ...y, mask: { node: masking.end.node, port: 'mask' } };
}

/** Which axis of a sample a setting names: one, or a list of one. */
function singleAxis(call: LayerCall): number {
  const value = call.setting('axis') ?? -1;
  const [axis, ...more] = Array.isArray(value) ? (value as unknown[]) : [value];
  const at = (axis as number) < 0 ? (axis as number) + call.rank : (axis as number) - 1;
  if (more.length > 0 || !Number.isInteger(at) || at < 0 || at >= call.rank) throw unmappedSetting('axis', value);
  return at;
}

/** The input with the axis of a norm first, or last; a row as it is. */
const along = (call: LayerCall, order: (rank: number, axis: number) => number[]): Flow =>
  call.rank === 1 ? call.x : call.flows.inOrder(call.x, order(call.rank, singleAxis(call)));

/** Scale and offset of so many features, ones and zeros where the model learns none, and what else there is. */
function scaled(call: LayerCall, more: readonly string[] = []): Readonly<Record<string, Tensor>> | undefined {
  const count = call.flows.shape(call.x)[singleAxis(call)]!;
  const learned = [...(call.flag('scale', true) ? ['weight'] : []), ...(call.flag('center', true) ? ['bias'] : [])];
  if (learned.length < 2) call.doubts.push(phrase('import-scale-learns'));
  const names = [...learned, ...more];
  const arrays = call.arrays(names.map(() => [count]));
  if (!arrays && names.length > 0) return undefined;
  const found = names.map((name, i) => [name, floats([count], inRowOf(arrays![i]!.data, call.x))] as const);
  return { weight: filledWith(1, count), bias: filledWith(0, count), ...Object.fromEntries(found) };
}

function batchNorm(call: LayerCall): Flow {
  const weights = scaled(call, ['running_mean', 'running_var']);
  // Keras counts the share that stays
  const momentum = Number((1 - call.number('momentum', 0.99)).toPrecision(12));
  return call.each('batchNorm', { epsilon: call.number('epsilon', 1e-3), momentum }, along(call, withFirst), {
    weights,
  });
}

function layerNorm(call: LayerCall): Flow {
  call.expect('rms_scaling', false);
  return call.each('layerNorm', { epsilon: call.number('epsilon', 1e-3) }, ordered(call), { weights: scaled(call) });
}

/** The features of each place last; those of a row must be the model's own. */
const ordered = (call: LayerCall): Flow => along(call, withLast);

function rmsNorm(call: LayerCall): Flow {
  const arrays = call.arrays([[call.flows.shape(call.x)[singleAxis(call)]!]]);
  const weights = arrays && { weight: floats(arrays[0]!.shape, inRowOf(arrays[0]!.data, call.x)) };
  return call.each('rmsNorm', { epsilon: call.number('epsilon', 1e-6) }, ordered(call), { weights });
}

function groupNorm(call: LayerCall): Flow {
  const channels = call.flows.shape(call.x)[singleAxis(call)]!;
  const groups = call.setting('groups') === -1 ? channels : call.whole('groups', 32);
  const settings = { groups, epsilon: call.number('epsilon', 1e-3) };
  return call.each('groupNorm', settings, along(call, withFirst), { weights: scaled(call) });
}

/** A list of numbers, one for each channel, of one number or as many. */
function eachOf(name: string, value: unknown, count: number): Float32Array {
  const list = (Array.isArray(value) ? (value as unknown[]).flat(8) : [value]) as number[];
  if (!list.every((one) => typeof one === 'number') || (list.length !== 1 && list.length !== count))
    throw unmappedSetting(name, value);
  return Float32Array.from({ length: count }, (_, i) => list[i % list.length]!);
}

/** A fixed factor and offset of each channel. */
function fixedScale(call: LayerCall, channel: number, factors: Float32Array, offsets: Float32Array): Flow {
  const count = factors.length;
  const { x, rank } = call;
  const isOne = (list: Float32Array) => list.every((one) => one === list[0]);
  if (isOne(factors) && isOne(offsets)) return call.each('scale', { factor: factors[0]!, offset: offsets[0]! });
  const weights = {
    weight: floats([count], inRowOf(factors, x)),
    bias: floats([count], inRowOf(offsets, x)),
  };
  const from = rank === 1 ? x : call.flows.inOrder(x, withFirst(rank, channel));
  return call.each('scale', { kind: 'learned' }, from, { weights, more: { frozen: true } });
}

/** A learned factor of each channel, as ConvNeXt's blocks end with. */
function layerScale(call: LayerCall): Flow {
  const count = call.flows.shape(call.x).at(-1)!;
  const found = call.arrays([[count]]);
  const settings = { kind: 'learned', bias: false, factor: call.number('init_values', 1) };
  const from = call.rank === 1 ? call.x : call.flows.inOrder(call.x, withFirst(call.rank, call.rank - 1));
  return call.each(
    'scale',
    settings,
    from,
    found ? { weights: { weight: floats([count], inRowOf(found[0]!.data, call.x)) } } : {},
  );
}

/** A mean and a variance that were counted before. */
function normalization(call: LayerCall): Flow {
  const axis = call.setting('axis') === null ? undefined : singleAxis(call);
  const count = axis === undefined ? 1 : call.flows.shape(call.x)[axis]!;
  const stored = call.variables().length > 0 ? call.arrays([[count], [count]]) : undefined;
  const given = (name: string, place: number): Float32Array => {
    const value = call.setting(name);
    if (value !== null && value !== undefined) return eachOf(name, value, count);
    if (!stored) throw new Unmapped(phrase('import-no-numbers'));
    return stored[place]!.data;
  };
  const [mean, variance, inverted] = [given('mean', 0), given('variance', 1), call.flag('invert', false)];
  const deviation = variance.map((one) => Math.max(Math.sqrt(one), 1e-7));
  const factors = inverted ? deviation : deviation.map((one) => 1 / one);
  const offsets = inverted ? mean : factors.map((factor, i) => -factor * mean[i]!);
  return fixedScale(call, axis ?? 0, factors, offsets);
}

function rescaling(call: LayerCall): Flow {
  const [factor, offset] = [call.setting('scale'), call.setting('offset') ?? 0];
  if (typeof factor === 'number' && typeof offset === 'number') return call.each('scale', { factor, offset });
  const channels = call.flows.shape(call.x).at(-1)!;
  const [factors, offsets] = [eachOf('scale', factor, channels), eachOf('offset', offset, channels)];
  return fixedScale(call, call.rank - 1, factors, offsets);
}

/** Of a dropout. */
function rate(call: LayerCall): { readonly rate: number } {
  const value = call.number('rate', 0.5);
  if (value < 0 || value >= 1) throw unmappedSetting('rate', value);
  return { rate: value };
}
/** Numbers that are kept or dropped together: all of a sample, or those of a channel. */
function dropout(call: LayerCall): Flow {
  const together = call.setting('noise_shape');
  const axes = Array.isArray(together) ? (together as unknown[]).slice(1) : [];
  if (axes.length !== call.rank || !axes.slice(0, -1).every((size) => size === 1))
    return call.each('dropout', rate(call));
  if (axes.at(-1) === 1) return call.each('dropPath', rate(call));
  return axes.at(-1) === null && call.rank > 1 ? spatialDropout(call) : call.each('dropout', rate(call));
}
const spatialDropout = (call: LayerCall): Flow => call.each('spatialDropout', rate(call), call.maps());

/** Changes of pictures by chance are made while training alone. */
function augmentation(call: LayerCall): Flow {
  call.doubts.push(phrase('import-augmentation'));
  return call.each('identity');
}
const AUGMENTATIONS =
  'Flip Rotation Zoom Translation Contrast Brightness Shear Erasing Hue Saturation Grayscale GaussianBlur ColorJitter ' +
  'Sharpness Posterization Invert ColorDegeneration ElasticTransform Perspective';

export const CORE: Converters = {
  Dense: dense,
  Embedding: embedding,
  Masking(call) {
    const y = call.draw('masking', { value: call.number('mask_value', 0) }, { input: call.flows.asItIs(call.x) });
    return { ...y, mask: { node: y.end.node, port: 'mask' } };
  },
  BatchNormalization: batchNorm,
  SyncBatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  RMSNormalization: rmsNorm,
  GroupNormalization: groupNorm,
  UnitNormalization: (call) => call.each('unitNorm', { along: 'last' }, ordered(call)),
  Normalization: normalization,
  Rescaling: rescaling,
  LayerScale: layerScale,
  StochasticDepth: (call) => call.each('dropPath', { rate: call.number('drop_path_rate', 0) }),
  Dropout: dropout,
  SpatialDropout1D: spatialDropout,
  SpatialDropout2D: spatialDropout,
  SpatialDropout3D: spatialDropout,
  AlphaDropout: (call) => call.each('alphaDropout', rate(call)),
  GaussianDropout: (call) => call.each('gaussianDropout', rate(call)),
  GaussianNoise: (call) => call.each('gaussianNoise', { deviation: call.number('stddev', 0.1) }),
  ActivityRegularization: (call) =>
    call.each('activityPenalty', { l1: call.number('l1', 0), l2: call.number('l2', 0) }),
  Identity: (call) => call.each('identity'),
  ...Object.fromEntries(AUGMENTATIONS.split(' ').map((name) => [`Random${name}`, augmentation])),
};
