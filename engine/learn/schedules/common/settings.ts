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
});
export const lengthOf = (chosen: number, whole: number): number => (chosen > 0 ? chosen : Math.max(1, whole));

export const lowest = number({
  label: 'Lowest',
  default: 0,
  min: 0,
  max: 1,
  doc: 'Where it ends, as a share of the learning rate.',
});
