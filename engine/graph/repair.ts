/** Makes the change that a problem proposes. Layers that a repair inserts have ports called `input` and `output`. */
import type { Repair, RepairAction } from '../problems.ts';
import { editDrawn, locate } from './blocks.ts';
import { BLOCK, BLOCK_INPUT, type Document, type Node } from './document.ts';
import { addNode, configure, connect, disconnect, insertOnEdge, PITCH, removeNodes, sameEnd, setProperties, setSetting } from './edits.ts';

export function applyRepair(document: Document, { actions }: Pick<Repair, 'actions'>): Document {
  return actions.reduce(applyAnywhere, document);
}

/** An action on a node within a block changes the block. */
function applyAnywhere(document: Document, action: RepairAction): Document {
  const flat = 'node' in action ? action.node : 'to' in action ? action.to.node : undefined;
  if (flat === undefined) return applyAction(document, action);
  const { block, id } = locate(document.graph, flat);
  if (block === undefined) return applyAction(document, action);
  if ('node' in action) return editDrawn(document, block, (inside) => applyAction(inside, { ...action, node: id }));
  if (!('to' in action)) return document;
  const source = locate(document.graph, action.from.node);
  const to = { node: id, port: action.to.port };
  return editDrawn(document, block, (inside) => {
    if (source.block === block) return applyAction(inside, { ...action, from: { node: source.id, port: action.from.port }, to });
    // what comes in from outside comes through a port of the block
    const ports = new Set(inside.graph.nodes.filter(({ type }) => type === BLOCK_INPUT || type === BLOCK).map((node) => node.id));
    return action.kind === 'removeEdge' ? disconnect(inside, inside.graph.edges.filter((edge) => sameEnd(edge.to, to) && ports.has(edge.from.node)).slice(0, 1)) : inside;
  });
}

function applyAction(document: Document, action: RepairAction): Document {
  switch (action.kind) {
    case 'insertBefore': {
      const to = { node: action.node, port: action.port };
      const settings = (action.settings ?? {}) as Node['settings'];
      const edge = document.graph.edges.find((edge) => sameEnd(edge.to, to));
      if (edge) return insertOnEdge(document, edge, action.type, { input: 'input', output: 'output' }, settings).document;
      const { x, y } = document.graph.nodes.find(({ id }) => id === action.node)?.position ?? { x: 0, y: 0 };
      const added = addNode(document, action.type, { x, y: y - PITCH }, settings);
      return connect(added.document, { node: added.id, port: 'output' }, to);
    }
    case 'set':
      return setSetting(document, [action.node], action.setting, action.value);
    case 'connect':
      return connect(document, action.from, action.to);
    case 'removeEdge':
      return disconnect(document, [{ from: action.from, to: action.to }]);
    case 'removeNode':
      return removeNodes(document, [action.node]);
    case 'unshare':
      return setProperties(document, [action.node], { shares: undefined });
    case 'configure':
      return configure(document, action.path, action.value);
  }
}
