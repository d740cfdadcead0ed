/** What the next training of a document starts from: fresh weights, or those of a file or a run, as far as they fit. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Document } from '../../engine/graph/document.ts';
import type { CallArguments } from '../../engine/protocol.ts';
import { type DocumentFit, fitDocument } from '../../engine/train/fit.ts';
import type { Shape } from '../../engine/types/shape.ts';
import { checkedOf } from './checked.ts';
import { ask } from './host.ts';
import { useActive, useWorkspace } from './workspace.ts';

export type StartingWeights = CallArguments['weights.describe']['weights'];

export interface Start {
  readonly weights: StartingWeights;
  /** The tensors that are there. */
  readonly given: ReadonlyMap<string, { readonly shape: Shape }>;
}

const starts = createStore<Readonly<Record<string, Start>>>(() => ({}));
/** By the key of the document's tab. */
export const startOf = (key: string): Start | undefined => starts.getState()[key];
export function useStart(): Start | undefined {
  const key = useWorkspace(({ active }) => active);
  return useStore(starts, (all) => (key === null ? undefined : all[key]));
}

/** Null: fresh weights. Fails, and leaves the choice as it was, where they cannot be read. */
export async function chooseStart(key: string, weights: StartingWeights | null): Promise<void> {
  const start = weights && { weights, given: new Map((await ask('weights.describe', { weights })).map(({ name, shape }) => [name, { shape }])) };
  starts.setState((all) => {
    const { [key]: _, ...others } = all;
    return start ? { ...others, [key]: start } : others;
  }, true);
}

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
  const start = useStart();
  return useActive(({ document }) => start && fitOf(document, start));
}
