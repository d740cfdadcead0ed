/** What metrics share of several yes or no at once: each number of the output is the log odds of a label of its own. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { expectSameSize, withShape } from '../../losses/common/paired.ts';
import { countedIn } from '../../losses/common/weighting.ts';
import { judged } from './classification.ts';

export const expectLabels = expectSameSize;

/** Bools of the output's shape: what is said, what is true, and what counts; all where that is undefined. */
export function saidAndTrue(
  b: Builder,
  prediction: Value,
  target: Value,
  counted: Value | undefined,
): { readonly said: Value; readonly truth: Value; readonly counts: Value | undefined } {
  return {
    said: b.lt(0, prediction),
    truth: b.lt(0.5, withShape(b, target, prediction)),
    counts: counted && b.reshape(countedIn(b, counted, prediction.shape), prediction.shape),
  };
}

/** A vector of how many of each of these hold, of those that count; NaN where outputs are not finite. */
export function howMany(b: Builder, which: readonly Value[], counts: Value | undefined, logits: Value): Value {
  const total = (bools: Value) => b.reshape(b.sum(b.cast(counts ? b.and(counts, bools) : bools, 'float32')), [1]);
  return judged(b, b.concat(which.map(total), 0), logits);
}

/** All of them. */
export const everywhere = (b: Builder, { shape }: Value): Value => b.eq(b.fill(0, [...shape]), 0);
