/** The learning rate of each step: the document's own, times its schedule, times its warm-up. */
import type { TrainingConfig } from '../graph/document.ts';
import { scheduleOf } from '../learn/index.ts';
import { factorAt, remembered } from '../learn/rates.ts';
import { resolveSettings } from '../settings.ts';

export interface RateMoment {
  /** Steps and epochs that are done. */
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  /** Steps of the whole training, where they are not those of its epochs. */
  readonly length?: number | undefined;
  /** What the schedule remembers. */
  readonly memory?: readonly number[] | undefined;
}

export function learningRateAt(
  { learningRate, schedule: { type, settings: given }, warmUp, epochs }: TrainingConfig,
  { step, epoch, stepsPerEpoch, length = epochs * stepsPerEpoch, memory }: RateMoment,
): number {
  const schedule = scheduleOf(type)!;
  const { settings } = resolveSettings(schedule.settings, given);
  const inSteps = schedule.unit(settings) === 'steps';
  const factor = factorAt(schedule, settings, {
    time: inSteps ? step : epoch,
    whole: inSteps ? length : epochs,
    memory,
  });
  return learningRate * factor * Math.min(1, (step + 1) / Math.max(1, warmUp));
}

/** What the schedule remembers after an epoch; undefined where it follows no metric. */
export function observed(
  { schedule: { type, settings } }: TrainingConfig,
  memory: readonly number[] | undefined,
  seen: { value: number; better: 'higher' | 'lower' },
): readonly number[] | undefined {
  const schedule = scheduleOf(type)!;
  return remembered(schedule, resolveSettings(schedule.settings, settings).settings, memory, seen);
}
