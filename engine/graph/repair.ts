/** Makes the change that a problem proposes. Layers that a repair inserts have ports called `input` and `output`. */
import type { Repair, RepairAction } from '../problems.ts';
import { addNode, configure, connect, disconnect, insertOnEdge, PITCH, removeNodes, sameEnd, setProperties, setSetting } from './edits.ts';
import type { Document, Node } from './document.ts';

export function applyRepair(document: Document, { actions }: Pick<Repair, 'actions'>): Document {
  return actions.reduce(applyAction, document);
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
