/** Operators over the places of pictures: convolutions, pools, batch norms, other sizes. */
import type { Attribute } from '../../../targets/onnx/model.ts';
import type { Rule, RuleTable } from './define.ts';
import { fusedBehind } from './elementwise.ts';
import { type Emitter, type Held, plainly, turnedly } from './emitter.ts';
import { flag, float, type GraphNode, int, ints, NotRead, text } from './nodes.ts';

/** What slides over a picture: its name with the channels first, and which of a list's numbers are of the places. */
interface Picture {
  readonly name: string;
  places(list: readonly number[]): number[];
  result(name: string): Held;
}
function picture(e: Emitter, node: GraphNode, x: Held | undefined, rank = 4): Picture {
  if (text(node, 'data_format', 'NHWC').startsWith('NC'))
    return { name: e.plain(x), places: (list) => list.slice(2), result: (name) => plainly(name, rank) };
  return { name: e.first(x, rank), places: (list) => list.slice(1, -1), result: (name) => turnedly(name, rank) };
}

function window(node: GraphNode, { places }: Picture, rank: number): Record<string, Attribute> {
  const padding = text(node, 'padding', 'VALID').toUpperCase();
  const strides = places(ints(node, 'strides'));
  if (strides.length !== rank - 2) throw new NotRead();
  if (padding === 'SAME') return { strides, auto_pad: 'SAME_UPPER' };
  if (padding === 'VALID') return { strides };
  const given = ints(node, 'explicit_paddings');
  if (padding !== 'EXPLICIT' || given.length !== 2 * rank) throw new NotRead();
  const [before, after] = [0, 1].map((side) => places(given.filter((_, i) => i % 2 === side)));
  return { strides, pads: [...before!, ...after!] };
}
const dilated = (node: GraphNode, { places }: Picture): Record<string, Attribute> => {
  const dilations = places(ints(node, 'dilations'));
  return dilations.length > 0 ? { dilations } : {};
};

const conv =
  (rank: number): Rule =>
  (e, node, [x, kernel, ...more]) => {
    const about = picture(e, node, x, rank);
    // places, channels, filters
    const order = [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, i) => i)];
    const weight = e.inOrder(kernel, order);
    const attributes = { ...window(node, about, rank), ...dilated(node, about) };
    return fusedBehind(e, node, about.result(e.op('Conv', [about.name, weight], attributes)), more);
  };

const depthwise: Rule = (e, node, [x, kernel, ...more]) => {
  const about = picture(e, node, x);
  const shape = kernel?.shape;
  if (shape?.length !== 4) throw new NotRead();
  const [height, width, channels, times] = shape as [number, number, number, number];
  const byMap = e.inOrder(kernel, [2, 3, 0, 1]);
  const weight = e.op('Reshape', [byMap, e.ints([channels * times, 1, height, width])]);
  const attributes = { ...window(node, about, 4), ...dilated(node, about), group: channels };
  return fusedBehind(e, node, about.result(e.op('Conv', [about.name, weight], attributes)), more);
};

const transposedConv: Rule = (e, node, [, kernel, x]) => {
  const about = picture(e, node, x);
  const weight = e.inOrder(kernel, [3, 2, 0, 1]);
  const attributes = { ...window(node, about, 4), ...dilated(node, about) };
  return about.result(e.op('ConvTranspose', [about.name, weight], attributes));
};

const pool =
  (type: string, rank: number): Rule =>
  (e, node, [x]) => {
    const about = picture(e, node, x, rank);
    const kernel_shape = about.places(ints(node, 'ksize'));
    return about.result(e.op(type, [about.name], { ...window(node, about, rank), kernel_shape }));
  };

const batchNorm: Rule = (e, node, [x, ...vectors]) => {
  if (flag(node, 'is_training', true) && node.attr.is_training !== undefined) throw new NotRead();
  const about = picture(e, node, x);
  const names = vectors.slice(0, 4).map((one) => e.plain(one));
  if (names.length < 4) throw new NotRead();
  const epsilon = { float: float(node, 'epsilon', 1e-4) };
  return about.result(e.op('BatchNormalization', [about.name, ...names], { epsilon }));
};

const resize =
  (mode: 'linear' | 'nearest'): Rule =>
  (e, node, [x, size]) => {
    const [aligned, halves] = [flag(node, 'align_corners'), flag(node, 'half_pixel_centers')];
    const mapped = {
      mode,
      axes: [2, 3],
      coordinate_transformation_mode: aligned ? 'align_corners' : halves ? 'half_pixel' : 'asymmetric',
      // the middle of a place lies in the one that it is taken from
      ...(mode === 'nearest' && { nearest_mode: aligned || halves ? 'round_prefer_ceil' : 'floor' }),
    };
    return turnedly(e.op('Resize', [e.first(x, 4), '', '', e.plain(size)], mapped), 4);
  };

const blocks =
  (type: string): Rule =>
  (e, node, [x]) => {
    const about = picture(e, node, x);
    return about.result(e.op(type, [about.name], { blocksize: int(node, 'block_size', 2) }));
  };

export const PICTURES: RuleTable = {
  Conv2D: conv(4),
  _FusedConv2D: conv(4),
  Conv3D: conv(5),
  DepthwiseConv2d: depthwise,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  Conv2DBackpropInput: transposedConv,
  MaxPool: pool('MaxPool', 4),
  AvgPool: pool('AveragePool', 4),
  MaxPool3D: pool('MaxPool', 5),
  AvgPool3D: pool('AveragePool', 5),
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
  ResizeBilinear: resize('linear'),
  ResizeNearestNeighbor: resize('nearest'),
  DepthToSpace: blocks('DepthToSpace'),
  SpaceToDepth: blocks('SpaceToDepth'),
};
