/** Convolutions, pools and borders: channels come first here, and so do those of their kernels. */
import { phrase } from '../../../phrases.ts';
import { asItIs, type Flow, floats, turnedInPlace, withFirst } from '../../common/flow.ts';
import { type LayerCall, Unmapped, unmappedSetting } from '../call.ts';
import { activated } from './activations.ts';
import type { Converters } from './define.ts';

/** Axes that a window slides over. */
const spatial = (call: LayerCall): number => call.rank - 1;

function paddingOf(call: LayerCall): 'valid' | 'same' {
  const padding = call.text('padding', 'valid');
  if (padding !== 'valid' && padding !== 'same') throw unmappedSetting('padding', padding);
  return padding;
}

const windowSettings = (call: LayerCall, count: number) => ({
  stride: call.wholes('strides', count, 1),
  padding: paddingOf(call),
  dilation: call.wholes('dilation_rate', count, 1),
});

/** The input of a convolution and its window; where that looks only back, its padding is put before. */
function seen(call: LayerCall, kernel: readonly number[]) {
  const x = call.maps();
  if (call.setting('padding') !== 'causal') return { x, window: windowSettings(call, kernel.length) };
  const dilation = call.wholes('dilation_rate', 1, 1);
  const amounts = [dilation[0]! * (kernel[0]! - 1), 0];
  const padded = amounts[0] === 0 ? x : call.draw('pad', { amounts }, { input: x }, { suffix: 'pad' });
  return { x: padded, window: { stride: call.wholes('strides', 1, 1), padding: 'valid' as const, dilation } };
}

/** Spatial axes, then inputs and filters, as filters, inputs, spatial axes. */
export const kernelOrder = (count: number): number[] => [count + 1, count, ...asItIs(count)];

function convolution(call: LayerCall): Flow {
  const count = spatial(call);
  const kernel = call.wholes('kernel_size', count);
  const [filters, groups, bias] = [call.whole('filters'), call.whole('groups', 1), call.flag('use_bias', true)];
  const { x, window } = seen(call, kernel);
  const inward = call.flows.sizes(x)[0]! / groups;
  const arrays = call.arrays([[...kernel, inward, filters], ...(bias ? [[filters]] : [])]);
  const weights = arrays && {
    weight: turnedInPlace(arrays[0]!, kernelOrder(count)),
    ...(bias && { bias: arrays[1]! }),
  };
  const y = call.draw(`conv${count}d`, { filters, kernel, ...window, groups, bias }, { input: x }, { weights });
  return activated(call, y);
}

function transposedConvolution(call: LayerCall): Flow {
  const count = spatial(call);
  const kernel = call.wholes('kernel_size', count);
  const [filters, bias, x] = [call.whole('filters'), call.flag('use_bias', true), call.maps()];
  const window = windowSettings(call, count);
  const inward = call.flows.sizes(x)[0]!;
  call.expect('output_padding', null, undefined);
  // a stride larger than the kernel leaves room behind the last one
  const room = kernel.map((size, i) => Math.max(0, window.stride[i]! - ((size - 1) * window.dilation[i]! + 1)));
  const outputPadding = window.padding === 'valid' ? room : kernel.map(() => 0);
  const arrays = call.arrays([[...kernel, filters, inward], ...(bias ? [[filters]] : [])]);
  const weights = arrays && {
    weight: turnedInPlace(arrays[0]!, kernelOrder(count)),
    ...(bias && { bias: arrays[1]! }),
  };
  const settings = { filters, kernel, ...window, outputPadding, bias };
  return activated(call, call.draw(`transposedConv${count}d`, settings, { input: x }, { weights }));
}

/** Spatial axes, channels and multiplier, as one filter of one channel each. */
export const eachChannel = (kernel: ReturnType<typeof floats>, count: number) => {
  const { shape, data } = turnedInPlace(kernel, [count, count + 1, ...asItIs(count)]);
  return floats([shape[0]! * shape[1]!, 1, ...shape.slice(2)], data);
};

function depthwise(call: LayerCall): Flow {
  const count = spatial(call);
  const kernel = call.wholes('kernel_size', count);
  const [multiplier, bias] = [call.whole('depth_multiplier', 1), call.flag('use_bias', true)];
  const { x, window } = seen(call, kernel);
  const channels = call.flows.sizes(x)[0]!;
  const arrays = call.arrays([[...kernel, channels, multiplier], ...(bias ? [[channels * multiplier]] : [])]);
  const weights = arrays && { weight: eachChannel(arrays[0]!, count), ...(bias && { bias: arrays[1]! }) };
  const settings = { multiplier, kernel, ...window, bias };
  return activated(call, call.draw(`depthwiseConv${count}d`, settings, { input: x }, { weights }));
}

