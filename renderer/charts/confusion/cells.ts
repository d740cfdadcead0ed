/** What the cells of a confusion matrix say, and which classes one is drawn of. */
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { grouped } from '../../ui/bytes.ts';

export interface Counts {
  readonly classes: readonly string[];
  /** Row-major; rows = truth, columns = prediction. */
  readonly counts: readonly number[];
}

export interface MatrixProps extends Counts {
  readonly onPick?: (truth: number, prediction: number) => void;
}

const totalOf = ({ classes: { length: n }, counts }: Counts, truth: number): number =>
  counts.slice(truth * n, truth * n + n).reduce((a, b) => a + b, 0);

/** From 0 to 1: how many of a class are taken for another, by its logarithm. */
export function shareOf(matrix: Counts, truth: number, prediction: number): number {
  const count = matrix.counts[truth * matrix.classes.length + prediction]!;
  return count === 0 ? 0 : Math.log1p(count) / Math.log1p(totalOf(matrix, truth));
}

export const saidOf = (matrix: Counts, truth: number, prediction: number): string =>
  t('matrix.wrong', '{{truth}} taken for {{prediction}}: {{number}} of {{all}}', {
    truth: verbatim(matrix.classes[truth]!),
    prediction: verbatim(matrix.classes[prediction]!),
    number: grouped(matrix.counts[truth * matrix.classes.length + prediction]!),
    all: grouped(totalOf(matrix, truth)),
  });

/** A matrix without the classes that no answer is about and none says; `of` has the places of the others in the whole one. */
export function met({ classes, counts }: Counts): Counts & { readonly of: readonly number[] } {
  const n = classes.length;
  const is = new Set<number>();
  counts.forEach((count, i) => {
    if (count > 0) is.add(Math.floor(i / n)).add(i % n);
  });
  const of = classes.flatMap((_, i) => (is.has(i) ? [i] : []));
  return {
    of,
    classes: of.map((i) => classes[i]!),
    counts: of.flatMap((row) => of.map((column) => counts[row * n + column]!)),
  };
}
