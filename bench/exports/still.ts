/** Templates at their small size of which nothing is drawn at random, so that two programs take the same steps. */
import type { Document, Node } from '../../engine/graph/document.ts';
import { layerOf } from '../../engine/layers/index.ts';
import type { TEMPLATES } from '../../templates/index.ts';

/** A node that draws nothing. */
function still(node: Node): Node {
  const settings = layerOf(node.type)?.settings ?? {};
  const off = ['rate', 'dropout', 'recurrentDropout', 'deviation'].filter((name) => name in settings);
  return { ...node, settings: { ...node.settings, ...Object.fromEntries(off.map((name) => [name, 0])) } };
}

/** The template's small network, all of its rows to learn from, as float32. */
export function stillDocument(template: (typeof TEMPLATES)[number], batchSize: number, epochs: number): Document {
  const { graph, data, training, ...document } = template.make(template.small ?? {});
  return {
    ...document,
    graph: {
      ...graph,
      nodes: graph.nodes.map(still),
      blocks: graph.blocks.map((block) => ({ ...block, nodes: block.nodes.map(still) })),
    },
    data: { ...data, split: { ...data.split, validation: 0, test: 0 } },
    training: {
      ...training,
      batchSize,
      epochs,
      gradientNoise: { ...training.gradientNoise, deviation: 0 },
      averaging: { ...training.averaging, type: 'none' },
      earlyStopping: null,
      savedAs: 'float32',
    },
  };
}
