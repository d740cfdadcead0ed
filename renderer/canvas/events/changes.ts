/** What React Flow proposes: selecting, dragging and resizing. */
import type { Connection, EdgeChange, NodeChange, OnConnectEnd, OnNodeDrag } from '@xyflow/react';
import { edgeKey } from '../../../engine/graph/edits.ts';
import { wireUnder } from './drop.ts';
import type { MouseEvent as ReactMouseEvent } from 'react';
import type { End } from '../../../engine/graph/document.ts';
import { duplicateSelection } from '../../actions/graph/clipboard.ts';
import { connectEnds, connectWithNode } from '../../actions/graph/connect.ts';
import { pickLayer } from '../../actions/graph/layers.ts';
import { canBeSpliced, dropOnWire, moveTo } from '../../actions/graph/move.ts';
import { resizeNote } from '../../actions/graph/notes.ts';
import { changeSelection } from '../../actions/graph/selection.ts';
import { NO_MOVES, NO_SIZES, session } from '../../state/canvas/session.ts';
import { drawing } from '../../state/document/drawing.ts';
import { snapSize } from '../../state/document/geometry.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import type { CanvasNode, WireEdge } from '../flow.ts';

export function changeNodes(changes: readonly NodeChange<CanvasNode>[]): void {
  changeSelection('nodes', selects(changes));
  dragNodes(changes);
  for (const change of changes) if (change.type === 'dimensions') resize(change, changes);
}

export const changeWires = (changes: readonly EdgeChange<WireEdge>[]): void =>
  changeSelection('edges', selects(changes));

const selects = (changes: readonly (NodeChange<CanvasNode> | EdgeChange<WireEdge>)[]): ReadonlyMap<string, boolean> =>
  new Map(changes.flatMap((change) => (change.type === 'select' ? [[change.id, change.selected] as const] : [])));

/** A drag shows nodes elsewhere; the document learns of it when they are dropped, as one step. */
function dragNodes(changes: readonly NodeChange<CanvasNode>[]): void {
  const moves = changes.flatMap((change) =>
    change.type === 'position' && change.dragging && change.position ? [[change.id, change.position] as const] : [],
  );
  if (moves.length > 0) session.setState({ moved: new Map([...session.getState().moved, ...moves]) });
}

/** A loose node that is dragged over a wire will go into it, which the wire shows. */
export const overWire: OnNodeDrag<CanvasNode> = (event, _, dragged) => {
  const [only, ...more] = dragged;
  const loose = only !== undefined && more.length === 0 && canBeSpliced(only.id);
  const dropEdge = loose ? wireUnder(...placeOf(event)) : null;
  if (session.getState().dropEdge !== dropEdge) session.setState({ dropEdge });
};

const placeOf = (event: globalThis.MouseEvent | globalThis.TouchEvent | ReactMouseEvent): [x: number, y: number] => {
  const { clientX, clientY } = 'changedTouches' in event ? event.changedTouches[0]! : event;
  return [clientX, clientY];
};

export const dropNodes: OnNodeDrag<CanvasNode> = (event) => {
  const { moved, dropEdge } = session.getState();
  session.setState({ moved: NO_MOVES, dropEdge: null });
  const graph = activeDocument() && drawing();
  const first = graph && [...graph.nodes, ...graph.notes].find(({ id }) => moved.has(id));
  if (!first) return;
  const to = moved.get(first.id)!;
  const wire = graph.edges.find((edge) => edgeKey(edge) === dropEdge);
  if (wire && !event.altKey) dropOnWire(first.id, to, wire);
  else if (event.altKey) duplicateSelection({ x: to.x - first.position.x, y: to.y - first.position.y });
  else moveTo(moved);
};

type Dimensions = Extract<NodeChange<CanvasNode>, { type: 'dimensions' }>;

/** A note whose corner is dragged shows its new size; the document learns of it at the end. */
function resize(change: Dimensions, changes: readonly NodeChange<CanvasNode>[]): void {
  if (change.resizing === undefined) return;
  const { moved, resized } = session.getState();
  const at = changes.find((other) => other.type === 'position' && other.id === change.id);
  const position = at?.type === 'position' && at.position ? at.position : moved.get(change.id);
  if (change.resizing && change.dimensions) {
    session.setState({
      resized: new Map([[change.id, snapSize(change.dimensions)]]),
      ...(position && { moved: new Map([[change.id, position]]) }),
    });
  } else if (!change.resizing) {
    const size = resized.get(change.id);
    session.setState({ resized: NO_SIZES, moved: NO_MOVES });
    if (size) resizeNote(change.id, size, position);
  }
}

export const endsOf = ({ source, sourceHandle, target, targetHandle }: Connection): [from: End, to: End] => [
  { node: source, port: sourceHandle ?? 'output' },
  { node: target, port: targetHandle ?? 'input' },
];
export const connectPorts = (connection: Connection): void => connectEnds(...endsOf(connection));

/** A wire that is let go over a node goes to its first port; over the empty canvas it asks which layer to put there. */
export const dropWire: OnConnectEnd = (event, { isValid, fromHandle, fromNode }) => {
  if (isValid || !fromHandle || !fromNode) return;
  const [x, y] = placeOf(event);
  const end = { node: fromNode.id, port: fromHandle.id ?? '' };
  const side = fromHandle.type === 'source' ? 'from' : 'to';
  const under = document.elementFromPoint(x, y);
  const node = under?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
  if (node !== undefined && node !== fromNode.id) connectWithNode(end, side, node);
  else if (node === undefined && under?.closest('.react-flow__pane, .react-flow__edge'))
    pickLayer({ x, y }, { [side]: end });
};
