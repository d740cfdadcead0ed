/** A network of which nothing is drawn at random, so that two programs take the same steps. */
import type { Document, Node } from '../../graph/document.ts';
import { layerOf } from '../../layers/index.ts';

type Graph = Document['graph'];

/** Settings that say how much is drawn. */
const DRAWN = ['rate', 'dropout', 'recurrentDropout', 'deviation'];

function stillNode(node: Node): Node {
  const settings = layerOf(node.type)?.settings ?? {};
  const off = DRAWN.filter((name) => name in settings);
  return { ...node, settings: { ...node.settings, ...Object.fromEntries(off.map((name) => [name, 0])) } };
}

export const stillGraph = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map(stillNode),
  blocks: graph.blocks.map((block) => ({ ...block, nodes: block.nodes.map(stillNode) })),
});
