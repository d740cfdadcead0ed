/** Convolutions, pools, norms and resizing. */
import { ADAPTIVE } from '../../onnx/ops/define.ts';
import { type Emitter, Foreign } from '../emit.ts';
import type { Writers } from './define.ts';

const both = (padding: readonly number[]): number[] => [...padding, ...padding];

function convolution(e: Emitter, transposed: boolean): void {
  const [x, weight, bias] = [e.x, e.needed('weight'), e.tensor('bias')];
  const kernel = e.knownSizes('weight').slice(2);
  const count = kernel.length;
  const each = (name: string, otherwise: number) => e.list(name, new Array<number>(count).fill(otherwise), count);
  const padding = e.arg('padding');
  const attributes = {
    kernel_shape: kernel,
    strides: each('stride', 1),
    dilations: each('dilation', 1),
    group: e.number('groups', 1),
    ...(padding === 'same'
      ? { auto_pad: 'SAME_UPPER' }
      : { pads: typeof padding === 'string' ? both(kernel.map(() => 0)) : both(each('padding', 0)) }),
    ...(transposed && { output_padding: each('output_padding', 0) }),
  };
  e.give(transposed ? 'ConvTranspose' : 'Conv', [x, weight, ...(bias === undefined ? [] : [bias])], attributes);
}

function pool(e: Emitter, type: 'MaxPool' | 'AveragePool', count: number): void {
  const kernel = e.list('kernel_size', undefined, count);
  if (e.arg('divisor_override') !== undefined) throw new Foreign('divisor_override');
  const attributes = {
    kernel_shape: kernel,
    strides: e.list('stride', kernel, count),
    pads: both(
      e.list(
        'padding',
        kernel.map(() => 0),
        count,
      ),
    ),
    ceil_mode: e.flag('ceil_mode') ? 1 : 0,
    ...(type === 'MaxPool'
      ? {
          dilations: e.list(
            'dilation',
            kernel.map(() => 1),
            count,
          ),
        }
      : { count_include_pad: e.flag('count_include_pad', true) ? 1 : 0 }),
  };
  e.op(type, [e.x], attributes, e.node.outputs[0]);
}

/** To a size of its own, whatever comes. */
function adaptive(e: Emitter, kind: 'average' | 'max', count: number): void {
  const from = e.sizesOf('self').slice(-count);
  const to = e.list('output_size', undefined, count);
  if (to.every((size) => size === 1)) return e.give(kind === 'max' ? 'GlobalMaxPool' : 'GlobalAveragePool', [e.x]);
  if (to.every((size, i) => size === from[i]!.size)) return e.alias(e.node.outputs[0]!, e.x);
  e.foreign(ADAPTIVE[kind], { output_size: to });
}

function batchNorm(e: Emitter): void {
  const [mean, variance] = [e.tensor('running_mean'), e.tensor('running_var')];
  if (mean === undefined || variance === undefined || e.flag('training')) throw new Foreign('training');
  const count = e.shapeOf(mean);
  const attributes = { epsilon: { float: e.number('eps', 1e-5) }, momentum: { float: 1 - e.number('momentum', 0.1) } };
  const inputs = [
    e.x,
    e.tensor('weight') ?? e.filled(1, count),
    e.tensor('bias') ?? e.filled(0, count),
    mean,
    variance,
  ];
  e.give('BatchNormalization', inputs, attributes);
}

function layerNorm(e: Emitter): void {
  const shape = e.list('normalized_shape');
  const inputs = [e.x, e.tensor('weight') ?? e.filled(1, shape), e.tensor('bias') ?? e.filled(0, shape)];
  e.give('LayerNormalization', inputs, { axis: -shape.length, epsilon: { float: e.number('eps', 1e-5) } });
}

function channels(e: Emitter): number {
  const { size } = e.sizesOf('input')[1]!;
  if (size === undefined) throw new Foreign('channels');
  return size;
}
function groupNorm(e: Emitter): void {
  const count = [channels(e)];
  const inputs = [e.x, e.tensor('weight') ?? e.filled(1, count), e.tensor('bias') ?? e.filled(0, count)];
  e.give('GroupNormalization', inputs, {
    num_groups: e.number('num_groups'),
    epsilon: { float: e.number('eps', 1e-5) },
  });
}
function instanceNorm(e: Emitter): void {
  if (!e.flag('use_input_stats', true)) throw new Foreign('use_input_stats');
  const count = [channels(e)];
  const inputs = [e.x, e.tensor('weight') ?? e.filled(1, count), e.tensor('bias') ?? e.filled(0, count)];
  e.give('InstanceNormalization', inputs, { epsilon: { float: e.number('eps', 1e-5) } });
}