function separable(call: LayerCall): Flow {
  const count = spatial(call);
  const kernel = call.wholes('kernel_size', count);
  const [multiplier, filters] = [call.whole('depth_multiplier', 1), call.whole('filters')];
  const bias = call.flag('use_bias', true);
  const { x, window } = seen(call, kernel);
  const channels = call.flows.sizes(x)[0]!;
  const between = channels * multiplier;
  const arrays = call.arrays([
    [...kernel, channels, multiplier],
    [...kernel.map(() => 1), between, filters],
    ...(bias ? [[filters]] : []),
  ]);
  const weights = arrays && {
    depthwise_weight: eachChannel(arrays[0]!, count),
    pointwise_weight: turnedInPlace(arrays[1]!, kernelOrder(count)),
    ...(bias && { bias: arrays[2]! }),
  };
  const settings = { filters, multiplier, kernel, ...window, bias };
  return activated(call, call.draw(`separableConv${count}d`, settings, { input: x }, { weights }));
}

const pool =
  (type: 'maxPool' | 'averagePool') =>
  (call: LayerCall): Flow => {
    const count = spatial(call);
    const kernel = call.wholes('pool_size', count, 2);
    const given = call.setting('strides');
    const stride = given === null || given === undefined ? kernel : call.wholes('strides', count);
    return call.draw(`${type}${count}d`, { kernel, stride, padding: paddingOf(call) }, { input: call.maps() });
  };

const globalPool =
  (kind: 'average' | 'max') =>
  (call: LayerCall): Flow => {
    const count = spatial(call);
    if (call.mask) throw new Unmapped(phrase('import-mask'));
    const y = call.draw(`globalPool${count}d`, { kind }, { input: call.maps() });
    if (!call.flag('keepdims', false)) return y;
    const shape = [call.flows.sizes(y)[0]!, ...new Array<number>(count).fill(1)];
    const order = withFirst(call.rank, call.channelAxis());
    return call.draw('reshape', { shape }, { input: y }, { order, suffix: 'reshape' });
  };

const adaptivePool =
  (kind: 'average' | 'max') =>
  (call: LayerCall): Flow => {
    const size = call.wholes('output_size', spatial(call));
    return call.draw(`adaptivePool${size.length}d`, { kind, size }, { input: call.maps() });
  };

function upsampling(call: LayerCall): Flow {
  const factor = call.wholes('size', spatial(call), 2);
  const interpolation = call.text('interpolation', 'nearest');
  if (interpolation !== 'nearest' && interpolation !== 'bilinear')
    throw unmappedSetting('interpolation', interpolation);
  const mode = interpolation === 'bilinear' ? 'linear' : 'nearest';
  return call.draw(`upsample${factor.length}d`, { factor, mode }, { input: call.maps() });
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A number for all borders, one for each axis, or one before and one after for each. */
function borders(call: LayerCall, name: string): number[] {
  const value = call.setting(name);
  const count = spatial(call);
  const list = Array.isArray(value) ? (value as unknown[]) : new Array<unknown>(count).fill(value);
  const pairs = count === 1 && list.length === 2 && list.every(isSize) ? [list] : list;
  const amounts = pairs.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one, one]));
  if (pairs.length !== count || amounts.length !== 2 * count || !amounts.every(isSize))
    throw unmappedSetting(name, value);
  return amounts;
}

const inRanks = (
  name: (rank: number) => string,
  ranks: readonly number[],
  convert: (call: LayerCall) => Flow,
): Converters =>
  Object.fromEntries(
    ranks.map((rank) => [
      name(rank),
      (call: LayerCall) => {
        if (call.rank !== rank + 1)
          throw new Unmapped(phrase('import-axes', { expected: rank + 1, received: call.rank }));
        return convert(call);
      },
    ]),
  );

const ALL = [1, 2, 3];
export const WINDOWS: Converters = {
  ...inRanks((rank) => `Conv${rank}D`, ALL, convolution),
  ...inRanks((rank) => `Convolution${rank}D`, ALL, convolution),
  ...inRanks((rank) => `Conv${rank}DTranspose`, ALL, transposedConvolution),
  ...inRanks((rank) => `DepthwiseConv${rank}D`, [1, 2], depthwise),
  ...inRanks((rank) => `SeparableConv${rank}D`, [1, 2], separable),
  ...inRanks((rank) => `MaxPooling${rank}D`, ALL, pool('maxPool')),
  ...inRanks((rank) => `AveragePooling${rank}D`, ALL, pool('averagePool')),
  ...inRanks((rank) => `GlobalMaxPooling${rank}D`, ALL, globalPool('max')),
  ...inRanks((rank) => `GlobalAveragePooling${rank}D`, ALL, globalPool('average')),
  ...inRanks((rank) => `AdaptiveMaxPooling${rank}D`, ALL, adaptivePool('max')),
  ...inRanks((rank) => `AdaptiveAveragePooling${rank}D`, ALL, adaptivePool('average')),
  ...inRanks((rank) => `UpSampling${rank}D`, ALL, upsampling),
  ...inRanks(
    (rank) => `ZeroPadding${rank}D`,
    ALL,
    (call) => call.draw('pad', { amounts: borders(call, 'padding') }, { input: call.maps() }),
  ),
  ...inRanks(
    (rank) => `Cropping${rank}D`,
    ALL,
    (call) => call.draw('crop', { amounts: borders(call, 'cropping') }, { input: call.maps() }),
  ),
};
