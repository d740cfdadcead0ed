/** A document as it works: without what is muted, and with what feeds a bypassed layer in that layer's place. Itself where all is on. */
import type { Document, Drawing, Edge, End, Graph } from './document.ts';

const known = new WeakMap<Graph, Graph>();

export function activeGraph(graph: Graph): Graph {
  let active = known.get(graph);
  if (!active) {
    const blocks = graph.blocks.map((block) => ({ ...block, ...activeDrawing(block) }));
    const isOn = [graph, ...graph.blocks].every(({ nodes }) => nodes.every(({ off }) => off === undefined));
    active = isOn ? graph : { ...graph, ...activeDrawing(graph), blocks };
    known.set(graph, active);
  }
  return active;
}

/** Losses judge what feeds a bypassed output, and muted Inputs take no column. */
export function activeDocument(document: Document): Document {
  const graph = activeGraph(document.graph);
  if (graph === document.graph) return document;
  const { data, training } = document;
  const sourceOf = sourcesIn(document.graph);
  const muted = new Set(document.graph.nodes.flatMap(({ id, off }) => (off === 'muted' ? [id] : [])));
  const losses = training.losses.map((loss) => {
    const output = loss.output === undefined ? undefined : sourceOf({ node: loss.output, port: 'output' })?.node;
    return output === undefined ? loss : { ...loss, output };
  });
  const inputs = Object.fromEntries(Object.entries(data.inputs).filter(([id]) => !muted.has(id)));
  return { ...document, graph, data: { ...data, inputs }, training: { ...training, losses } };
}

/** What an end stands for, led past bypassed nodes; undefined where nothing feeds it. */
function sourcesIn({ nodes, edges }: Pick<Drawing, 'nodes' | 'edges'>): (end: End) => End | undefined {
  const off = new Map(nodes.map((node) => [node.id, node.off]));
  return (end) => {
    const seen = new Set<string>();
    let at: End | undefined = end;
    while (at && off.get(at.node) === 'bypassed') {
      const { node }: End = at;
      if (seen.has(node)) return undefined;
      seen.add(node);
      at = edges.find(({ to }) => to.node === node)?.from;
    }
    return at && off.get(at.node) !== 'muted' ? at : undefined;
  };
}

function activeDrawing(drawing: Pick<Drawing, 'nodes' | 'edges'>): Pick<Drawing, 'nodes' | 'edges'> {
  const { nodes } = drawing;
  const sourceOf = sourcesIn(drawing);
  const isOff = new Set(nodes.flatMap(({ id, off }) => (off === undefined ? [] : [id])));
  const edges = drawing.edges.flatMap((edge): Edge[] => {
    if (isOff.has(edge.to.node)) return [];
    const from = sourceOf(edge.from);
    return from === edge.from ? [edge] : from ? [{ from, to: edge.to }] : [];
  });
  return { nodes: nodes.filter(({ id }) => !isOff.has(id)), edges };
}
