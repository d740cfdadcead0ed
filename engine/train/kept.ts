/** Whose weights a training leaves. */
import { metricInWords, valueText } from '../learn/metricText.ts';

/** The epoch that did best, and by what: the value of a metric on the validation rows, or without them on those learned from. */
export interface Kept {
  readonly epoch: number;
  /** The last of the epoch. */
  readonly step: number;
  readonly split: 'validation' | 'train';
  readonly metric: string;
  readonly value: number;
}

/** Null where the weights are those of the last step. */
export const keptText = (kept: Kept | null): string =>
  kept
    ? `The weights of epoch ${kept.epoch} are kept, which did best on ${kept.split === 'validation' ? 'validation' : 'the training rows'} (${metricInWords(kept.metric)} ${valueText(kept.metric, kept.value)}).`
    : 'The weights of the last step are kept.';
