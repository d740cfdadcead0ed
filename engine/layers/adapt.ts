/** Adapting: low-rank adapters on some layers, which alone learn; everything else that has weights is frozen. */
import { type Block, BLOCK, type Document, type Node } from '../graph/document.ts';
import { setProperties } from '../graph/edits.ts';
import type { Adapter } from './common/adapter.ts';
import { layerOf } from './index.ts';

export const FIRST_ADAPTER: Adapter = { rank: 8, scale: 1 };

/** Whether a node has matrices that can be adapted, or something within the block that it is an instance of. */
export function canAdapt({ type, block }: Pick<Node, 'type' | 'block'>, blocks: readonly Block[]): boolean {
  if (type !== BLOCK) return layerOf(type)?.adaptable === true;
  const others = blocks.filter(({ id }) => id !== block); // a block in itself is a problem of its own
  return blocks.find(({ id }) => id === block)?.nodes.some((inner) => canAdapt(inner, others)) ?? false;
}

/** Gives adapters to those nodes that can have some, and freezes what has none; undefined takes the adapters away and leaves the rest. */
export function adapt(document: Document, ids: readonly string[], adapter: Adapter | undefined): Document {
  const { nodes, blocks } = document.graph;
  const chosen = nodes.filter((node) => ids.includes(node.id) && canAdapt(node, blocks)).map(({ id }) => id);
  if (!adapter) return setProperties(document, chosen, { lora: undefined });
  const others = nodes.filter(
    (node) => !chosen.includes(node.id) && !node.lora && (node.type === BLOCK || layerOf(node.type)?.weights),
  );
  const frozen = setProperties(
    document,
    others.map(({ id }) => id),
    { frozen: true },
  );
  return setProperties(frozen, chosen, { lora: adapter, frozen: undefined });
}
