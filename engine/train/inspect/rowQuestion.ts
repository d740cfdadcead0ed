/** What the answer of `strayRows` follows from: who asks it again and again asks only where something of this has changed. */
import type { Document } from '../../graph/document.ts';
import { layerFor } from '../../layers/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { judgedOutput } from '../../passes/compile.ts';

/** As much of a document as the answer depends on, as a text. */
export function strayRowsDependOn(document: Document, checked: CheckedGraph): string {
  const { graph, data, training } = document;
  const judged = training.losses.map((_, i) => {
    const output = judgedOutput(document, checked, i);
    return typeof output === 'string' ? checked.nodes.get(output)?.outputs[0] : null;
  });
  const looksUp = checked.expanded.graph.nodes.some((node) => layerFor(node)?.vocabulary !== undefined);
  // what reaches a layer that looks tokens up may come from anywhere
  const drawn = looksUp && [graph.nodes.map(({ position: _, ...node }) => node), graph.edges, graph.blocks];
  return JSON.stringify([data, training.losses, judged, drawn]);
}
