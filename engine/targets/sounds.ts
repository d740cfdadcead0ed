import type { Choice } from '../graph/document.ts';

/** Whether what is learned from are sounds in files. */
export const areSounds = (dataset: Choice | null): boolean =>
  dataset?.type === 'sounds' || dataset?.type === 'labelled-sounds';
