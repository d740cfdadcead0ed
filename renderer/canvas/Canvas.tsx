/** The graph of the active document, drawn with React Flow. The document owns the graph; the canvas proposes changes. */
import { Background, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useDocument } from '../state/workspace.ts';

export function Canvas() {
  const graph = useDocument()?.graph;
  if (!graph) return null;
  const nodes = graph.nodes.map(({ id, position, label }) => ({ id, position, data: { label: label ?? id } }));
  const edges = graph.edges.map(({ from, to }) => ({ id: `${from.node}-${to.node}`, source: from.node, target: to.node }));
  return (
    <ReactFlow nodes={nodes} edges={edges} fitView>
      <Background />
    </ReactFlow>
  );
}
