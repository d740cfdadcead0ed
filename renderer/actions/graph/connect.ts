/** Wires: drawn, moved to other ports, and picked by the keyboard. */
import { t } from '../../../engine/texts/index.ts';
import type { Edge, End } from '../../../engine/graph/document.ts';
import { connect, disconnect, edgeKey, reachedFrom } from '../../../engine/graph/edits.ts';
import { notify } from '../../state/notices.ts';
import { askDialog } from '../../state/dialogs.ts';
import { drawing } from '../../state/document/drawing.ts';
import { connections } from './connections.ts';
import { editDrawing, layerAt } from './edit.ts';
import { selectedNodes } from './selection.ts';

/** Whether several wires may lead into an input. */
export const acceptsMany = (end: End): boolean =>
  layerAt(end.node)?.inputs.find(({ name }) => name === end.port)?.many === true;

/** Whether a wire between two nodes would lead back to where it begins. */
export const closesCircle = (from: string, to: string): boolean => reachedFrom(drawing(), to).has(from);

export function connectEnds(from: End, to: End): void {
  if (closesCircle(from.node, to.node)) return tellCircle();
  editDrawing(t('edits.connect', 'Connect'), (current) => connect(current, from, to, acceptsMany(to)));
}

/** Connects a port with a node: with the first that it has on the other side. */
export function connectWithNode(end: End, side: 'from' | 'to', node: string): void {
  const layer = layerAt(node);
  const port = (side === 'from' ? layer?.inputs : layer?.outputs)?.[0];
  if (!port) return;
  const other = { node, port: port.name };
  if (side === 'from') connectEnds(end, other);
  else connectEnds(other, end);
}

const tellCircle = (): void =>
  void notify({
    kind: 'info',
    text: t('connect.circle', 'This wire would close a circle: what flows could never be computed.'),
  });

export function reconnect(old: Edge, from: End, to: End): void {
  if (closesCircle(from.node, to.node)) return tellCircle();
  editDrawing(t('edits.reconnect', 'Reconnect'), (current) => {
    const { edges } = current.graph;
    // the wire keeps its place in the order: that of the inputs of a Concatenate
    const place = edges.findIndex((edge) => edgeKey(edge) === edgeKey(old));
    const moved = connect(disconnect(current, [old]), from, to, acceptsMany(to));
    const rest = moved.graph.edges.filter((edge) => edgeKey(edge) !== edgeKey({ from, to }));
    return {
      ...moved,
      graph: { ...moved.graph, edges: [...rest.slice(0, place), { from, to }, ...rest.slice(place)] },
    };
  });
}

/** A list of all that the selected layer can be connected with. */
export async function connectSelection(): Promise<void> {
  const [id] = selectedNodes();
  if (id === undefined) return;
  const picked = (await askDialog('pick', {
    label: t('connect.title', 'Connect with'),
    empty: t('connect.none', 'No layer of that name can be connected here.'),
    groups: connections(drawing(), id),
  })) as Edge | null;
  if (picked) connectEnds(picked.from, picked.to);
}
