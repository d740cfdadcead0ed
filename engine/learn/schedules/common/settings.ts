/** Settings that several schedules share. */
import { choice, int, number } from '../../../settings.ts';

/** What a schedule counts. */
export const counted = (by: 'epochs' | 'steps') =>
  choice(['epochs', 'steps'], {
    label: 'Counts',
    default: by,
    doc: 'Finished epochs, or steps.',
    names: { epochs: 'Epochs', steps: 'Steps' },
  });

export const gamma = (by: number) =>
  number({
    label: 'Gamma',
    default: by,
    min: 0,
    exclusiveMin: true,
    doc: 'The learning rate is multiplied by it each time.',
  });

/** 0 stands for the whole training, however long that is. */
export const length = int({
  label: 'Length',
  default: 0,
  min: 0,
  doc: 'How long the change takes; 0 for the whole training.',
  blank: { value: 0, text: 'whole training' },
});
/** How much of that time is over, as a formula. */
export const PART = 'min(time / (length > 0 ? length : whole), 1)';
/** From 1 to the lowest along half a cosine, by what is over of the way, as formulas. */
export const cosineFall = (part: string): string => `lowest + (1 - lowest) / 2 * (1 + cos(${part}))`;

export const lowest = number({
  label: 'Lowest',
  default: 0,
  min: 0,
  max: 1,
  doc: 'Where it ends, as a share of the learning rate.',
});
