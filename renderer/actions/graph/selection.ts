/** What is selected: chosen, walked through and removed. */
import { t, type Worded } from '../../../engine/texts/index.ts';
import type { Edge } from '../../../engine/graph/document.ts';
import {
  disconnect,
  edgeKey,
  type Point,
  removeAndBridge,
  removeNodes,
  removeNotes,
} from '../../../engine/graph/edits.ts';
import { surface } from '../../state/canvas/surface.ts';
import { drawing, scopeOf } from '../../state/document/drawing.ts';
import { activeDocument, select } from '../../state/document/workspace.ts';
import { page } from '../../state/page.ts';
import { view } from '../../state/view.ts';
import { editDrawing, titleOfNodes } from './edit.ts';

/** What is selected and still there: undoing may have taken it away. */
export function selected(): {
  readonly layers: readonly string[];
  readonly notes: readonly string[];
  readonly wires: readonly Edge[];
} {
  const open = activeDocument();
  if (!open) return { layers: [], notes: [], wires: [] };
  const [items, edges] = [new Set(open.selection.nodes), new Set(open.selection.edges)];
  const among = (list: readonly { readonly id: string }[]) =>
    list.filter(({ id }) => items.has(id)).map(({ id }) => id);
  const { graph } = scopeOf(open).document;
  return {
    layers: among(graph.nodes),
    notes: among(graph.notes),
    wires: graph.edges.filter((edge) => edges.has(edgeKey(edge))),
  };
}
export const selectedNodes = (): readonly string[] => selected().layers;
export const hasSelection = (): boolean => Object.values(selected()).some(({ length }) => length > 0);

export function selectAll(): void {
  const { nodes, notes, edges } = drawing();
  select({ nodes: [...nodes, ...notes].map(({ id }) => id), edges: edges.map(edgeKey) });
}

/** Adds to the selection what is chosen now and takes out what no longer is; with it goes what is no longer there. */
export function changeSelection(kind: 'nodes' | 'edges', changes: ReadonlyMap<string, boolean>): void {
  const selection = activeDocument()?.selection;
  if (!selection || changes.size === 0) return;
  const { nodes, notes, edges } = drawing();
  const there = { nodes: new Set([...nodes, ...notes].map(({ id }) => id)), edges: new Set(edges.map(edgeKey)) };
  const changed = new Set(selection[kind].filter((id) => there[kind].has(id)));
  for (const [id, on] of changes) {
    if (on) changed.add(id);
    else changed.delete(id);
  }
  select({ ...selection, nodes: selection.nodes.filter((id) => there.nodes.has(id)), [kind]: [...changed] });
}

/** What an edit's label says of the selection: its layers; its notes where it has none, else its wires. */
export function titleOfSelection(): Worded {
  const { layers, notes, wires } = selected();
  if (layers.length > 0) return titleOfNodes(layers);
  return notes.length > 0
    ? t('edits.notes', { one: '{{count}} note', other: '{{count}} notes' }, { count: notes.length })
    : t('edits.wires', { one: '{{count}} wire', other: '{{count}} wires' }, { count: wires.length });
}

/** With `bridge` what fed the removed layers feeds what they fed. */
export function removeSelection({ bridge = false }: { readonly bridge?: boolean } = {}): void {
  const { layers, notes, wires } = selected();
  const remove = bridge ? removeAndBridge : removeNodes;
  const next = page().keyboard.isOnCanvas() ? afterwards(layers, notes, wires) : undefined;
  editDrawing(t('edits.delete', 'Delete {{what}}', { what: titleOfSelection() }), (current) =>
    removeNotes(remove(disconnect(current, bridge && layers.length > 0 ? [] : wires), layers), notes),
  );
  select({});
  if (next !== undefined) surface()?.bringIntoView(next, true);
}

/**
 * The layer that has the keyboard once these are gone: one that they fed, else one that fed them, else the nearest; a wire leaves it
 * with the layer that it came from. Undefined where none is left.
 */
function afterwards(layers: readonly string[], notes: readonly string[], wires: readonly Edge[]): string | undefined {
  if (layers.length === 0 && notes.length === 0) return wires[0]?.from.node;
  const { nodes, edges, notes: all } = drawing();
  const gone = new Set(layers);
  const fed = edges.find(({ from, to }) => gone.has(from.node) && !gone.has(to.node))?.to.node;
  const feeding = edges.find(({ from, to }) => gone.has(to.node) && !gone.has(from.node))?.from.node;
  const { position } = [...nodes, ...all].find(({ id }) => gone.has(id) || notes.includes(id))!;
  const nearest = nodes
    .filter(({ id }) => !gone.has(id))
    .sort((a, b) => distance(a.position, position) - distance(b.position, position))[0];
  return fed ?? feeding ?? nearest?.id;
}
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

export type Towards = 'up' | 'down' | 'left' | 'right';

/** Selects the neighbour that the selected node, else the one with the keyboard, is connected with, or that stands beside it. */
export function walk(towards: Towards): void {
  const { nodes, edges } = drawing();
  const from = activeDocument()!.selection.nodes[0] ?? surface()?.focused();
  const here = nodes.find(({ id }) => id === from) ?? nodes[0];
  if (!here) return;
  const along =
    view.getState().direction === 'down'
      ? { down: 1, up: -1, left: 0, right: 0 }[towards]
      : { right: 1, left: -1, up: 0, down: 0 }[towards];
  const linked = new Set(
    edges.flatMap(({ from, to }) =>
      along === 1 && from.node === here.id ? [to.node] : along === -1 && to.node === here.id ? [from.node] : [],
    ),
  );
  const sign = towards === 'down' || towards === 'right' ? 1 : -1;
  const axis = towards === 'up' || towards === 'down' ? 'y' : 'x';
  const other = axis === 'x' ? 'y' : 'x';
  const candidates =
    along !== 0 && linked.size > 0
      ? nodes.filter(({ id }) => linked.has(id))
      : nodes.filter(({ position }) => (position[axis] - here.position[axis]) * sign > 0);
  const way = (point: Point): number =>
    Math.abs(point[axis] - here.position[axis]) + 3 * Math.abs(point[other] - here.position[other]);
  const next = [...candidates].sort((a, b) => way(a.position) - way(b.position))[0] ?? here;
  select({ nodes: [next.id] });
  surface()?.bringIntoView(next.id, true);
}

let walked = '';
/** Selects a wire of the selected layer, the next one each time: those that come in, then those that go out. */
export function walkWires(): void {
  const { layers, wires } = selected();
  if (layers.length > 0) walked = layers[0]!;
  const own = (side: 'from' | 'to') => drawing().edges.filter((edge) => edge[side].node === walked);
  const all = [...own('to'), ...own('from')].map(edgeKey);
  const at = layers.length > 0 || wires.length !== 1 ? -1 : all.indexOf(edgeKey(wires[0]!));
  const next = all[(at + 1) % all.length];
  if (next === undefined) return;
  select({ edges: [next] });
  surface()?.focusWire(next);
}
export const hasWires = (): boolean => selectedNodes().length === 1 || selected().wires.length === 1;
