/** A network whose adapters have become part of the weights that they adapt: what leaves the program knows nothing of them. */
import type { Document, Node } from '../graph/document.ts';
import { type Adapter, adapterNames, isAdapter, mergedWeight } from '../layers/common/adapter.ts';
import { layerFor } from '../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../passes/check.ts';
import { nameOf } from '../graph/document.ts';
import type { Tensor } from '../types/tensor.ts';
import { resolveSettings } from '../settings.ts';

/** Whether two layers of one drawing, of which one uses the other's weights, use the same numbers when adapters are part of them. */
const sameAdapter = (a: Adapter | undefined, b: Adapter | undefined): boolean =>
  a === b || (a?.rank === b?.rank && a?.scale === b?.scale);

function withoutAdapter({ lora, ...node }: Node, nodes: readonly Node[]): Node {
  const owner = nodes.find(({ id }) => id === node.shares);
  if (!owner || sameAdapter(lora, owner.lora)) return node;
  // one matrix becomes two
  const { shares: _, ...own } = node;
  return own;
}
const plainNodes = (nodes: readonly Node[]): Node[] => nodes.map((node) => withoutAdapter(node, nodes));

/** The document without adapters; itself where it has none. */
export function withoutAdapters(document: Document): Document {
  const { graph } = document;
  const drawings = [graph, ...graph.blocks];
  if (drawings.every(({ nodes }) => nodes.every(({ lora }) => lora === undefined))) return document;
  return {
    ...document,
    graph: {
      ...graph,
      nodes: plainNodes(graph.nodes),
      blocks: graph.blocks.map((block) => ({ ...block, nodes: plainNodes(block.nodes) })),
    },
  };
}

/** Weights of a network with adapters, by their full names, as those of the same network without; `checked` and `plain` are the two. */
export function mergeAdapters(
  checked: CheckedGraph,
  plain: CheckedGraph,
  weights: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const merged = new Map([...weights].filter(([name]) => !isAdapter(name)));
  for (const [id, { node, weights: specs }] of plain.nodes) {
    const adapted = checked.nodes.get(id)!;
    const given = (name: string) => {
      const owner = adapted.shared?.[name];
      return weights.get(`${nameOf(owner === undefined ? node : checked.nodes.get(owner)!.node)}.${name}`);
    };
    const layer = layerFor(adapted.node);
    const { lora } = adapted.node;
    for (const name of Object.keys(specs)) {
      const weight = given(name);
      if (!weight) continue;
      const [a, b] = lora && layer?.adaptable ? adapterNames(name).map((one) => given(one)?.data) : [];
      merged.set(
        `${nameOf(node)}.${name}`,
        lora && a && b ? together(weight, [a, b], lora, isTurned(adapted)) : weight,
      );
    }
  }
  return merged;
}

function isTurned({ node }: CheckedNode): boolean {
  const { settings } = resolveSettings(layerFor(node)!.settings, node.settings);
  return settings.transposed === true;
}

function together(
  { shape, data }: Tensor,
  pair: readonly [ArrayLike<number>, ArrayLike<number>],
  adapter: Adapter,
  turned: boolean,
): Tensor {
  const merged = mergedWeight(data as Float32Array, shape, pair, adapter, turned && shape.length === 2);
  return { dtype: 'float32', shape, data: merged };
}
