/** A network whose adapters have become part of the weights that they adapt: what leaves the program knows nothing of them. */
import type { Document, Node } from '../graph/document.ts';
import { adapterNames, isAdapter, mergedWeight } from '../layers/common/adapter.ts';
import { layerFor } from '../layers/index.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { nameOf } from '../graph/document.ts';
import type { Tensor } from '../types/tensor.ts';
import { resolveSettings } from '../settings.ts';

const withoutAdapter = ({ lora: _, ...node }: Node): Node => node;

/** The document without adapters; itself where it has none. */
export function withoutAdapters(document: Document): Document {
  const { graph } = document;
  const drawings = [graph, ...graph.blocks];
  if (drawings.every(({ nodes }) => nodes.every(({ lora }) => lora === undefined))) return document;
  return {
    ...document,
    graph: {
      ...graph,
      nodes: graph.nodes.map(withoutAdapter),
      blocks: graph.blocks.map((block) => ({ ...block, nodes: block.nodes.map(withoutAdapter) })),
    },
  };
}

/** Weights of a network with adapters, by their full names, as those of the same network without; `checked` is of the one with them. */
export function mergeAdapters(
  checked: CheckedGraph,
  weights: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const merged = new Map([...weights].filter(([name]) => !isAdapter(name)));
  for (const { node, weights: own, shared = {} } of checked.nodes.values()) {
    if (!node.lora || !layerFor(node)?.adaptable) continue;
    const { settings } = resolveSettings(layerFor(node)!.settings, node.settings);
    for (const name of Object.keys(own)) {
      const [a, b] = adapterNames(name).map((one) => weights.get(`${nameOf(node)}.${one}`)?.data);
      const full = `${nameOf(node)}.${name}`;
      const weight = merged.get(full);
      if (!a || !b || !weight || name in shared) continue;
      const data = mergedWeight(
        weight.data as Float32Array,
        weight.shape,
        [a, b],
        node.lora,
        settings.transposed === true && weight.shape.length === 2,
      );
      merged.set(full, { dtype: 'float32', shape: weight.shape, data });
    }
  }
  return merged;
}
