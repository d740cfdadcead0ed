/** What can be done on the canvas: each is one undoable step of the active document, or a change of the view. */
import {
  addBlocks,
  blockOf,
  canDissolve,
  canStandInBlock,
  dissolve,
  makeBlock,
  makeIndependent,
} from '../../../engine/graph/blocks.ts';
import { type Block, BLOCK, type Document, type Edge, type End } from '../../../engine/graph/document.ts';
import {
  addNode,
  addNote as addNoteTo,
  changeNote,
  connect,
  disconnect,
  edgeKey,
  insertOnEdge,
  moveNodes,
  paste,
  type Point,
  removeAndBridge,
  removeNodes,
  removeNotes,
  setProperties,
} from '../../../engine/graph/edits.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { layerOfNode } from '../../../engine/layers/blocks.ts';
import { libraryBlocks } from '../../state/library.ts';
import { attempt, notify } from '../../state/notices.ts';
import { showSide, view } from '../../state/view.ts';
import { draw, drawing, scopeOf } from '../../state/document/drawing.ts';
import { activeDocument, select } from '../../state/document/workspace.ts';
import { type Clip, clipOf, clipText, readClip } from './clip.ts';
import { freeSpot, NODE, plus, snap, stepOf } from '../../state/document/geometry.ts';
import { layOut } from './layout.ts';
import { type Offer, offered, ready } from '../../state/canvas/offers.ts';
import { flow, movement, NO_MOVES, onFlow, pointer, session } from '../../state/canvas/session.ts';

const graph = () => drawing();
const direction = () => view.getState().direction;
const layerAt = (id: string): Layer | undefined => {
  const node = graph().nodes.find((one) => one.id === id);
  return node && layerOfNode(node, graph().blocks);
};
const countOf = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

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
  const { nodes, notes } = scopeOf(open).document.graph;
  return {
    layers: among(nodes),
    notes: among(notes),
    wires: scopeOf(open).document.graph.edges.filter((edge) => edges.has(edgeKey(edge))),
  };
}
export const selectedNodes = (): readonly string[] => selected().layers;
export const hasSelection = (): boolean => Object.values(selected()).some(({ length }) => length > 0);

/** What the edit says of the nodes: the layer's title for one. */
function called(ids: readonly string[]): string {
  return ids.length === 1 ? (layerAt(ids[0]!)?.title ?? 'layer') : countOf(ids.length, 'layer');
}

// Adding

export interface Place {
  readonly at?: Point;
  /** The output that feeds the new layer. */
  readonly from?: End;
  /** The input that the new layer feeds. */
  readonly to?: End;
  readonly edge?: Edge;
}

const isMany = (end: End): boolean => layerAt(end.node)?.inputs.find(({ name }) => name === end.port)?.many === true;

