/** Whether two documents are the same network with the same training: where things lie on the canvas does not matter, nor what is noted there. */
import type { Document, Graph, Node } from './document.ts';

/** Compares by identity: what an edit does not touch stays the same object, so this costs little however often it is asked. */
export function sameNetwork(a: Document, b: Document): boolean {
  return a === b || (a.data === b.data && a.training === b.training && sameGraph(a.graph, b.graph));
}

function sameGraph(
  a: Pick<Graph, 'nodes' | 'edges' | 'blocks'>,
  b: Pick<Graph, 'nodes' | 'edges' | 'blocks'>,
): boolean {
  return a.edges === b.edges && sameList(a.nodes, b.nodes, sameNode) && sameList(a.blocks, b.blocks, sameBlock);
}

const sameBlock = (a: Graph['blocks'][number], b: Graph['blocks'][number]): boolean =>
  sameBut(a, b, 'nodes', 'notes', 'groups') && sameList(a.nodes, b.nodes, sameNode);

const sameNode = (a: Node, b: Node): boolean => sameBut(a, b, 'position');

/** All keys but some have the same values. */
function sameBut<T extends object>(a: T, b: T, ...free: readonly string[]): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => free.includes(key) || a[key as keyof T] === b[key as keyof T]);
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => one === b[i] || same(one, b[i]!)));
}
