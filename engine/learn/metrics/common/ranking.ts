/** What metrics share that ask how well an output ranks the samples of a class before the others: counts of scores in bins. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { choice, int, type SettingsOf } from '../../../settings.ts';
import { decisions } from './classification.ts';

export const rankingSettings = {
  average: choice(['auto', 'class'], {
    label: 'Average',
    default: 'auto',
    doc: 'For two classes the second; for several the mean over each against all others, or one of them.',
    names: { auto: 'Automatic', class: 'One class' },
  }),
  class: int({
    label: 'Class',
    default: 0,
    min: 0,
    when: { average: ['class'] },
    doc: 'The number of the class, from 0.',
  }),
  bins: int({
    label: 'Bins',
    default: 1000,
    min: 10,
    max: 100_000,
    doc: 'Into how many steps the scores are sorted; scores of one step count as equal.',
  }),
};
export type Ranking = SettingsOf<typeof rankingSettings>;

/** A quarter of the log odds, so that scores of very sure networks still differ. */
const SHARE = 0.25;

/** Log odds of every class against all others, [rows, classes], from logits; for two classes those of the second alone, [rows, 1]. */
function logOdds(b: Builder, logits: Value): Value {
  const [rows, width] = logits.shape as [number, number];
  if (width === 1) return logits;
  if (width === 2) return b.sub(b.slice(logits, [0, 1], [rows, 2]), b.slice(logits, [0, 0], [rows, 1]));
  const above = b.sub(logits, b.reduceMax(logits, [1], true));
  const powers = b.exp(above);
  return b.sub(above, b.log(b.max(b.sub(b.sum(powers, [1], true), powers), 1e-30)));
}

/** Counts [class][false, true][bin], flat. */
export function scoresInBins(b: Builder, prediction: Value, target: Value, { bins }: Ranking, counted?: Value): Value {
  const { truth, logits, counts } = decisions(b, prediction, target, counted);
  const scores = b.sigmoid(b.mul(logOdds(b, logits), SHARE));
  const [rows, classes] = scores.shape as [number, number];
  // a score that is no number becomes any whole number: it must count somewhere, for the training itself to say what went wrong
  const bin = b.max(b.min(b.cast(b.floor(b.mul(scores, bins)), 'int32'), bins - 1), 0);
  const own =
    classes === 1
      ? b.reshape(truth, [rows, 1])
      : b.cast(b.eq(b.reshape(truth, [rows, 1]), b.iota([1, classes], 1)), 'int32');
  const at = b.add(bin, b.mul(b.add(b.mul(b.iota([1, classes], 1), 2), own), bins));
  return b.emit(
    'scatterAdd',
    { axis: 0, size: 2 * classes * bins },
    b.reshape(at, [rows * classes]),
    counts
      ? b.reshape(b.broadcast(b.reshape(b.cast(counts, 'float32'), [rows, 1]), [rows, classes]), [rows * classes])
      : b.fill(1, [rows * classes]),
  );
}
