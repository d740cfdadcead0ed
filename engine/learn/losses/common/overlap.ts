/** What losses share that compare a predicted mask with the true one. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { number } from '../../../settings.ts';
import { withShape } from './paired.ts';

export const smooth = number({
  label: 'Smoothing',
  default: 1,
  min: 0,
  exclusiveMin: true,
  doc: 'Added above and below, so that empty masks count too.',
});

/** For each sample the sizes of both masks and of what they share, [N]. */
export function overlap(
  b: Builder,
  prediction: Value,
  target: Value,
): { shared: Value; predicted: Value; truth: Value } {
  const flat = [prediction.shape[0]!, b.size(prediction) / prediction.shape[0]!];
  const predicted = b.reshape(b.sigmoid(prediction), flat);
  const truth = b.reshape(withShape(b, target, prediction), flat);
  const total = (x: Value) => b.sum(x, [1]);
  return { shared: total(b.mul(predicted, truth)), predicted: total(predicted), truth: total(truth) };
}
