/** What metrics share that ask how well an output ranks the samples of a class before the others. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { choice, int, type SettingsOf } from '../../../settings.ts';
import { UNCOUNTED } from '../../scores.ts';
import { decisions } from './classification.ts';

export const rankingSettings = {
  average: choice(['auto', 'present', 'class'], {
    label: 'Average',
    default: 'auto',
    doc:
      'For two classes the second; for several the mean over each against all others, or over those that have rows, or one ' +
      'of them. As in scikit-learn, the mean over all has no ROC AUC if a class has no rows, and such a class has a PR AUC of 0.',
    names: { auto: 'Automatic', present: 'Classes with rows', class: 'One class' },
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
    default: 10_000,
    min: 10,
    max: 100_000,
    doc:
      'Rows are ranked exactly. Only where outputs come to more than 16 million numbers are rows of neighbouring scores made ' +
      'so many steps for each class, with as many rows each; those of one step count as equal.',
  }),
};
export type Ranking = SettingsOf<typeof rankingSettings>;

/** Whether it is a mean over so many classes. */
export const isMean = ({ average }: Ranking, classes: number): boolean => average !== 'class' && classes > 2;

/** [truth, logits ...] of every row; the truth of one that does not count is none. */
export function rankedRows(b: Builder, prediction: Value, target: Value, _: unknown, counted?: Value): Value {
  const { truth, logits, counts } = decisions(b, prediction, target, counted);
  const known = counts ? b.select(counts, truth, UNCOUNTED) : truth;
  return b.concat([b.reshape(b.cast(known, 'float32'), [b.size(known), 1]), logits], 1);
}
