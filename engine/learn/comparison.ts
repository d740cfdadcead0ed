/** What follows from what a loss compares: which labels it takes, and whether its output is a choice among classes. */
import type { Value as TextValue } from '../phrases.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';
import { resolveSettings } from '../settings.ts';
import type { TensorType } from '../types/tensor.ts';
import type { Comparison, Loss } from './define.ts';

const LABELS: ReadonlySet<Comparison> = new Set(['classes', 'class-numbers', 'label-sequences', 'identities']);
const OF_ONE_CLASS: ReadonlySet<Comparison> = new Set(['classes', 'class-numbers', 'distributions']);

/** Whether targets may be whole numbers that stand for something, not amounts. */
export const takesLabels = ({ compares }: Loss): boolean => LABELS.has(compares);

/** Whether its output, read out, gives the probability of each class for each row. */
export const choosesClass = ({ compares, readout }: Loss): boolean =>
  OF_ONE_CLASS.has(compares) && readout !== undefined;

/** Whether its output, read out, gives the probability of yes for each element. */
export const saysYesOrNo = ({ compares, readout }: Loss): boolean => compares === 'yes-or-no' && readout !== undefined;

/** What metrics compare with the target: of numbers what the loss reads out of them, such as counts of their logarithms; else the output. */
export const answered = (b: Builder, { compares, readout }: Loss, output: Value): Value =>
  compares === 'numbers' && readout ? readout(b, output) : output;

/** The targets that a loss can take. */
export interface LabelRange {
  readonly least: number;
  readonly most: number;
  /** Classes of the output, where targets are their numbers. */
  readonly classes?: number;
  /** The label of the rows that are left out. */
  readonly ignored?: number | undefined;
}

/** Undefined where it takes any number. */
export function labelRange(
  loss: Loss,
  settings: Readonly<Record<string, unknown>>,
  prediction: TensorType,
  target: TensorType,
): LabelRange | undefined {
  if (loss.compares === 'yes-or-no') return { least: loss.least ?? 0, most: 1 };
  if (!takesLabels(loss) || loss.compares === 'identities' || target.dtype !== 'int32') return undefined;
  const classes = Number(prediction.shape.at(-1));
  const ignored = loss.ignored?.(resolveSettings(loss.settings, settings).settings);
  return { least: 0, most: classes - 1, classes, ignored };
}

/** Rows by their numbers, with their targets and how much these count. */
export interface LabelledRows {
  readonly rows: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
  /** Where a row stands. */
  whereIs(row: number): TextValue;
}

/** The first label that is out of range and counts, the largest of them, and whether all of them are the same. */
export interface StrayLabels {
  readonly label: number;
  readonly where: TextValue;
  readonly largest: number;
  readonly alike: boolean;
}

export function strayLabels(
  { least, most, ignored }: LabelRange,
  batches: Iterable<LabelledRows>,
): StrayLabels | undefined {
  let found: StrayLabels | undefined;
  for (const { rows, labels, weights, whereIs } of batches)
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i]!;
      // a number that is none is looked for when the loss is
      if (!(label < least || label > most) || label === ignored) continue;
      if (weights && weights[Math.floor((i * weights.length) / labels.length)] === 0) continue;
      if (!found) {
        const row = rows[Math.floor((i * rows.length) / labels.length)]!;
        found = { label, where: whereIs(row), largest: label, alike: true };
      }
      found = { ...found, largest: Math.max(found.largest, label), alike: found.alike && label === found.label };
    }
  return found;
}