/** The middle of what is seen; for the first layer its top, since the others follow below. */
function centre(): Point {
  const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  const first = graph().nodes.length === 0;
  const at =
    box &&
    flow()?.screenToFlowPosition(
      first && direction() === 'down'
        ? { x: box.x + box.width / 2, y: box.y + 40 }
        : { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    );
  return at ? plus(at, { x: -NODE.width / 2, y: -NODE.height / 2 }) : { x: 0, y: 0 };
}

/** What can be put on the canvas now, by its id in the list. */
export const offeredHere = (id: string): Offer | undefined =>
  offered(graph().blocks, scopeOf(activeDocument()!).block !== undefined, libraryBlocks()).find(
    (offer) => offer.id === id,
  );

export function addLayer(layer: Offer, { at, from, to, edge }: Place): void {
  let added = '';
  draw(`Add ${layer.title}`, (current) => {
    const { document: before, type, block } = ready(current, layer);
    const placed = ({ document, id }: { document: Document; id: string }): Document => {
      added = id;
      return block === undefined ? document : setProperties(document, [id], { block });
    };
    const [input, output] = [layer.inputs[0], layer.outputs[0]];
    if (edge && input && output)
      return placed(
        insertOnEdge(before, edge, type, { input: input.name, output: output.name }, {}, stepOf(direction())),
      );
    const positions = before.graph.nodes.map(({ position }) => position);
    let next = placed(addNode(before, type, freeSpot(positions, at ?? centre(), direction())));
    if (from && input) next = connect(next, from, { node: added, port: input.name }, input.many);
    if (to && output) next = connect(next, { node: added, port: output.name }, to, isMany(to));
    return next;
  });
  select({ nodes: [added] });
  bringIntoView(added);
}

/** Adds a layer behind the selected one: into its wire where it has just one, else beside what it feeds already. */
export function addAfterSelection(layer: Offer): void {
  const [chosen, ...more] = selectedNodes();
  const port = chosen !== undefined && more.length === 0 ? layerAt(chosen)?.outputs[0] : undefined;
  if (!chosen || !port || layer.inputs.length === 0) {
    addLayer(layer, {});
    return;
  }
  const from = { node: chosen, port: port.name };
  const outgoing = graph().edges.filter((edge) => edge.from.node === chosen);
  const position = graph().nodes.find(({ id }) => id === chosen)!.position;
  const inside = outgoing.length === 1 && layer.outputs.length > 0 && !layer.inputs[0]!.many;
  addLayer(layer, inside ? { edge: outgoing[0]! } : { at: plus(position, stepOf(direction())), from });
}

/** Where the pointer is, else beside the layers: a note lies behind them. */
function noteSpot(): Point {
  const at = pointer.at && flow()?.screenToFlowPosition(pointer.at);
  const { nodes } = graph();
  return (
    at ?? {
      x: nodes.length === 0 ? centre().x : Math.max(...nodes.map(({ position }) => position.x)) + NODE.width + 24,
      y: centre().y,
    }
  );
}

export function addNote(at: Point = noteSpot()): void {
  let added = '';
  draw('Add note', (current) => {
    const made = addNoteTo(current, snap(at));
    added = made.id;
    return made.document;
  });
  select({ nodes: [added] });
}

/** Where the list of layers opens by the keyboard: at the pointer, else in the middle. */
export function pickLayer(): void {
  const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  const shown = flow();
  if (!box || !shown) return;
  const screen = pointer.at ?? { x: box.x + box.width / 2 - 120, y: box.y + box.height / 3 };
  session.setState({ picker: { screen, at: shown.screenToFlowPosition(screen) } });
}

// Wires

export function connectEnds(from: End, to: End): void {
  draw('Connect', (current) => connect(current, from, to, isMany(to)));
}

export function reconnect(old: Edge, from: End, to: End): void {
  draw('Reconnect', (current) => {
    const { edges } = current.graph;
    // the wire keeps its place in the order: that of the inputs of a Concatenate
    const place = edges.findIndex((edge) => edgeKey(edge) === edgeKey(old));
    const moved = connect(disconnect(current, [old]), from, to, isMany(to));
    const rest = moved.graph.edges.filter((edge) => edgeKey(edge) !== edgeKey({ from, to }));
    return {
      ...moved,
      graph: { ...moved.graph, edges: [...rest.slice(0, place), { from, to }, ...rest.slice(place)] },
    };
  });
}

// Selection and removal

export function selectAll(): void {
  const { nodes, notes, edges } = graph();
  select({ nodes: [...nodes, ...notes].map(({ id }) => id), edges: edges.map(edgeKey) });
}

export function removeSelection({ bridge = false }: { bridge?: boolean } = {}): void {
  const { layers, notes, wires } = selected();
  const what =
    layers.length > 0
      ? called(layers)
      : notes.length > 0
        ? countOf(notes.length, 'note')
        : countOf(wires.length, 'wire');
  draw(`Delete ${what}`, (current) =>
    removeNotes(
      (bridge ? removeAndBridge : removeNodes)(disconnect(current, bridge && layers.length > 0 ? [] : wires), layers),
      notes,
    ),
  );
  select({});
}

/** Selects the neighbour that the selected node is connected with, or that stands beside it. */
export function walk(towards: 'up' | 'down' | 'left' | 'right'): void {
  const { nodes, edges } = graph();
  const here = nodes.find(({ id }) => id === activeDocument()!.selection.nodes[0]) ?? nodes[0];
  if (!here) return;
  const along =
    direction() === 'down'
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
  const far = (point: Point): number =>
    Math.abs(point[axis] - here.position[axis]) + 3 * Math.abs(point[other] - here.position[other]);
  const next = [...candidates].sort((a, b) => far(a.position) - far(b.position))[0] ?? here;
  select({ nodes: [next.id] });
  bringIntoView(next.id, true);
}

let walked = '';
/** Selects a wire of the selected layer, the next one each time: those that come in, then those that go out. */
export function walkWires(): void {
  const { layers, wires } = selected();
  if (layers.length > 0) walked = layers[0]!;
  const own = (side: 'from' | 'to') => graph().edges.filter((edge) => edge[side].node === walked);
  const all = [...own('to'), ...own('from')].map(edgeKey);
  const at = layers.length > 0 || wires.length !== 1 ? -1 : all.indexOf(edgeKey(wires[0]!));
  const next = all[(at + 1) % all.length];
  if (next === undefined) return;
  select({ edges: [next] });
  requestAnimationFrame(() =>
    document
      .querySelector<SVGElement>(`.react-flow__edge[data-id="${CSS.escape(next)}"]`)
      ?.focus({ preventScroll: true }),
  );
}
export const hasWires = (): boolean => selectedNodes().length === 1 || selected().wires.length === 1;

export function nudge(by: Point): void {
  const { nodes, notes } = graph();
  const chosen = new Set(activeDocument()!.selection.nodes);
  const moved = new Map(
    [...nodes, ...notes].filter(({ id }) => chosen.has(id)).map(({ id, position }) => [id, plus(position, by)]),
  );
  draw(`Move ${called(selectedNodes())}`, (current) => place(current, moved), {
    merge: `nudge ${[...moved.keys()].join()}`,
  });
}

/** Puts nodes and notes where they are to stand. */
export function place(current: Document, positions: ReadonlyMap<string, Point>): Document {
  return current.graph.notes.reduce(
    (next, note) => {
      const at = positions.get(note.id);
      return at ? changeNote(next, note.id, { position: { x: at.x, y: at.y } }) : next;
    },
    moveNodes(current, positions),
  );
}

// Clipboard

let lastPaste: { text: string; count: number } = { text: '', count: 0 };

/** What is selected, as text for the clipboard; undefined where nothing is. */
export function copySelection(): string | undefined {
  const open = activeDocument();
  if (!open || open.selection.nodes.length === 0) return undefined;
  const text = clipText(clipOf(scopeOf(open).document, open.selection.nodes));
  lastPaste = { text, count: 0 };
  return text;
}

function insert(label: string, clip: Clip, offset: Point): void {
  let ids: string[] = [];
  draw(label, (current) => {
    const { document: ready, ids: blocks } = addBlocks(current, clip.blocks);
    const nodes = clip.nodes.map((node) =>
      node.block === undefined ? node : { ...node, block: blocks.get(node.block) ?? node.block },
    );
    const pasted = paste(ready, { ...clip, nodes }, offset);
    ids = pasted.ids;
    return clip.notes.reduce((next, note) => {
      const made = addNoteTo(next, plus(note.position, offset), note.text);
      ids.push(made.id);
      return note.size ? changeNote(made.document, made.id, { size: note.size }) : made.document;
    }, pasted.document);
  });
  select({ nodes: ids });
}

/** Pastes at the pointer where it is over the canvas, else a little aside of what was copied. */
export function pasteText(text: string): void {
  void attempt(async () => {
    const clip = readClip(text);
    const items = clip && [...clip.nodes, ...clip.notes];
    if (!clip || !items || items.length === 0)
      return void notify({ kind: 'info', text: 'The clipboard holds no layers. Copy some on a canvas first.' });
    lastPaste = { text, count: lastPaste.text === text ? lastPaste.count + 1 : 1 };
    const corner = {
      x: Math.min(...items.map(({ position }) => position.x)),
      y: Math.min(...items.map(({ position }) => position.y)),
    };
    const at = pointer.at && flow()?.screenToFlowPosition(pointer.at);
    const aside = 24 * lastPaste.count;
    insert('Paste', clip, at ? snap({ x: at.x - corner.x, y: at.y - corner.y }) : { x: aside, y: aside });
  });
}

export function duplicateSelection(offset: Point = { x: 24, y: 24 }): void {
  const { selection } = activeDocument()!;
  const { document: current } = scopeOf(activeDocument()!);
  insert(`Duplicate ${called(selectedNodes())}`, clipOf(current, selection.nodes), offset);
}

// Blocks

/** The selected layers that a block can be made of. */
export const blockable = (): readonly string[] =>
  graph()
    .nodes.filter((node) => selectedNodes().includes(node.id) && canStandInBlock(node))
    .map(({ id }) => id);
/** The selected instance of a block; undefined where something else or more is selected. */
export function chosenInstance(): string | undefined {
  const [id, ...more] = selectedNodes();
  return more.length === 0 && graph().nodes.find((node) => node.id === id)?.type === BLOCK ? id : undefined;
}
/** The block that it is an instance of. */
export const chosenBlock = (): Block | undefined =>
  blockOf(graph(), graph().nodes.find(({ id }) => id === chosenInstance())?.block);
export const dissolvable = (): boolean => canDissolve(graph(), chosenInstance() ?? '');

export function makeBlockOfSelection(): void {
  const ids = blockable();
  let made = '';
  draw('Make block', (current) => {
    const block = makeBlock(
      current,
      ids,
      'Block',
      (node) => layerOfNode(node, current.graph.blocks)?.outputs.map(({ name }) => name) ?? [],
    );
    made = block?.id ?? '';
    return block?.document ?? current;
  });
  if (made !== '') select({ nodes: [made] });
}

export function dissolveSelection(): void {
  let ids: string[] = [];
  draw('Dissolve block', (current) => {
    const apart = dissolve(current, chosenInstance() ?? '');
    ids = apart.ids;
    return apart.document;
  });
  select({ nodes: ids });
}

export function makeSelectionIndependent(): void {
  draw('Make independent', (current) => makeIndependent(current, chosenInstance() ?? ''));
}

// Properties and repairs

/** The selected layers that have weights. */
export const freezable = (): readonly string[] => selectedNodes().filter((id) => layerAt(id)?.weights !== undefined);
export const allFrozen = (ids: readonly string[]): boolean =>
  graph().nodes.every(({ id, frozen }) => !ids.includes(id) || frozen === true);

export function toggleFrozen(): void {
  const ids = freezable();
  const frozen = !allFrozen(ids);
  draw(`${frozen ? 'Freeze' : 'Unfreeze'} ${called(ids)}`, (current) =>
    setProperties(current, ids, { frozen: frozen || undefined }),
  );
}

const PARTS = {
  name: '#inspector-name',
  settings: '#inspector-settings :is(input, button)',
  wire: '#inspector-wire',
} as const;
/** Opens the inspector and puts the keyboard into it: into the name, into the first setting, or on what can be done with a wire. */
export function focusInspector(part: keyof typeof PARTS): void {
  showSide('inspector');
  writeIn(PARTS[part]);
}

export function focusPalette(): void {
  showSide('palette');
  writeIn('#palette-search');
}

/** Puts the keyboard into a field: at once where it is there, so that what is typed next goes into it. */
function writeIn(field: string, again = true): void {
  const element = document.querySelector<HTMLElement>(field);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  if (!element && again) requestAnimationFrame(() => writeIn(field, false));
}

// View

export function fit(): void {
  const open = activeDocument();
  // the way into a block stands above what is in it
  const padding =
    open && (open.expanded || open.within.length > 0) ? ({ top: '64px', x: 0.08, bottom: 0.08 } as const) : 0.08;
  onFlow((shown) => void shown.fitView({ padding, maxZoom: 1.25, duration: movement() }));
}
export const fitSelection = (): void =>
  onFlow(
    (shown) =>
      void shown.fitView({
        nodes: selectedNodes().map((id) => ({ id })),
        padding: 0.3,
        maxZoom: 1.5,
        duration: movement(),
      }),
  );
export const zoomIn = (): void => onFlow((shown) => void shown.zoomIn({ duration: movement() }));
export const zoomOut = (): void => onFlow((shown) => void shown.zoomOut({ duration: movement() }));
export const zoomTo = (zoom: number): void => onFlow((shown) => void shown.zoomTo(zoom, { duration: movement() }));

/** Brings a node into sight, without moving where it is seen already. */
export function bringIntoView(id: string, focus = false): void {
  requestAnimationFrame(() => {
    const shown = flow();
    const node = (activeDocument() && drawing())?.nodes.find((node) => node.id === id);
    const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
    if (!shown || !node || !box) return;
    const start = shown.flowToScreenPosition(node.position);
    const end = shown.flowToScreenPosition(plus(node.position, { x: NODE.width, y: NODE.height }));
    const margin = 12;
    const [dx, dy] = [
      beyond(start.x, end.x, box.left + margin, box.right - margin),
      beyond(start.y, end.y, box.top + margin, box.bottom - margin),
    ];
    if (dx !== 0 || dy !== 0) {
      const { x, y, zoom } = shown.getViewport();
      void shown.setViewport({ x: x - dx, y: y - dy, zoom }, { duration: movement() });
    }
    if (focus)
      document
        .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
        ?.focus({ preventScroll: true });
  });
}
const beyond = (start: number, end: number, from: number, to: number): number =>
  start < from ? start - from : end > to ? Math.min(end - to, start - from) : 0;

/** Lays the layers out in rows as one step; what moves is seen moving. */
export async function tidy(towards = direction()): Promise<void> {
  const open = activeDocument();
  if (!open || open.expanded || session.getState().laying) return;
  session.setState({ laying: true });
  try {
    const positions = await layOut(scopeOf(open).document.graph, towards);
    // edited or left meanwhile: what was laid out is no longer what is shown
    if (activeDocument()?.document !== open.document) return;
    await glide(new Map(scopeOf(open).document.graph.nodes.map(({ id, position }) => [id, position])), positions);
    if (activeDocument()?.document === open.document) draw('Tidy', (current) => moveNodes(current, positions));
  } finally {
    session.setState({ laying: false, moved: NO_MOVES });
  }
}

/** Beyond this many nodes every frame of a movement would take longer than the movement is worth. */
const MOST_GLIDING = 300;

function glide(from: ReadonlyMap<string, Point>, to: ReadonlyMap<string, Point>): Promise<void> {
  const duration = movement();
  if (duration === 0 || to.size > MOST_GLIDING) return Promise.resolve();
  const start = performance.now();
  return new Promise((resolve) => {
    const frame = (now: number) => {
      const share = Math.min(Math.max(now - start, 0) / duration, 1);
      const eased = 1 - (1 - share) ** 3;
      session.setState({ moved: new Map([...to].map(([id, end]) => [id, between(from.get(id) ?? end, end, eased)])) });
      if (share < 1) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
}
const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

export async function turn(): Promise<void> {
  const towards = direction() === 'down' ? 'right' : 'down';
  view.setState({ direction: towards });
  await tidy(towards);
}
