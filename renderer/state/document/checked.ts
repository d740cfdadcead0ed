/** What follows from a document: types, problems, costs. Computed once for each graph, and incrementally from the one before. */
import type { Document, Graph } from '../../../engine/graph/document.ts';
import { type CheckedGraph, checkGraph } from '../../../engine/passes/check.ts';
import { useActive } from './workspace.ts';

const known = new WeakMap<Graph, CheckedGraph>();
let latest: CheckedGraph | undefined;

export function checkedOf({ graph }: Document): CheckedGraph {
  let checked = known.get(graph);
  if (!checked) {
    checked = checkGraph(graph, latest);
    known.set(graph, checked);
  }
  latest = checked;
  return checked;
}

export const useChecked = (): CheckedGraph | undefined => useActive(({ document }) => checkedOf(document));