/** By the sizes that the graph says come of it. */
function resized(e: Emitter, mode: 'nearest' | 'linear' | 'cubic'): void {
  const from = e.sizesOf('self' in e.node.args ? 'self' : 'input');
  const to = e.outputSizes();
  const scales = from.map(({ size }, i) => (i < 2 ? 1 : (to[i]!.size ?? Number.NaN) / (size ?? Number.NaN)));
  if (!scales.every(Number.isFinite)) throw new Foreign('sizes');
  const place = mode === 'nearest' ? 'asymmetric' : e.flag('align_corners') ? 'align_corners' : 'half_pixel';
  const attributes = {
    mode,
    coordinate_transformation_mode: place,
    ...(mode === 'nearest' && { nearest_mode: 'floor' }),
    ...(mode === 'cubic' && { cubic_coeff_a: { float: -0.75 } }),
  };
  e.give('Resize', [e.x, undefined, e.floats(scales)], attributes);
}

/** Before and after each axis, from the last one on. */
function padded(e: Emitter, mode: string, value: number): void {
  const amounts = e.list('pad' in e.node.args ? 'pad' : 'padding');
  const { rank } = e;
  const [before, after] = [new Array<number>(rank).fill(0), new Array<number>(rank).fill(0)];
  for (let i = 0; i < amounts.length / 2; i++) {
    before[rank - 1 - i] = amounts[2 * i]!;
    after[rank - 1 - i] = amounts[2 * i + 1]!;
  }
  const modes: Readonly<Record<string, string>> = {
    constant: 'constant',
    reflect: 'reflect',
    replicate: 'edge',
    circular: 'wrap',
  };
  const known = modes[mode];
  if (known === undefined) throw new Foreign('mode');
  e.give('Pad', [e.x, e.ints([...before, ...after]), e.scalar(value)], { mode: known });
}

const ranks = (name: string, write: (e: Emitter, rank: number) => void, overload = ''): Writers =>
  Object.fromEntries(
    [1, 2, 3].map((rank) => [name.replace('#', String(rank)) + overload, (e: Emitter) => write(e, rank)]),
  );

export const WINDOWS: Writers = {
  ...ranks('conv#d', (e) => convolution(e, false)),
  ...ranks('conv#d', (e) => convolution(e, false), '.padding'),
  ...ranks('conv_transpose#d', (e) => convolution(e, true)),
  ...Object.fromEntries([2, 3].map((rank) => [`conv_transpose${rank}d.input`, (e: Emitter) => convolution(e, true)])),
  convolution: (e) => convolution(e, e.flag('transposed')),
  ...ranks('max_pool#d', (e, rank) => pool(e, 'MaxPool', rank)),
  ...ranks('max_pool#d_with_indices', (e, rank) => pool(e, 'MaxPool', rank)),
  ...ranks('avg_pool#d', (e, rank) => pool(e, 'AveragePool', rank)),
  ...ranks('adaptive_avg_pool#d', (e, rank) => adaptive(e, 'average', rank)),
  ...ranks('_adaptive_avg_pool#d', (e, rank) => adaptive(e, 'average', rank)),
  ...ranks('adaptive_max_pool#d', (e, rank) => adaptive(e, 'max', rank)),
  batch_norm: batchNorm,
  _native_batch_norm_legit_no_training: batchNorm,
  layer_norm: layerNorm,
  native_layer_norm: layerNorm,
  group_norm: groupNorm,
  instance_norm: instanceNorm,
  rms_norm: (e) =>
    e.give('RMSNormalization', [e.x, e.tensor('weight') ?? e.filled(1, e.list('normalized_shape'))], {
      axis: -e.list('normalized_shape').length,
      epsilon: { float: e.number('eps', 1.1920929e-7) },
    }),
  ...Object.fromEntries(
    ['', '.vec'].flatMap((overload) => [
      ...[1, 2, 3].map((rank) => [`upsample_nearest${rank}d${overload}`, (e: Emitter) => resized(e, 'nearest')]),
      ...['linear1d', 'bilinear2d', 'trilinear3d'].map((name) => [
        `upsample_${name}${overload}`,
        (e: Emitter) => resized(e, 'linear'),
      ]),
      [`upsample_bicubic2d${overload}`, (e: Emitter) => resized(e, 'cubic')],
    ]),
  ),
  pad: (e) => padded(e, e.text('mode', 'constant'), e.number('value', 0)),
  constant_pad_nd: (e) => padded(e, 'constant', e.number('value', 0)),
  ...Object.fromEntries(
    [1, 2, 3].flatMap((rank) => [
      [`reflection_pad${rank}d`, (e: Emitter) => padded(e, 'reflect', 0)],
      [`replication_pad${rank}d`, (e: Emitter) => padded(e, 'replicate', 0)],
    ]),
  ),
  pixel_shuffle: (e) => e.give('DepthToSpace', [e.x], { blocksize: e.number('upscale_factor'), mode: 'CRD' }),
};
