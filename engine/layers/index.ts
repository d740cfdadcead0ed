/** The layers: an explicit list, in the palette's order; one folder after another. Adding a layer is adding its file and its two lines here. */
import type { Node } from '../graph/document.ts';
import { resolveSettings } from '../settings.ts';
import { isAdapter, withAdapter } from './common/adapter.ts';
import { eachStep } from './common/eachStep.ts';
import { withFrozenStatistics } from './common/frozenStatistics.ts';
import type { Layer, Ports, WeightSpec } from './define.ts';
import { input } from './data/input.ts';
import { constant } from './data/constant.ts';
import { parameter } from './data/parameter.ts';
import { conv1d } from './convolution/conv1d.ts';
import { conv2d } from './convolution/conv2d.ts';
import { conv3d } from './convolution/conv3d.ts';
import { transposedConv1d } from './convolution/transposedConv1d.ts';
import { transposedConv2d } from './convolution/transposedConv2d.ts';
import { transposedConv3d } from './convolution/transposedConv3d.ts';
import { depthwiseConv1d } from './convolution/depthwiseConv1d.ts';
import { depthwiseConv2d } from './convolution/depthwiseConv2d.ts';
import { separableConv1d } from './convolution/separableConv1d.ts';
import { separableConv2d } from './convolution/separableConv2d.ts';
import { locallyConnected1d } from './convolution/locallyConnected1d.ts';
import { locallyConnected2d } from './convolution/locallyConnected2d.ts';
import { locallyConnected3d } from './convolution/locallyConnected3d.ts';
import { maxPool1d } from './pooling/maxPool1d.ts';
import { maxPool2d } from './pooling/maxPool2d.ts';
import { maxPool3d } from './pooling/maxPool3d.ts';
import { averagePool1d } from './pooling/averagePool1d.ts';
import { averagePool2d } from './pooling/averagePool2d.ts';
import { averagePool3d } from './pooling/averagePool3d.ts';
import { lpPool1d } from './pooling/lpPool1d.ts';
import { lpPool2d } from './pooling/lpPool2d.ts';
import { lpPool3d } from './pooling/lpPool3d.ts';
import { globalPool1d } from './pooling/globalPool1d.ts';
import { globalPool2d } from './pooling/globalPool2d.ts';
import { globalPool3d } from './pooling/globalPool3d.ts';
import { adaptivePool1d } from './pooling/adaptivePool1d.ts';
import { adaptivePool2d } from './pooling/adaptivePool2d.ts';
import { adaptivePool3d } from './pooling/adaptivePool3d.ts';
import { spatialPyramidPool } from './pooling/spatialPyramidPool.ts';
import { upsample1d } from './pooling/upsample1d.ts';
import { upsample2d } from './pooling/upsample2d.ts';
import { upsample3d } from './pooling/upsample3d.ts';
import { pixelShuffle } from './pooling/pixelShuffle.ts';
import { pixelUnshuffle } from './pooling/pixelUnshuffle.ts';
import { channelShuffle } from './pooling/channelShuffle.ts';
import { dense } from './core/dense.ts';
import { embedding } from './core/embedding.ts';
import { batchNorm } from './normalization/batchNorm.ts';
import { layerNorm } from './normalization/layerNorm.ts';
import { groupNorm } from './normalization/groupNorm.ts';
import { instanceNorm } from './normalization/instanceNorm.ts';
import { rmsNorm } from './normalization/rmsNorm.ts';
import { localResponseNorm } from './normalization/localResponseNorm.ts';
import { unitNorm } from './normalization/unitNorm.ts';
import { simpleRnn } from './recurrent/simpleRnn.ts';
import { lstm } from './recurrent/lstm.ts';
import { gru } from './recurrent/gru.ts';
import { attentionGru } from './recurrent/attentionGru.ts';
import { convLstm2d } from './recurrent/convLstm2d.ts';
import { attention } from './attention/attention.ts';
import { multiHeadAttention } from './attention/multiHeadAttention.ts';
import { additiveAttention } from './attention/additiveAttention.ts';
import { encoderLayer } from './attention/encoderLayer.ts';
import { decoderLayer } from './attention/decoderLayer.ts';
import { feedForward } from './attention/feedForward.ts';
import { sinusoidalPositions } from './attention/sinusoidalPositions.ts';
import { learnedPositions } from './attention/learnedPositions.ts';
import { timeEmbedding } from './attention/timeEmbedding.ts';
import { windowAttention } from './attention/windowAttention.ts';
import { relativePositions } from './attention/relativePositions.ts';
import { rotaryPositions } from './attention/rotaryPositions.ts';
import { patchEmbedding } from './attention/patchEmbedding.ts';
import { classToken } from './attention/classToken.ts';
import { relu } from './activation/relu.ts';
import { relu6 } from './activation/relu6.ts';
import { leakyRelu } from './activation/leakyRelu.ts';
import { prelu } from './activation/prelu.ts';
import { rrelu } from './activation/rrelu.ts';
import { elu } from './activation/elu.ts';
import { selu } from './activation/selu.ts';
import { celu } from './activation/celu.ts';
import { gelu } from './activation/gelu.ts';
import { silu } from './activation/silu.ts';
import { mish } from './activation/mish.ts';
import { hardSwish } from './activation/hardSwish.ts';
import { softplus } from './activation/softplus.ts';
import { sigmoid } from './activation/sigmoid.ts';
import { hardSigmoid } from './activation/hardSigmoid.ts';
import { tanh } from './activation/tanh.ts';
import { hardTanh } from './activation/hardTanh.ts';
import { softsign } from './activation/softsign.ts';
import { softmax } from './activation/softmax.ts';
import { logSoftmax } from './activation/logSoftmax.ts';
import { softmin } from './activation/softmin.ts';
import { glu } from './activation/glu.ts';
import { maxout } from './activation/maxout.ts';
import { threshold } from './activation/threshold.ts';
import { snake } from './activation/snake.ts';
import { dropout } from './regularization/dropout.ts';
import { spatialDropout } from './regularization/spatialDropout.ts';
import { alphaDropout } from './regularization/alphaDropout.ts';
import { gaussianDropout } from './regularization/gaussianDropout.ts';
import { gaussianNoise } from './regularization/gaussianNoise.ts';
import { dropPath } from './regularization/dropPath.ts';
import { activityPenalty } from './regularization/activityPenalty.ts';
import { flatten } from './shape/flatten.ts';
import { reshape } from './shape/reshape.ts';
import { permute } from './shape/permute.ts';
import { squeeze } from './shape/squeeze.ts';
import { unsqueeze } from './shape/unsqueeze.ts';
import { slice } from './shape/slice.ts';
import { split } from './shape/split.ts';
import { concatenate } from './shape/concatenate.ts';
import { stack } from './shape/stack.ts';
import { repeat } from './shape/repeat.ts';
import { pad } from './shape/pad.ts';
import { crop } from './shape/crop.ts';
import { resize } from './shape/resize.ts';
import { add } from './arithmetic/add.ts';
import { subtract } from './arithmetic/subtract.ts';
import { multiply } from './arithmetic/multiply.ts';
import { divide } from './arithmetic/divide.ts';
import { average } from './arithmetic/average.ts';
import { maximum } from './arithmetic/maximum.ts';
import { minimum } from './arithmetic/minimum.ts';
import { matmul } from './arithmetic/matmul.ts';
import { dot } from './arithmetic/dot.ts';
import { scale } from './arithmetic/scale.ts';
import { reduce } from './arithmetic/reduce.ts';
import { cumulativeSum } from './arithmetic/cumulativeSum.ts';
import { expression } from './arithmetic/expression.ts';
import { gather } from './utility/gather.ts';
import { topK } from './utility/topK.ts';
import { argMax } from './utility/argMax.ts';
import { oneHot } from './utility/oneHot.ts';
import { cast } from './utility/cast.ts';
import { masking } from './utility/masking.ts';
import { foreign } from './utility/foreign.ts';
import { identity } from './utility/identity.ts';
import { stopGradient } from './utility/stopGradient.ts';
import { gradientReversal } from './utility/gradientReversal.ts';

