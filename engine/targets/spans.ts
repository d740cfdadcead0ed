/** Windows of a series are dealt out by the steps that they span, so that none reaches over a border. */
import type { Document } from '../graph/document.ts';

/** What the dataset of windows calls the columns of their first and last steps, and of what they have of the past; a test holds it to that. */
export const SPANS = 'steps';
export const PAST = 'past';

/** The column that the rows of a document are dealt out by, where they are windows in order. */
export const spansOf = ({ data: { dataset, split } }: Document): string | undefined =>
  split.method === 'order' && dataset?.type === 'series' ? SPANS : undefined;
