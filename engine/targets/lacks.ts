/** What several targets do not write. */
import type { Lack } from './define.ts';

export const TRAINING: Lack = { says: 'Training.' };

export const EQUAL_AVERAGES: Lack = {
  says: 'Equal averages of weights over running statistics.',
  when: ({ training }) => training.averaging.type === 'equal',
};
