/** What follows from what a loss compares: which labels it takes, and whether its output is a choice among classes. */
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

/** The labels from 0 that a loss can look up in such an output, and the one of the rows that it leaves out. Undefined where it looks none up. */
export function labelRange(
  loss: Loss,
  settings: Readonly<Record<string, unknown>>,
  prediction: TensorType,
  target: TensorType,
): { readonly classes: number; readonly ignored: number | undefined } | undefined {
  if (!takesLabels(loss) || loss.compares === 'identities' || target.dtype !== 'int32') return undefined;
  return {
    classes: Number(prediction.shape.at(-1)),
    ignored: loss.ignored?.(resolveSettings(loss.settings, settings).settings),
  };
}