export const LAYERS: readonly Layer[] = [
  // data
  input,
  constant,
  parameter,
  // convolution
  conv1d,
  conv2d,
  conv3d,
  transposedConv1d,
  transposedConv2d,
  transposedConv3d,
  depthwiseConv1d,
  depthwiseConv2d,
  separableConv1d,
  separableConv2d,
  locallyConnected1d,
  locallyConnected2d,
  locallyConnected3d,
  // pooling
  maxPool1d,
  maxPool2d,
  maxPool3d,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  globalPool1d,
  globalPool2d,
  globalPool3d,
  adaptivePool1d,
  adaptivePool2d,
  adaptivePool3d,
  spatialPyramidPool,
  upsample1d,
  upsample2d,
  upsample3d,
  pixelShuffle,
  pixelUnshuffle,
  channelShuffle,
  // core
  dense,
  embedding,
  // normalization
  batchNorm,
  layerNorm,
  groupNorm,
  instanceNorm,
  rmsNorm,
  localResponseNorm,
  unitNorm,
  // recurrent
  simpleRnn,
  lstm,
  gru,
  attentionGru,
  convLstm2d,
  // attention
  attention,
  multiHeadAttention,
  additiveAttention,
  windowAttention,
  encoderLayer,
  decoderLayer,
  feedForward,
  sinusoidalPositions,
  learnedPositions,
  relativePositions,
  rotaryPositions,
  timeEmbedding,
  patchEmbedding,
  classToken,
  // activation
  relu,
  relu6,
  leakyRelu,
  prelu,
  rrelu,
  elu,
  selu,
  celu,
  gelu,
  silu,
  mish,
  hardSwish,
  softplus,
  sigmoid,
  hardSigmoid,
  tanh,
  hardTanh,
  softsign,
  softmax,
  logSoftmax,
  softmin,
  glu,
  maxout,
  threshold,
  snake,
  // regularization
  dropout,
  spatialDropout,
  alphaDropout,
  gaussianDropout,
  gaussianNoise,
  dropPath,
  activityPenalty,
  // shape
  flatten,
  reshape,
  permute,
  squeeze,
  unsqueeze,
  slice,
  split,
  concatenate,
  stack,
  repeat,
  pad,
  crop,
  resize,
  // arithmetic
  add,
  subtract,
  multiply,
  divide,
  average,
  maximum,
  minimum,
  matmul,
  dot,
  scale,
  reduce,
  cumulativeSum,
  expression,
  // utility
  gather,
  topK,
  argMax,
  oneHot,
  cast,
  masking,
  identity,
  foreign,
  stopGradient,
  gradientReversal,
];

