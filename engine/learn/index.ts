/** The rules of learning: explicit lists. Adding one is adding its file and its line here. */
import { resolveSettings } from '../settings.ts';
import type { Loss, Metric, Optimizer, Schedule } from './define.ts';
import { CONSTRAINTS } from './constraints/index.ts';
import { INITIALIZERS } from './initializers/index.ts';
import { binaryCrossEntropy } from './losses/binaryCrossEntropy.ts';
import { binaryFocal } from './losses/binaryFocal.ts';
import { contrastive } from './losses/contrastive.ts';
import { contrastivePairs } from './losses/contrastivePairs.ts';
import { cosine as cosineLoss } from './losses/cosine.ts';
import { crossEntropy } from './losses/crossEntropy.ts';
import { ctc } from './losses/ctc.ts';
import { dice } from './losses/dice.ts';
import { focal } from './losses/focal.ts';
import { hinge } from './losses/hinge.ts';
import { huber } from './losses/huber.ts';
import { iou } from './losses/iou.ts';
import { kullbackLeibler } from './losses/kullbackLeibler.ts';
import { logCosh } from './losses/logCosh.ts';
import { meanAbsoluteError } from './losses/meanAbsoluteError.ts';
import { meanAbsolutePercentageError } from './losses/meanAbsolutePercentageError.ts';
import { meanSquaredError } from './losses/meanSquaredError.ts';
import { meanSquaredLogarithmicError } from './losses/meanSquaredLogarithmicError.ts';
import { multiMargin } from './losses/multiMargin.ts';
import { negativeLogLikelihood } from './losses/negativeLogLikelihood.ts';
import { poisson } from './losses/poisson.ts';
import { smoothL1 } from './losses/smoothL1.ts';
import { triplet } from './losses/triplet.ts';
import { accuracy } from './metrics/accuracy.ts';
import { balancedAccuracy } from './metrics/balancedAccuracy.ts';
import { cohenKappa } from './metrics/cohenKappa.ts';
import { confusionMatrix } from './metrics/confusionMatrix.ts';
import { f1 } from './metrics/f1.ts';
import { exactMatch } from './metrics/exactMatch.ts';
import { iouMetric } from './metrics/iou.ts';
import { labelAccuracy } from './metrics/labelAccuracy.ts';
import { labelF1 } from './metrics/labelF1.ts';
import { logLoss } from './metrics/logLoss.ts';
import { matthews } from './metrics/matthews.ts';
import { meanAbsoluteErrorMetric } from './metrics/meanAbsoluteError.ts';
import { meanAbsolutePercentageErrorMetric } from './metrics/meanAbsolutePercentageError.ts';
import { meanSquaredErrorMetric } from './metrics/meanSquaredError.ts';
import { pairAccuracy } from './metrics/pairAccuracy.ts';
import { perplexity } from './metrics/perplexity.ts';
import { prAuc } from './metrics/prAuc.ts';
import { precision } from './metrics/precision.ts';
import { r2 } from './metrics/r2.ts';
import { recall } from './metrics/recall.ts';
import { rocAuc } from './metrics/rocAuc.ts';
import { rootMeanSquaredError } from './metrics/rootMeanSquaredError.ts';
import { tokenAccuracy } from './metrics/tokenAccuracy.ts';
import { topK } from './metrics/topK.ts';
import { adadelta } from './optimizers/adadelta.ts';
import { adafactor } from './optimizers/adafactor.ts';
import { adagrad } from './optimizers/adagrad.ts';
import { adam } from './optimizers/adam.ts';
import { adamW } from './optimizers/adamW.ts';
import { adamax } from './optimizers/adamax.ts';
import { lamb } from './optimizers/lamb.ts';
import { lion } from './optimizers/lion.ts';
import { nAdam } from './optimizers/nAdam.ts';
import { rAdam } from './optimizers/rAdam.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { sgd } from './optimizers/sgd.ts';
import { constant } from './schedules/constant.ts';
import { cosine } from './schedules/cosine.ts';
import { cosineRestarts } from './schedules/cosineRestarts.ts';
import { exponential } from './schedules/exponential.ts';
import { inverseSquareRoot } from './schedules/inverseSquareRoot.ts';
import { linear } from './schedules/linear.ts';
import { multiStep } from './schedules/multiStep.ts';
import { oneCycle } from './schedules/oneCycle.ts';
import { points } from './schedules/points.ts';
import { polynomial } from './schedules/polynomial.ts';
import { reduceOnPlateau } from './schedules/reduceOnPlateau.ts';
import { step } from './schedules/step.ts';

export { CONSTRAINTS, INITIALIZERS };
export const LOSSES: readonly Loss[] = [
  crossEntropy,
  focal,
  negativeLogLikelihood,
  kullbackLeibler,
  multiMargin,
  binaryCrossEntropy,
  binaryFocal,
  hinge,
  dice,
  iou,
  meanSquaredError,
  meanAbsoluteError,
  huber,
  smoothL1,
  logCosh,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  poisson,
  cosineLoss,
  ctc,
  contrastive,
  triplet,
  contrastivePairs,
];
export const OPTIMIZERS: readonly Optimizer[] = [
  sgd,
  adam,
  adamW,
  nAdam,
  rAdam,
  adamax,
  adagrad,
  adadelta,
  rmsprop,
  lion,
  lamb,
  adafactor,
];
export const SCHEDULES: readonly Schedule[] = [
  constant,
  step,
  multiStep,
  exponential,
  linear,
  polynomial,
  cosine,
  cosineRestarts,
  oneCycle,
  inverseSquareRoot,
  reduceOnPlateau,
  points,
];
export const METRICS: readonly Metric[] = [
  accuracy,
  balancedAccuracy,
  topK,
  precision,
  recall,
  f1,
  iouMetric,
  labelAccuracy,
  labelF1,
  exactMatch,
  pairAccuracy,
  confusionMatrix,
  rocAuc,
  prAuc,
  matthews,
  cohenKappa,
  logLoss,
  perplexity,
  tokenAccuracy,
  meanAbsoluteErrorMetric,
  meanSquaredErrorMetric,
  rootMeanSquaredError,
  meanAbsolutePercentageErrorMetric,
  r2,
];

/** The loss that is proposed where there is none yet. */
export const DEFAULT_LOSS = crossEntropy.id;

const finder = <T extends { readonly id: string }>(list: readonly T[]) => {
  const byId = new Map(list.map((item) => [item.id, item]));
  return (id: string): T | undefined => byId.get(id);
};
export const lossOf = finder(LOSSES);
export const optimizerOf = finder(OPTIMIZERS);
export const scheduleOf = finder(SCHEDULES);
export const constraintOf = finder(CONSTRAINTS);
export const initializerOf = finder(INITIALIZERS);
export const metricOf = finder(METRICS);

/** The label of the rows that a loss of a document leaves out. */
export function ignoredBy({
  type,
  settings,
}: {
  readonly type: string;
  readonly settings: object;
}): number | undefined {
  const loss = lossOf(type);
  return loss?.ignored?.(resolveSettings(loss.settings, settings as Record<string, unknown>).settings);
}
