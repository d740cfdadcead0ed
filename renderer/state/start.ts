/** What the next training of a document starts from: fresh weights, or those of a file or a run, as far as they fit. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Document } from '../../engine/graph/document.ts';
import { weightsOf } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import type { CallArguments } from '../../engine/protocol.ts';
import { fitWeights, type WeightsFit } from '../../engine/train/fit.ts';
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

export interface Fit extends WeightsFit {
  /** The nodes of the graph all of whose weights are kept; an instance of a block stands for what lies within. */
  readonly keptNodes: readonly string[];
}

const fits = new WeakMap<Start, WeakMap<Document['graph'], Fit>>();

/** What of the starting weights the document can keep, as it is now. */
export function fitOf(document: Document, start: Start): Fit {
  let known = fits.get(start);
  if (!known) fits.set(start, (known = new WeakMap()));
  let fit = known.get(document.graph);
  if (!fit) {
    const checked = checkedOf(document);
    const weights = weightsOf(expandDocument(document), checked);
    const found = fitWeights({ weights }, start.given);
    const kept = new Set(found.kept);
    const outermost = (flat: string): string => checked.expanded.origins.get(flat)?.path[0] ?? flat;
    const fresh = new Set(weights.filter(({ name }) => !kept.has(name)).map(({ node }) => outermost(node)));
    fit = { ...found, keptNodes: [...new Set(weights.map(({ node }) => outermost(node)))].filter((node) => !fresh.has(node)) };
    known.set(document.graph, fit);
  }
  return fit;
}

/** For the document that is shown; undefined where it starts fresh. */
export function useFit(): Fit | undefined {
  const start = useStart();
  return useActive(({ document }) => start && fitOf(document, start));
}
