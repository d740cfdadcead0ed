/** What metrics share that look at how likely the truth was held. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { gatherLabels } from '../../losses/common/labelled.ts';
import { decisions, judged } from './classification.ts';

/** [cost, count]: the negative log likelihood of the truth in all rows that count, and their number. */
export function likelihoodSums(
  b: Builder,
  prediction: Value,
  target: Value,
  counted: Value | undefined,
  ignored?: number,
): Value {
  const { truth: labels, logits, counts } = decisions(b, prediction, target, counted, ignored);
  // one number is the log odds of yes
  const single = logits.shape[1] === 1;
  const cost = single
    ? b.softplus(b.mul(b.reshape(logits, labels.shape), b.sub(1, b.mul(b.cast(labels, 'float32'), 2))))
    : b.neg(gatherLabels(b, b.logSoftmax(logits, -1), labels));
  const total = b.reshape(b.sum(counts ? b.select(counts, cost, 0) : cost), [1]);
  const count = counts ? b.reshape(b.sum(b.cast(counts, 'float32')), [1]) : b.fill(b.size(labels), [1]);
  return judged(b, b.concat([total, count], 0), logits);
}
