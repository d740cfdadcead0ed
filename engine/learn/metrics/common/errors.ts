/** What metrics of predicted numbers share. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { withShape } from '../../losses/common/paired.ts';

/** [sum, number of elements]. */
export const sumAndCount = (b: Builder, values: Value): Value =>
  b.concat([b.reshape(b.sum(values), [1]), b.fill(b.size(values), [1])], 0);

export const squaredErrors = (b: Builder, prediction: Value, target: Value): Value =>
  sumAndCount(b, b.square(b.sub(prediction, withShape(b, target, prediction))));
