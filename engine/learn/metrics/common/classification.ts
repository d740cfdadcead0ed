/** What metrics of classification share: who was chosen and what was true, from logits and labels of either form. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { choice, int, type SettingsOf } from '../../../settings.ts';
import { sameBare, sameShape } from '../../../types/shape.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import type { Mismatch } from '../../define.ts';
import { countedIn } from '../../losses/common/weighting.ts';
import { phrase } from '../../../phrases.ts';

/** Classes that an output tells apart: its last axis, or two for a single yes-or-no number. */
export const classesOf = (shape: readonly unknown[]): number => Math.max(Number(shape.at(-1)), 2);

export function expectClasses(prediction: TensorType, target: TensorType): Mismatch | undefined {
  if (prediction.shape.length < 2)
    return { expected: phrase('output-for-each-class'), received: formatType(prediction) };
  const classes = prediction.shape.at(-1);
  const oneHot = classes !== 1 && sameShape(prediction.shape, target.shape);
  const numbers = sameBare(prediction.shape.slice(0, -1), target.shape);
  return oneHot || numbers ? undefined : { expected: phrase('class-numbers-or-one-hot'), received: formatType(target) };
}

/**
 * Flat lists of what was chosen and what is true, int32, and of which rows count, bool; all where it is undefined. A row does not
 * count where `counted` says so or its label is the `ignored` one; its truth is class 0, so that it may be looked up.
 */
export function decisions(
  b: Builder,
  prediction: Value,
  target: Value,
  counted?: Value,
  ignored?: number,
): { chosen: Value; truth: Value; logits: Value; counts: Value | undefined } {
  const width = prediction.shape.at(-1)!;
  const rows = b.size(prediction) / width;
  const logits = b.reshape(prediction, [rows, width]);
  const chosen = width === 1 ? b.cast(b.lt(0, b.reshape(logits, [rows])), 'int32') : b.argMax(logits, -1);
  const oneHot = width > 1 && target.shape.length === prediction.shape.length && target.shape.at(-1) === width;
  const truth = oneHot ? b.argMax(b.reshape(target, [rows, width]), -1) : b.cast(b.reshape(target, [rows]), 'int32');
  const masks = [
    ...(counted ? [countedIn(b, counted, prediction.shape.slice(0, -1))] : []),
    ...(ignored === undefined ? [] : [b.not(b.eq(truth, ignored))]),
  ];
  const counts = masks.length === 0 ? undefined : masks.reduce((p, q) => b.and(p, q));
  return { chosen, truth: counts ? b.select(counts, truth, 0) : truth, logits, counts };
}

/** Sums of outputs that are all finite; else NaN, so that no metric takes what an engine chooses among NaNs for an answer. */
export const judged = (b: Builder, sums: Value, logits: Value): Value => b.add(sums, b.sum(b.mul(logits, 0)));

/** [how many rows are right, how many there are], of those that count. */
export function shareOf(b: Builder, right: Value, logits: Value, counts: Value | undefined): Value {
  const total = (which: Value) => b.reshape(b.sum(b.cast(which, 'float32')), [1]);
  const sums = counts
    ? b.concat([total(b.and(counts, right)), total(counts)], 0)
    : b.concat([total(right), b.fill(b.size(right), [1])], 0);
  return judged(b, sums, logits);
}

/** Counts of truth by choice, [classes × classes] row-major with truth in rows. */
export function confusion(b: Builder, prediction: Value, target: Value, _?: unknown, counted?: Value): Value {
  const { chosen, truth, logits, counts } = decisions(b, prediction, target, counted);
  const classes = classesOf(prediction.shape);
  // no class is called -1: a row that does not count is one of zeros
  const known = counts ? b.select(counts, truth, -1) : truth;
  const met = b.matmul(b.oneHot(known, classes), b.oneHot(chosen, classes), { transposeA: true });
  return judged(b, b.reshape(met, [classes * classes]), logits);
}

/** How the values of several classes become one. */
export const averaging = {
  average: choice(['auto', 'macro', 'micro', 'weighted', 'class'], {
    label: 'Average',
    default: 'auto',
    doc:
      'Automatic: for two classes the value of the second, else the mean over classes (macro). Micro ' +
      'counts all rows together, weighted gives frequent classes more weight, one class looks at it alone. As in ' +
      'scikit-learn, a class that is neither true nor chosen anywhere is in no mean, and one without a value counts 0.',
    names: { auto: 'Automatic', macro: 'Macro', micro: 'Micro', weighted: 'Weighted', class: 'One class' },
  }),
  class: int({
    label: 'Class',
    default: 0,
    min: 0,
    when: { average: ['class'] },
    doc: 'The number of the class, from 0.',
  }),
};
export type Averaging = SettingsOf<typeof averaging>;

/** As `expectClasses`; the class that is looked at alone must be there. */
export function expectChosenClass(
  prediction: TensorType,
  target: TensorType,
  settings: { readonly average: string; readonly class: number },
): Mismatch | undefined {
  const count = classesOf(prediction.shape);
  if (settings.average === 'class' && settings.class >= count)
    return { expected: phrase('class-within', { last: count - 1 }), received: settings.class };
  return expectClasses(prediction, target);
}

/** A share that each class has, by the names of counts as they come to stand. */
type ShareOfCounts = (of: (name: 'right' | 'chosen' | 'actual') => string) => readonly [part: string, whole: string];
const isMacro = <S extends Averaging>({ average }: S, classes: number): boolean =>
  average === 'macro' || (average === 'auto' && classes !== 2);

/** What a metric is whose value is a share that each class has, made one over the classes. Without anything to divide it has no value. */
export const averaged = (shareOfCounts: ShareOfCounts) => ({
  where: { present: 'chosen + actual > 0 ? 1 : 0' },
  averages: isMacro,
  value<S extends Averaging>(settings: S, classes: number): string {
    const { average: how, class: own } = settings;
    const quotient = (of: (name: string) => string): string =>
      shareOfCounts(of)
        .map((part) => `(${part})`)
        .join(' / ');
    const each = `share(${shareOfCounts((name) => name).join(', ')})`;
    if (how === 'class' || (how === 'auto' && classes === 2))
      return quotient((name) => `at(${name}, ${how === 'class' ? own : 1})`);
    if (how === 'micro') return quotient((name) => `sum(${name})`);
    return how === 'weighted' ? `sum(${each} * actual) / sum(actual)` : `sum(${each}) / sum(present)`;
  },
});
