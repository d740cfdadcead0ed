/** What losses share that compare one output for each class with a label. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { boolean, int, numbers } from '../../../settings.ts';
import { formatShape, sameBare, sameShape } from '../../../types/shape.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import type { Mismatch } from '../../define.ts';
import { along } from './weighting.ts';
import { phrase } from '../../../phrases.ts';

export const classWeights = numbers({
  label: 'Class weights',
  default: [],
  min: 0,
  doc: 'How much each class counts, in their order; none counts all alike. Evens out classes of which there are few.',
  blank: { value: [], text: 'all alike' },
});
export const ignoring = {
  ignore: boolean({
    label: 'Ignore a label',
    default: false,
    doc: 'Rows with a certain label, such as that of padding, are left out.',
  }),
  ignored: int({ label: 'Ignored label', default: -100, when: { ignore: [true] }, doc: 'The label that is left out.' }),
};

export function expectClassLabels(
  prediction: TensorType,
  target: TensorType,
  weights: readonly number[] = [],
): Mismatch | undefined {
  const count = prediction.shape.at(-1);
  if (prediction.dtype !== 'float32' || prediction.shape.length < 2)
    return { expected: phrase('output-row-for-each-class'), received: formatType(prediction) };
  if (weights.length > 0 && weights.length !== count)
    return {
      expected: phrase('class-weights', { count: Number(count) }),
      received: phrase('so-many', { count: weights.length }),
    };
  const rows = prediction.shape.slice(0, -1);
  const fits = target.dtype === 'int32' ? sameBare(rows, target.shape) : sameShape(prediction.shape, target.shape);
  return fits
    ? undefined
    : {
        expected: phrase('labels-or-one-hot', {
          labels: formatShape(rows),
          rows: formatType(prediction),
        }),
        received: formatType(target),
      };
}

/** Only class numbers. */
export function expectClassNumbers(
  prediction: TensorType,
  target: TensorType,
  weights: readonly number[] = [],
): Mismatch | undefined {
  return target.dtype === 'int32'
    ? expectClassLabels(prediction, target, weights)
    : { expected: phrase('labels-as-numbers'), received: formatType(target) };
}

/** The element of each row that its label names, [...]. */
export const gatherLabels = (b: Builder, rows: Value, labels: Value): Value =>
  b.reshape(b.gatherElements(rows, b.reshape(labels, [...labels.shape, 1]), -1), labels.shape);

/**
 * How much each row counts, undefined where all count alike: by the weight of its class and its own, and not at all where its label
 * is the ignored one; `counts` is the same without the weights of classes. Labels that may be looked up everywhere.
 */
export function rowWeights(
  b: Builder,
  prediction: Value,
  given: Value,
  weights: readonly number[],
  ignored: number | undefined,
  sample?: Value,
): { labels: Value; counts: Value | undefined; count: Value | undefined } {
  const target = b.reshape(given, prediction.shape.slice(0, -1));
  const skip = ignored === undefined ? undefined : b.eq(target, ignored);
  const labels = skip ? b.select(skip, 0, target) : target;
  const own = sample && along(b, sample, target);
  const counts = skip ? b.select(skip, 0, own ?? b.fill(1, target.shape)) : own;
  const ofClass = weights.length > 0 ? b.gather(b.constant(weights), labels, 0) : undefined;
  return { labels, counts, count: counts && ofClass ? b.mul(ofClass, counts) : (ofClass ?? counts) };
}
