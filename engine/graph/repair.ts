/** Makes the change that a problem or a note proposes. The output of a layer that is inserted is called `output`. */
import type { Repair, RepairAction } from '../problems.ts';
import { blockOf, editWithin, locate } from './blocks.ts';
import { BLOCK, BLOCK_INPUT, type Document, type Node } from './document.ts';
import {
  addNode,
  changeNote,
  configure,
  connect,
  disconnect,
  insertOnEdge,
  PITCH,
  removeAndBridge,
  removeNodes,
  replaceNode,
  sameEnd,
  setProperties,
  setSetting,
  topLeft,
} from './edits.ts';

export function applyRepair(document: Document, { actions }: Pick<Repair, 'actions'>): Document {
  return actions.reduce(applyAnywhere, document);
}

/** Whether everything is there that the actions speak of: a note may outlive the layers that it is about. */
export function isApplicable({ graph }: Document, actions: readonly RepairAction[]): boolean {
  const made = new Set<string>();
  const isThere = (flat: string): boolean => {
    const { block, id } = locate(graph, flat);
    return (blockOf(graph, block) ?? graph).nodes.some((node) => node.id === id);
  };
  return actions.every((action) => {
    const own = 'node' in action ? [action.node] : 'to' in action ? [action.from.node, action.to.node] : [];
    const more = action.kind === 'insertBefore' ? (action.with ?? []).map(({ node }) => node) : [];
    const known = [...own, ...more].every((flat) => made.has(flat) || isThere(flat));
    if (action.kind !== 'insertBefore' || action.id === undefined) return known;
    made.add(action.id);
    return known && !isThere(action.id);
  });
}

/** Whether a repair that was proposed earlier still does something. */
export const wouldChange = (document: Document, { actions }: Pick<Repair, 'actions'>): boolean =>
  isApplicable(document, actions) && JSON.stringify(applyRepair(document, { actions })) !== JSON.stringify(document);

/** Does what a note offers, which then says what was done. */
export function applyCure(document: Document, note: string, index: number): Document {
  const cure = document.graph.notes.find(({ id }) => id === note)?.cures?.[index];
  return cure && isApplicable(document, cure.actions)
    ? changeNote(applyRepair(document, cure), note, { text: cure.text, cures: undefined })
    : document;
}

/** An action on a node within a block changes the block. */
function applyAnywhere(document: Document, action: RepairAction): Document {
  const flat = 'node' in action ? action.node : 'to' in action ? action.to.node : undefined;
  if (flat === undefined) return applyAction(document, action);
  const { block, id } = locate(document.graph, flat);
  if (block === undefined) return applyAction(document, action);
  if (action.kind === 'insertBefore' && action.with) {
    const within = action.with.map(({ node, port }) => ({ node: locate(document.graph, node).id, port }));
    return editWithin(document, block, (inside) => applyAction(inside, { ...action, node: id, with: within }));
  }
  if ('node' in action) return editWithin(document, block, (inside) => applyAction(inside, { ...action, node: id }));
  if (!('to' in action)) return document;
  const source = locate(document.graph, action.from.node);
  const to = { node: id, port: action.to.port };
  return editWithin(document, block, (inside) => {
    if (source.block === block)
      return applyAction(inside, { ...action, from: { node: source.id, port: action.from.port }, to });
    // what comes in from outside comes through a port of the block
    const ports = new Set(
      inside.graph.nodes.filter(({ type }) => type === BLOCK_INPUT || type === BLOCK).map((node) => node.id),
    );
    return action.kind === 'removeEdge'
      ? disconnect(
          inside,
          inside.graph.edges.filter((edge) => sameEnd(edge.to, to) && ports.has(edge.from.node)).slice(0, 1),
        )
      : inside;
  });
}

function applyAction(document: Document, action: RepairAction): Document {
  switch (action.kind) {
    case 'insertBefore': {
      const to = { node: action.node, port: action.port };
      const settings = (action.settings ?? {}) as Node['settings'];
      const { into = 'input' } = action;
      const edge = document.graph.edges.find(
        (edge) => sameEnd(edge.to, to) && (!action.from || sameEnd(edge.from, action.from)),
      );
      const { x, y } = document.graph.nodes.find(({ id }) => id === action.node)?.position ?? { x: 0, y: 0 };
      const added = edge
        ? insertOnEdge(document, edge, action.type, { input: into, output: 'output' }, settings, undefined, action.id)
        : addNode(document, action.type, { x, y: y - PITCH }, settings, action.id);
      const wired = edge ? added.document : connect(added.document, { node: added.id, port: 'output' }, to);
      return (action.with ?? []).reduce(
        (next, from) => connect(next, from, { node: added.id, port: into }, true),
        wired,
      );
    }
    case 'append': {
      const { x, y } = document.graph.nodes.find(({ id }) => id === action.node)?.position ?? { x: 0, y: 0 };
      const settings = (action.settings ?? {}) as Node['settings'];
      const added = addNode(document, action.type, { x, y: y + PITCH }, settings);
      const wired = connect(
        added.document,
        { node: action.node, port: action.port },
        { node: added.id, port: 'input' },
      );
      return judgeInstead(wired, action.node, added.id);
    }
    case 'add': {
      const top = topLeft(document.graph.nodes.length > 0 ? document.graph.nodes : [{ position: { x: 0, y: PITCH } }]);
      return addNode(document, action.type, { x: top.x, y: top.y - PITCH }).document;
    }
    case 'show':
      return document;
    case 'replace':
      return replaceNode(document, action.node, action.type, (action.settings ?? {}) as Node['settings']);
    case 'set':
      return setSetting(document, [action.node], action.setting, action.value);
    case 'connect':
      return connect(document, action.from, action.to);
    case 'removeEdge':
      return disconnect(document, [{ from: action.from, to: action.to }]);
    case 'removeNode':
      if (action.bridge) {
        const [wire] = document.graph.edges.filter(({ to }) => to.node === action.node);
        return removeAndBridge(wire ? judgeInstead(document, action.node, wire.from.node) : document, [action.node]);
      }
      return removeNodes(document, [action.node]);
    case 'steps':
      return setProperties(document, [action.node], { steps: action.steps });
    case 'switch':
      return setProperties(document, [action.node], { off: action.off });
    case 'unshare':
      return setProperties(document, [action.node], { shares: undefined });
    case 'configure':
      return configure(document, action.path, action.value);
  }
}

/** Lets losses that judge one node judge another. */
const judgeInstead = ({ training, ...document }: Document, node: string, other: string): Document => ({
  ...document,
  training: {
    ...training,
    losses: training.losses.map((loss) => (loss.output === node ? { ...loss, output: other } : loss)),
  },
});
