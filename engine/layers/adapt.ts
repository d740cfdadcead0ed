/** Adapting: low-rank adapters on some layers, which alone learn; everything else that has weights is frozen. */
import { type Block, BLOCK, type Document, type Node } from '../graph/document.ts';
import { editWithin } from '../graph/blocks.ts';
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

/** Whether a node has adapters, or something within the block that it is an instance of. */
function hasAdapters({ lora, type, block }: Pick<Node, 'lora' | 'type' | 'block'>, blocks: readonly Block[]): boolean {
  if (lora || type !== BLOCK) return lora !== undefined;
  const others = blocks.filter(({ id }) => id !== block);
  return blocks.find(({ id }) => id === block)?.nodes.some((inner) => hasAdapters(inner, others)) ?? false;
}

/**
 * Gives adapters to those nodes that can have some, of the graph or `within` a block, and freezes whatever has none, wherever it
 * stands; undefined takes the adapters away and leaves the rest.
 */
export function adapt(
  document: Document,
  ids: readonly string[],
  adapter: Adapter | undefined,
  within?: string,
): Document {
  const given = editWithin(document, within, (drawing) => {
    const { nodes, blocks } = drawing.graph;
    const chosen = nodes.filter((node) => ids.includes(node.id) && canAdapt(node, blocks)).map(({ id }) => id);
    return setProperties(drawing, chosen, { lora: adapter, ...(adapter && { frozen: undefined }) });
  });
  if (!adapter) return given;
  const { blocks } = given.graph;
  const open = blocks.filter(({ nodes }) => nodes.some((node) => hasAdapters(node, blocks))).map(({ id }) => id);
  return [undefined, ...open].reduce((next, id) => editWithin(next, id, freezeOthers), given);
}

/** All of a drawing that has no adapters is frozen; what has some within it is open. */
function freezeOthers(document: Document): Document {
  const { nodes, blocks } = document.graph;
  const idsOf = (some: (node: Node) => boolean) => nodes.filter(some).map(({ id }) => id);
  const open = idsOf((node) => !node.lora && hasAdapters(node, blocks));
  const others = idsOf(
    (node) => !hasAdapters(node, blocks) && (node.type === BLOCK || layerOf(node.type)?.weights !== undefined),
  );
  return setProperties(setProperties(document, open, { frozen: undefined }), others, { frozen: true });
}

/** The nodes that are frozen although nothing has adapters any more, by the block in which they stand: undefined is the graph itself. */
export function frozenWithoutAdapters({ graph }: Document): ReadonlyMap<string | undefined, readonly string[]> {
  const drawings = [{ id: undefined, nodes: graph.nodes }, ...graph.blocks];
  if (drawings.some(({ nodes }) => nodes.some(({ lora }) => lora))) return new Map();
  return new Map(
    drawings.flatMap(({ id, nodes }) => {
      const frozen = nodes.flatMap((node) => (node.frozen ? [node.id] : []));
      return frozen.length > 0 ? [[id, frozen] as const] : [];
    }),
  );
}
