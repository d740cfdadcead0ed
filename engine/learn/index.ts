/** The rules of learning: explicit lists. Adding one is adding its file and its line here. */
import type { Loss, Metric, Optimizer, Schedule } from './define.ts';
import { INITIALIZERS } from './initializers/index.ts';
import { binaryCrossEntropy } from './losses/binaryCrossEntropy.ts';
import { crossEntropy } from './losses/crossEntropy.ts';
import { huber } from './losses/huber.ts';
import { meanAbsoluteError } from './losses/meanAbsoluteError.ts';
import { meanSquaredError } from './losses/meanSquaredError.ts';
import { accuracy } from './metrics/accuracy.ts';
import { confusionMatrix } from './metrics/confusionMatrix.ts';
import { f1 } from './metrics/f1.ts';
import { meanAbsoluteErrorMetric } from './metrics/meanAbsoluteError.ts';
import { precision } from './metrics/precision.ts';
import { r2 } from './metrics/r2.ts';
import { recall } from './metrics/recall.ts';
import { topK } from './metrics/topK.ts';
import { adagrad } from './optimizers/adagrad.ts';
import { adam } from './optimizers/adam.ts';
import { adamW } from './optimizers/adamW.ts';
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

export { INITIALIZERS };
export const LOSSES: readonly Loss[] = [crossEntropy, binaryCrossEntropy, meanSquaredError, meanAbsoluteError, huber];
export const OPTIMIZERS: readonly Optimizer[] = [sgd, adam, adamW, adagrad, rmsprop];
export const SCHEDULES: readonly Schedule[] = [constant, step, multiStep, exponential, linear, polynomial, cosine, cosineRestarts, oneCycle, inverseSquareRoot, reduceOnPlateau, points];
export const METRICS: readonly Metric[] = [accuracy, topK, precision, recall, f1, confusionMatrix, meanAbsoluteErrorMetric, r2];

const finder = <T extends { readonly id: string }>(list: readonly T[]) => {
  const byId = new Map(list.map((item) => [item.id, item]));
  return (id: string): T | undefined => byId.get(id);
};
export const lossOf = finder(LOSSES);
export const optimizerOf = finder(OPTIMIZERS);
export const scheduleOf = finder(SCHEDULES);
export const initializerOf = finder(INITIALIZERS);
export const metricOf = finder(METRICS);
