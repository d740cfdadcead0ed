/** The layers: an explicit list, in the palette's order. Adding one is adding its file and its line here. */
import type { Node } from '../graph/document.ts';
import { resolveSettings } from '../settings.ts';
import { activityPenalty } from './activityPenalty.ts';
import { adaptivePool1d } from './adaptivePool1d.ts';
import { adaptivePool2d } from './adaptivePool2d.ts';
import { adaptivePool3d } from './adaptivePool3d.ts';
import { add } from './add.ts';
import { additiveAttention } from './additiveAttention.ts';
import { alphaDropout } from './alphaDropout.ts';
import { argMax } from './argMax.ts';
import { attention } from './attention.ts';
import { attentionGru } from './attentionGru.ts';
import { average } from './average.ts';
import { averagePool1d } from './averagePool1d.ts';
import { averagePool2d } from './averagePool2d.ts';
import { averagePool3d } from './averagePool3d.ts';
import { batchNorm } from './batchNorm.ts';
import { cast } from './cast.ts';
import { celu } from './celu.ts';
import { channelShuffle } from './channelShuffle.ts';
import { classToken } from './classToken.ts';
import { eachStep } from './common/eachStep.ts';
import { concatenate } from './concatenate.ts';
import { constant } from './constant.ts';
import { conv1d } from './conv1d.ts';
import { conv2d } from './conv2d.ts';
import { conv3d } from './conv3d.ts';
import { convLstm2d } from './convLstm2d.ts';
import { crop } from './crop.ts';
import { cumulativeSum } from './cumulativeSum.ts';
import { decoderLayer } from './decoderLayer.ts';
import type { Layer, Ports } from './define.ts';
import { dense } from './dense.ts';
import { depthwiseConv1d } from './depthwiseConv1d.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { divide } from './divide.ts';
import { dot } from './dot.ts';
import { dropout } from './dropout.ts';
import { dropPath } from './dropPath.ts';
import { elu } from './elu.ts';
import { embedding } from './embedding.ts';
import { encoderLayer } from './encoderLayer.ts';
import { expression } from './expression.ts';
import { feedForward } from './feedForward.ts';
import { flatten } from './flatten.ts';
import { gather } from './gather.ts';
import { gaussianDropout } from './gaussianDropout.ts';
import { gaussianNoise } from './gaussianNoise.ts';
import { gelu } from './gelu.ts';
import { globalPool1d } from './globalPool1d.ts';
import { globalPool2d } from './globalPool2d.ts';
import { globalPool3d } from './globalPool3d.ts';
import { glu } from './glu.ts';
import { gradientReversal } from './gradientReversal.ts';
import { groupNorm } from './groupNorm.ts';
import { gru } from './gru.ts';
import { hardSigmoid } from './hardSigmoid.ts';
import { hardSwish } from './hardSwish.ts';
import { hardTanh } from './hardTanh.ts';
import { identity } from './identity.ts';
import { input } from './input.ts';
import { instanceNorm } from './instanceNorm.ts';
import { layerNorm } from './layerNorm.ts';
import { leakyRelu } from './leakyRelu.ts';
import { learnedPositions } from './learnedPositions.ts';
import { locallyConnected1d } from './locallyConnected1d.ts';
import { locallyConnected2d } from './locallyConnected2d.ts';
import { locallyConnected3d } from './locallyConnected3d.ts';
import { localResponseNorm } from './localResponseNorm.ts';
import { logSoftmax } from './logSoftmax.ts';
import { lpPool1d } from './lpPool1d.ts';
import { lpPool2d } from './lpPool2d.ts';
import { lpPool3d } from './lpPool3d.ts';
import { lstm } from './lstm.ts';
import { masking } from './masking.ts';
import { matmul } from './matmul.ts';
import { maximum } from './maximum.ts';
import { maxout } from './maxout.ts';
import { maxPool1d } from './maxPool1d.ts';
import { maxPool2d } from './maxPool2d.ts';
import { maxPool3d } from './maxPool3d.ts';
import { minimum } from './minimum.ts';
import { mish } from './mish.ts';
import { multiHeadAttention } from './multiHeadAttention.ts';
import { multiply } from './multiply.ts';
import { oneHot } from './oneHot.ts';
import { pad } from './pad.ts';
import { parameter } from './parameter.ts';
import { patchEmbedding } from './patchEmbedding.ts';
import { permute } from './permute.ts';
import { pixelShuffle } from './pixelShuffle.ts';
import { pixelUnshuffle } from './pixelUnshuffle.ts';
import { prelu } from './prelu.ts';
import { reduce } from './reduce.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { repeat } from './repeat.ts';
import { reshape } from './reshape.ts';
import { resize } from './resize.ts';
import { rmsNorm } from './rmsNorm.ts';
import { rotaryPositions } from './rotaryPositions.ts';
import { rrelu } from './rrelu.ts';
import { scale } from './scale.ts';
import { selu } from './selu.ts';
import { separableConv1d } from './separableConv1d.ts';
import { separableConv2d } from './separableConv2d.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { simpleRnn } from './simpleRnn.ts';
import { sinusoidalPositions } from './sinusoidalPositions.ts';
import { slice } from './slice.ts';
import { snake } from './snake.ts';
import { softmax } from './softmax.ts';
import { softmin } from './softmin.ts';
import { softplus } from './softplus.ts';
import { softsign } from './softsign.ts';
import { spatialDropout } from './spatialDropout.ts';
import { spatialPyramidPool } from './spatialPyramidPool.ts';
import { split } from './split.ts';
import { squeeze } from './squeeze.ts';
import { stack } from './stack.ts';
import { stopGradient } from './stopGradient.ts';
import { subtract } from './subtract.ts';
import { tanh } from './tanh.ts';
import { threshold } from './threshold.ts';
import { topK } from './topK.ts';
import { transposedConv1d } from './transposedConv1d.ts';
import { transposedConv2d } from './transposedConv2d.ts';
import { transposedConv3d } from './transposedConv3d.ts';
import { unitNorm } from './unitNorm.ts';
import { unsqueeze } from './unsqueeze.ts';
import { upsample1d } from './upsample1d.ts';
import { upsample2d } from './upsample2d.ts';
import { upsample3d } from './upsample3d.ts';

