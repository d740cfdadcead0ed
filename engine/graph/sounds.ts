import type { Choice } from './document.ts';

/** Whether what is learned from are sounds in files. */
export const areSounds = (dataset: Choice | null): dataset is Choice =>
  dataset?.type === 'sounds' || dataset?.type === 'labelled-sounds';
