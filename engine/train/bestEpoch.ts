/** Whose weights a training leaves. */
import type { Verbatim } from '../phrases.ts';
import { metricInWords, valueText } from '../learn/metricText.ts';
import { t, type Worded } from '../texts/index.ts';

/** The epoch that did best, and by what: the value of a metric on the validation rows, or without them on those learned from. */
export interface BestEpoch {
  readonly epoch: number;
  /** The last of the epoch. */
  readonly step: number;
  readonly split: 'validation' | 'train';
  readonly metric: string;
  readonly value: number;
}

/** Null where the weights are those of the last step. */
export const bestEpochText = (kept: BestEpoch | null): string =>
  kept
    ? (kept.split === 'validation' ? bestOnValidation : bestOnTraining)({
        epoch: kept.epoch,
        metric: metricInWords(kept.metric),
        value: valueText(kept.metric, kept.value),
      })
    : t('kept.last', 'The weights of the last step are kept.');

interface BestEpochText {
  readonly epoch: number;
  readonly metric: Worded;
  readonly value: Verbatim;
}
const bestOnValidation = ({ epoch, metric, value }: BestEpochText): string =>
  t(
    'kept.validation',
    'The weights of epoch {{epoch}} are kept, which did best on validation ({{metric}} {{value}}).',
    { epoch, metric, value },
  );
const bestOnTraining = ({ epoch, metric, value }: BestEpochText): string =>
  t(
    'kept.training',
    'The weights of epoch {{epoch}} are kept, which did best on the training rows ({{metric}} {{value}}).',
    { epoch, metric, value },
  );