const byId = new Map(LAYERS.map((layer) => [layer.id, layer]));

/** The layer with this id; undefined for one that this version does not know. */
export const layerOf = (type: string): Layer | undefined => byId.get(type);

/** Whether a node's output comes from the data. */
export const isFed = ({ type }: Pick<Node, 'type'>): boolean => layerOf(type)?.fed === true;

/**
 * The layer of a node: with its statistics as they are where the node keeps them, with adapters where it has some, applied to each
 * step where the node says so. A layer without inputs gives the same for every step as it is.
 */
export function layerFor({
  type,
  steps = 0,
  lora,
  frozenStatistics = false,
}: Pick<Node, 'type' | 'steps' | 'lora' | 'frozenStatistics'>): Layer | undefined {
  let layer = layerOf(type);
  if (layer?.statistics && frozenStatistics) layer = withFrozenStatistics(layer);
  if (layer?.adaptable && lora) layer = withAdapter(layer, lora);
  for (let i = 0; layer && layer.inputs.length > 0 && i < steps; i++) layer = eachStep(layer);
  return layer;
}

/** Whether a weight of a node is learned in training: of what has adapters, a layer or all within a block, these alone. */
export const isLearned = (
  { frozen, lora }: Pick<Node, 'frozen' | 'lora'>,
  weight: string,
  { role }: WeightSpec,
): boolean => role !== 'state' && !frozen && (!lora || isAdapter(weight));

const NO_PORTS: Ports = { inputs: [], outputs: [] };

/** The ports of a node, which may follow from its settings: those of the defaults where these give none, none where its layer is not known. */
export function nodePorts({ type, settings }: Pick<Node, 'type' | 'settings'>): Ports {
  const layer = layerOf(type);
  const own = layer?.ports?.(resolveSettings(layer.settings, settings).settings);
  return own && !('rejected' in own) ? own : (layer ?? NO_PORTS);
}