export const LAYERS: readonly Layer[] = [
  input,
  constant,
  parameter,
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
  dense,
  embedding,
  batchNorm,
  layerNorm,
  groupNorm,
  instanceNorm,
  rmsNorm,
  localResponseNorm,
  unitNorm,
  simpleRnn,
  lstm,
  gru,
  attentionGru,
  convLstm2d,
  attention,
  multiHeadAttention,
  additiveAttention,
  encoderLayer,
  decoderLayer,
  feedForward,
  sinusoidalPositions,
  learnedPositions,
  rotaryPositions,
  patchEmbedding,
  classToken,
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
  dropout,
  spatialDropout,
  alphaDropout,
  gaussianDropout,
  gaussianNoise,
  dropPath,
  activityPenalty,
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
  gather,
  topK,
  argMax,
  oneHot,
  cast,
  masking,
  identity,
  stopGradient,
  gradientReversal,
];

const byId = new Map(LAYERS.map((layer) => [layer.id, layer]));

/** The layer with this id; undefined for one that this version does not know. */
export const layerOf = (type: string): Layer | undefined => byId.get(type);

/** Whether a node's output comes from the data. */
export const isFed = ({ type }: Pick<Node, 'type'>): boolean => layerOf(type)?.fed === true;

/** The layer of a node, applied to each step where the node says so. A layer without inputs gives the same for every step as it is. */
export function layerFor({ type, steps = 0 }: Pick<Node, 'type' | 'steps'>): Layer | undefined {
  let layer = layerOf(type);
  for (let i = 0; layer && layer.inputs.length > 0 && i < steps; i++) layer = eachStep(layer);
  return layer;
}

const NO_PORTS: Ports = { inputs: [], outputs: [] };

/** The ports of a node, which may follow from its settings: those of the defaults where these give none, none where its layer is not known. */
export function nodePorts({ type, settings }: Pick<Node, 'type' | 'settings'>): Ports {
  const layer = layerOf(type);
  const own = layer?.ports?.(resolveSettings(layer.settings, settings).settings);
  return own && !('rejected' in own) ? own : (layer ?? NO_PORTS);
}
