/** Means in which some samples or elements count more than others, and masks: those that count 0 are left out. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { type Dim, sizeOf, formatShape } from '../../../types/shape.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import type { Cost, Loss, Metric, Mismatch } from '../../define.ts';
import { definitionName, phrase } from '../../../phrases.ts';

const withoutOnes = <D>(shape: readonly D[]): readonly D[] =>
  shape.slice(0, shape.findLastIndex((dim, axis) => axis === 0 || dim !== 1) + 1);

/** The weights as float32 in the first axes of a shape, and one along the others; undefined where they do not fit it. */
function shapeAlong(weights: readonly Dim[], shape: readonly Dim[]): readonly Dim[] | undefined {
  const own = withoutOnes(weights);
  return own.length <= shape.length && own.every((dim, axis) => dim === shape[axis])
    ? [...own, ...shape.slice(own.length).map(() => 1)]
    : undefined;
}

/** sum(w c) and sum(w) of costs; weights of a sample or row count for all of its costs. */
export function weighted(b: Builder, costs: Value, weights: Value | undefined): Cost {
  if (!weights) return { sum: b.sum(costs), weight: b.size(costs) };
  const counts = along(b, weights, costs);
  const each = b.size(costs) / b.size(counts);
  const total = b.sum(counts);
  return { sum: b.sum(b.mul(costs, counts)), weight: each === 1 ? total : b.mul(total, each) };
}

/** The mean of what counts; 0, with a slope of 0, where nothing does. */
export function meanCost(b: Builder, { sum, weight }: Cost): Value {
  if (typeof weight === 'number') return b.mul(sum, 1 / Math.max(weight, 1));
  return b.mul(sum, inverseWeight(b, weight));
}

/** 1 / w, and 0 where that is 0. */
export const inverseWeight = (b: Builder, weight: Value): Value =>
  b.select(b.lt(0, weight), b.div(1, b.select(b.lt(0, weight), weight, 1)), 0);

/** The weights in a shape that multiplies the values. */
export const along = (b: Builder, weights: Value, values: Value): Value =>
  b.cast(b.reshape(weights, shapeAlong(weights.shape, values.shape) as number[]), 'float32');

/** What of the target counts, as a bool along the first axes of the output: not the ignored label, nor what weighs 0; undefined where all does. */
export function countedOf(
  b: Builder,
  target: Value,
  ignored: number | undefined,
  weights: Value | undefined,
): Value | undefined {
  const labelled = ignored === undefined || target.dtype !== 'int32' ? undefined : b.not(b.eq(target, ignored));
  const weighed = weights && b.not(b.eq(weights, 0));
  if (!labelled || !weighed) return labelled ?? weighed;
  return b.and(labelled, b.reshape(weighed, shapeAlong(weighed.shape, labelled.shape) as number[]));
}

/** The target with 0 in place of what weighs nothing, so that whatever stands there makes no loss and no gradient a NaN. */
export function known(b: Builder, target: Value, weights: Value | undefined): Value {
  const along = weights && shapeAlong(weights.shape, target.shape);
  return along ? b.select(b.eq(b.reshape(weights, along as number[]), 0), b.fill(0, [], target.dtype), target) : target;
}

/** What a metric adds up of a batch: what weighs nothing, NaN or not, is nowhere in it. */
export function accumulated(
  b: Builder,
  metric: Metric,
  { prediction, target }: { readonly prediction: Value; readonly target: Value },
  settings: Parameters<Metric['accumulate']>[3],
  { ignored, weights }: { readonly ignored: number | undefined; readonly weights: Value | undefined },
): Value {
  const counted = countedOf(b, target, ignored, weights);
  return metric.accumulate(b, known(b, prediction, weights), known(b, target, weights), settings, counted);
}

/** The same as a bool for each element of a shape, in a row; where it is finer than the shape, an element counts of which some part does. */
export function countedIn(b: Builder, counted: Value, shape: readonly number[]): Value {
  const flat = [shape.reduce((size, dim) => size * dim, 1)];
  const along = shapeAlong(counted.shape, shape);
  if (along) return b.reshape(b.broadcast(b.reshape(counted, along as number[]), [...shape]), flat);
  const parts = b.reshape(b.cast(counted, 'float32'), [flat[0]!, b.size(counted) / flat[0]!]);
  return b.lt(0, b.reduceMax(parts, [1]));
}

/** Whether sample weights of this type fit a loss on such an output. */
export function expectSampleWeights(
  loss: Pick<Loss, 'id' | 'title' | 'costs'>,
  prediction: TensorType,
  weights: TensorType,
): Mismatch | undefined {
  const { costs } = loss;
  if (costs === 'batch')
    return {
      expected: phrase('no-sample-weights', { loss: definitionName('losses', loss) }),
      received: formatType(weights),
    };
  const shape =
    costs === 'samples'
      ? prediction.shape.slice(0, 1)
      : costs === 'rows'
        ? prediction.shape.slice(0, -1)
        : prediction.shape;
  if (shapeAlong(weights.shape, shape)) return undefined;
  const each = shape.slice(1) as number[];
  return {
    expected:
      each.length > 0 && sizeOf(each) > 1
        ? phrase('weight-or-weights-a-sample', { shape: formatShape(each) })
        : phrase('weight-a-sample'),
    received: formatType(weights),
  };
}
