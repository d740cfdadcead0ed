/** Freezing: layers that neither learn nor drift, batch norm's running statistics among them. */
import { type Block, BLOCK, type Document, type Node } from '../graph/document.ts';
import { setProperties } from '../graph/edits.ts';
import { layerOf } from './index.ts';

/** Whether a node keeps running statistics, or something within the block that it is an instance of. */
export function hasStatistics({ type, block }: Pick<Node, 'type' | 'block'>, blocks: readonly Block[]): boolean {
  if (type !== BLOCK) return layerOf(type)?.statistics === true;
  const others = blocks.filter(({ id }) => id !== block); // a block in itself is a problem of its own
  return blocks.find(({ id }) => id === block)?.nodes.some((inner) => hasStatistics(inner, others)) ?? false;
}

/** Freezes the statistics of those nodes that have some, or lets them move again. */
export function freezeStatistics(document: Document, ids: readonly string[], frozen: boolean): Document {
  const { nodes, blocks } = document.graph;
  const having = nodes.filter((node) => ids.includes(node.id) && hasStatistics(node, blocks)).map(({ id }) => id);
  return setProperties(document, having, { frozenStatistics: frozen || undefined });
}

/** Freezes weights and statistics, or neither. */
export const freeze = (document: Document, ids: readonly string[], frozen = true): Document =>
  freezeStatistics(setProperties(document, ids, { frozen: frozen || undefined }), ids, frozen);
