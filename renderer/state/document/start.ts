/** What the next training of a document starts from: fresh weights, or those of a file or a run, as far as they fit. */
import type { Document } from '../../../engine/graph/document.ts';
import { type DocumentFit, fitDocument } from '../../../engine/train/fit.ts';
import { checkedOf } from './checked.ts';
import { type Start, useActive } from './workspace.ts';

export const useStart = (): Start | null => useActive(({ start }) => start) ?? null;

const fits = new WeakMap<Start, WeakMap<Document['graph'], DocumentFit>>();

/** What of the starting weights the document can keep, as it is now. */
export function fitOf(document: Document, start: Start): DocumentFit {
  let known = fits.get(start);
  if (!known) fits.set(start, (known = new WeakMap()));
  let fit = known.get(document.graph);
  if (!fit) known.set(document.graph, (fit = fitDocument(document, start.given, checkedOf(document))));
  return fit;
}

/** For the document that is shown; undefined where it starts fresh. */
export function useFit(): DocumentFit | undefined {
  return useActive(({ document, start }) => (start ? fitOf(document, start) : undefined));
}
