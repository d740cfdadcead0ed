/** What metrics of predicted numbers share. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { countedIn } from '../../losses/common/weighting.ts';
import { withShape } from '../../losses/common/paired.ts';

/** [sum, number of elements], of those that count. */
export function sumAndCount(b: Builder, values: Value, counted: Value | undefined): Value {
  const total = (of: Value) => b.reshape(b.sum(of), [1]);
  if (!counted) return b.concat([total(values), b.fill(b.size(values), [1])], 0);
  const counts = countedIn(b, counted, values.shape);
  const flat = b.reshape(values, counts.shape);
  return b.concat([total(b.select(counts, flat, 0)), total(b.cast(counts, 'float32'))], 0);
}

export const squaredErrors = (b: Builder, prediction: Value, target: Value, _?: unknown, counted?: Value): Value =>
  sumAndCount(b, b.square(b.sub(prediction, withShape(b, target, prediction))), counted);
