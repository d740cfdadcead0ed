/** The graph of the active document, drawn with React Flow. The document owns the graph; the canvas proposes changes. */
import '@xyflow/react/dist/style.css';
import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionMode,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  type OnNodeDrag,
  Panel,
  ReactFlow,
  type ReactFlowProps,
  SelectionMode,
  type Viewport,
} from '@xyflow/react';
import {
  type DragEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { End } from '../../engine/graph/document.ts';
import { changeNote, edgeKey } from '../../engine/graph/edits.ts';
import { FAMILIES } from '../../engine/layers/define.ts';
import { layerOfNode } from '../../engine/layers/blocks.ts';
import { isTyping } from '../ui/keys.ts';
import { onReveal } from '../actions/reveal.ts';
import { useView } from '../state/view.ts';
import { viewport } from '../state/canvas/viewport.ts';
import { checkedIn, draw, drawing, enter, goInto, goTo, scopeOf, useDrawing } from '../state/document/drawing.ts';
import { activeDocument, select, useActive, useWorkspace } from '../state/document/workspace.ts';
import {
  addLayer,
  bringIntoView,
  connectEnds,
  copySelection,
  duplicateSelection,
  fitSelection,
  focusInspector,
  offeredHere,
  pasteText,
  pickLayer,
  place,
  reconnect,
  removeSelection,
} from '../actions/graph/layers.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import styles from './Canvas.module.css';
import { Controls } from './Controls.tsx';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { type CanvasNode, flowEdges, flowNodes, type Wire as WireEdge } from './flow.ts';
import { GRID, NODE, NOTE, plus } from '../state/document/geometry.ts';
import { enterHover, leaveHover } from './nodes/hover.ts';
import { LayerNode, spokenName } from './nodes/LayerNode.tsx';
import { LayerPicker } from './search/LayerPicker.tsx';
import { DRAGGED_LAYER } from './search/LayerSearch.tsx';
import { Menu } from './Menu.tsx';
import { NoteNode, roundSize } from './nodes/NoteNode.tsx';
import { ProblemCard } from './nodes/ProblemCard.tsx';
import {
  flow,
  NO_MOVES,
  NO_SIZES,
  pointer,
  session,
  showFlow,
  useSession,
  viewports,
} from '../state/canvas/session.ts';
import { LooseWire, Wire } from './wires/Wire.tsx';

const nodeTypes = { layer: LayerNode, note: NoteNode };
const edgeTypes = { wire: Wire };
const NO_SELECTION = { nodes: [], edges: [] };
/** Beyond this many nodes only those in sight are drawn. */
const MANY = 150;
/** Smaller than this nobody reads what layers say. */
const READABLE = 0.6;

export function Canvas() {
  const key = useWorkspace(({ active }) => active);
  const prefix = useActive((open) => (open.expanded ? '*' : scopeOf(open).prefix));
  // each drawing is a canvas of its own and remembers from where it was looked at
  const tab = prefix === undefined || prefix === '' ? key : `${key} ${prefix}`;
  return tab === null ? null : <Shown key={tab} tab={tab} within={tab !== key} />;
}

function Shown({ tab, within }: { readonly tab: string; readonly within: boolean }) {
  const document = useDrawing();
  const selection = useActive((open) => open.selection);
  const direction = useView((view) => view.direction);
  const minimap = useView((view) => view.minimap);
  const moved = useSession((state) => state.moved);
  const resized = useSession((state) => state.resized);
  const graph = document?.graph;
  const checked = useActive(checkedIn);
  const expanded = useActive((open) => open.expanded) ?? false;
  const nodes = useMemo(
    () =>
      graph && checked ? flowNodes(graph, checked, selection?.nodes ?? [], moved, direction, resized).map(spoken) : [],
    [graph, checked, selection?.nodes, moved, direction, resized],
  );
  const edges = useMemo(
    () => (graph && checked ? flowEdges(graph, checked, selection ?? NO_SELECTION, moved, direction) : []),
    [graph, checked, selection, moved, direction],
  );
  const box = useRef<HTMLDivElement>(null);
  const [start, setStart] = useState<Viewport>();
  // before anything is painted, so that nothing is seen jumping into its place
  useLayoutEffect(() => {
    const view = viewports.get(tab) ?? startView(box.current!, within);
    setStart(view);
    looksFrom(tab, view, box.current!);
  }, [tab, within]);
  useKeptCentre(box);
  useClipboard();
  useReveal();
  useEffect(() => () => showFlow(null), []);

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    selectNodes(changes);
    dragNodes(changes);
    resizeNotes(changes);
  }, []);

  return (
    <Menu>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is on the canvas takes the focus; the canvas hears what they leave */}
      <div
        ref={box}
        className={styles.canvas}
        data-canvas
        data-detail="near"
        onPointerMove={(event) => void (pointer.at = { x: event.clientX, y: event.clientY })}
        onPointerLeave={() => void (pointer.at = null)}
        onPointerDownCapture={leaveField}
        onKeyDown={press}
        onFocus={seeFocused}
        onDoubleClick={openPicker}
        onDragOver={dragOver}
        onDragLeave={() => session.setState({ dropEdge: null })}
        onDrop={drop}
      >
        {start && (
          <ReactFlow<CanvasNode, WireEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onInit={showFlow}
            defaultViewport={start}
            onMove={(_, view) => box.current && looksFrom(tab, view, box.current)}
            onNodesChange={onNodesChange}
            onEdgesChange={selectEdges}
            onConnect={connected}
            onConnectEnd={dropWire}
            onReconnect={(old, connection) => old.data && reconnect(old.data.edge, ...ends(connection))}
            isValidConnection={({ source, target }) => source !== target}
            onNodeDragStop={dropNodes}
            onSelectionDragStop={(event, moving) => dropNodes(event as never, moving[0]!, moving)}
            onNodeMouseEnter={(_, { id }) => enterHover(id)}
            onNodeMouseLeave={leaveHover}
            connectionLineComponent={LooseWire}
            {...BEHAVIOUR}
            nodesDraggable={!expanded}
            nodesConnectable={!expanded}
            edgesReconnectable={!expanded}
            onlyRenderVisibleElements={nodes.length > MANY}
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} />
            {minimap && nodes.length > 0 && (
              <MiniMap<CanvasNode>
                className={styles.minimap!}
                style={{ width: 126, height: 92 }}
                maskColor="color-mix(in oklab, var(--canvas) 55%, transparent)"
                maskStrokeColor="var(--accent)"
                maskStrokeWidth={1.5}
                bgColor="var(--panel)"
                pannable
                zoomable
                ariaLabel="Minimap"
                nodeColor={colourOf}
                nodeStrokeWidth={0}
                nodeBorderRadius={8}
              />
            )}
            <Breadcrumb />
            <Panel position="bottom-left" className={styles.controls!}>
              <Controls />
            </Panel>
            <ProblemCard />
            {graph?.nodes.length === 0 && graph.notes.length === 0 && <EmptyCanvas />}
          </ReactFlow>
        )}
        <LayerPicker />
      </div>
    </Menu>
  );
}

/** What suits both a mouse and a laptop: drag on the empty canvas selects, two fingers or Space or the middle button pan, Ctrl and the wheel zoom. */
const BEHAVIOUR: ReactFlowProps<CanvasNode, WireEdge> = {
  connectionMode: ConnectionMode.Strict,
  connectionRadius: 24,
  reconnectRadius: 7,
  selectionOnDrag: true,
  // a graph begins near the edge: it would run away under a box that is drawn there
  autoPanOnSelection: false,
  selectionMode: SelectionMode.Partial,
  selectionKeyCode: null,
  multiSelectionKeyCode: ['Shift', 'Meta', 'Control'],
  panOnDrag: [1],
  panOnScroll: true,
  panActivationKeyCode: 'Space',
  zoomActivationKeyCode: ['Meta', 'Control'],
  zoomOnDoubleClick: false,
  deleteKeyCode: null,
  disableKeyboardA11y: true,
  edgesFocusable: false,
  elevateNodesOnSelect: false,
  nodeDragThreshold: 2,
  snapToGrid: true,
  snapGrid: [GRID, GRID],
  minZoom: 0.05,
  maxZoom: 2.5,
  proOptions: { hideAttribution: true },
};

const spokenNodes = new WeakMap<CanvasNode, CanvasNode>();
/** The node with its name for screen readers; made once for each. */
function spoken(node: CanvasNode): CanvasNode {
  let named = spokenNodes.get(node);
  if (!named) {
    named = {
      ...node,
      ariaLabel: node.type === 'layer' ? spokenName(node) : 'Note',
      domAttributes: { 'aria-roledescription': node.type === 'layer' ? 'layer' : 'note' },
    };
    spokenNodes.set(node, named);
  }
  return named;
}

function colourOf(node: CanvasNode): string {
  const layer = node.type === 'layer' ? node.data.layer : undefined;
  return layer ? `var(--f-${FAMILIES[layer.family].colour})` : 'var(--line-strong)';
}

/** What can be read as a whole is shown so; else from the top, as large as the width allows, and where even that is too wide from where it begins. */
function startView({ clientWidth: width, clientHeight: height }: HTMLElement, within: boolean): Viewport {
  // the way into a block stands above what is in it
  const above = within ? 64 : 16;
  const { nodes, notes } = drawing();
  const items = [
    ...nodes.map(({ position }) => ({ ...position, width: NODE.width })),
    ...notes.map(({ position, size }) => ({ ...position, width: (size ?? NOTE).width })),
  ];
  if (items.length === 0) return { x: width / 2 - NODE.width / 2, y: above, zoom: 1 };
  const left = Math.min(...items.map(({ x }) => x));
  const right = Math.max(...items.map((item) => item.x + item.width));
  const top = Math.min(...items.map(({ y }) => y));
  const bottom = Math.max(...items.map(({ y }) => y + NODE.height));
  const wide = Math.min(1, Math.max(0.5, (width - 48) / (right - left)));
  const whole = Math.min(wide, (height - above - 16) / (bottom - top));
  const zoom = whole >= READABLE ? whole : wide;
  const middle = width / 2 - ((left + right) / 2) * zoom;
  const beginning = width / 2 - (items.find(({ y }) => y === top)!.x + NODE.width / 2) * zoom;
  const x =
    (right - left) * zoom <= width - 48
      ? middle
      : Math.min(24 - left * zoom, Math.max(width - 24 - right * zoom, beginning));
  return { x, y: above - top * zoom, zoom };
}

/** Remembers where the tab is looked at from; how much its nodes show depends on it. */
function looksFrom(tab: string, view: Viewport, box: HTMLElement): void {
  viewports.set(tab, view);
  if (viewport.getState().zoom !== view.zoom) viewport.setState({ zoom: view.zoom });
  const detail = view.zoom < 0.28 ? 'farther' : view.zoom < 0.55 ? 'far' : 'near';
  if (box.dataset.detail !== detail) box.dataset.detail = detail;
}

/** What is in the middle stays there when the window or a panel beside the canvas changes its width. */
function useKeptCentre(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let before = box.current!.clientWidth;
    const observer = new ResizeObserver(() => {
      const width = box.current?.clientWidth ?? before;
      const shown = flow();
      if (width === before || !shown) return;
      const { x, y, zoom } = shown.getViewport();
      void shown.setViewport({ x: x + (width - before) / 2, y, zoom });
      before = width;
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [box]);
}

// What React Flow proposes

const chosen = (
  before: readonly string[],
  changes: readonly { id: string; selected: boolean }[],
  there: readonly string[],
): string[] => {
  const set = new Set(before.filter((id) => there.includes(id)));
  for (const { id, selected } of changes) {
    if (selected) set.add(id);
    else set.delete(id);
  }
  return [...set];
};

const itemIds = (): string[] => [...drawing().nodes, ...drawing().notes].map(({ id }) => id);

function selectNodes(changes: readonly NodeChange<CanvasNode>[]): void {
  const selects = changes.filter((change) => change.type === 'select');
  const selection = activeDocument()?.selection;
  if (selects.length > 0 && selection) select({ ...selection, nodes: chosen(selection.nodes, selects, itemIds()) });
}

function selectEdges(changes: readonly EdgeChange<WireEdge>[]): void {
  const selects = changes.filter((change) => change.type === 'select');
  const selection = activeDocument()?.selection;
  if (selects.length > 0 && selection)
    select({
      ...selection,
      nodes: selection.nodes.filter((id) => itemIds().includes(id)),
      edges: chosen(selection.edges, selects, drawing().edges.map(edgeKey)),
    });
}

/** A drag shows nodes elsewhere; the document learns of it when they are dropped, as one step. */
function dragNodes(changes: readonly NodeChange<CanvasNode>[]): void {
  const moves = changes.filter(
    (change) => change.type === 'position' && change.dragging === true && change.position !== undefined,
  );
  if (moves.length === 0) return;
  const moved = new Map(session.getState().moved);
  for (const move of moves) if (move.type === 'position') moved.set(move.id, move.position!);
  session.setState({ moved });
}

const dropNodes: OnNodeDrag<CanvasNode> = (event) => {
  const { moved } = session.getState();
  session.setState({ moved: NO_MOVES });
  const graph = activeDocument() && drawing();
  const first = graph && [...graph.nodes, ...graph.notes].find(({ id }) => moved.has(id));
  if (!first) return;
  const to = moved.get(first.id)!;
  if (event.altKey) return duplicateSelection({ x: to.x - first.position.x, y: to.y - first.position.y });
  draw(moved.size === 1 ? 'Move layer' : `Move ${moved.size} layers`, (current) => place(current, moved));
};

function resizeNotes(changes: readonly NodeChange<CanvasNode>[]): void {
  const sizes = changes.filter((change) => change.type === 'dimensions');
  for (const change of sizes) {
    if (change.type !== 'dimensions' || change.resizing === undefined) continue;
    const { moved, resized } = session.getState();
    const at = changes.find((other) => other.type === 'position' && other.id === change.id);
    const position = at?.type === 'position' && at.position ? at.position : moved.get(change.id);
    if (change.resizing && change.dimensions) {
      session.setState({
        resized: new Map([[change.id, roundSize(change.dimensions)]]),
        ...(position && { moved: new Map([[change.id, position]]) }),
      });
    } else if (!change.resizing) {
      const size = resized.get(change.id);
      session.setState({ resized: NO_SIZES, moved: NO_MOVES });
      if (size)
        draw('Resize note', (current) =>
          changeNote(current, change.id, { size, ...(position && { position: { x: position.x, y: position.y } }) }),
        );
    }
  }
}

const ends = ({ source, sourceHandle, target, targetHandle }: Connection): [from: End, to: End] => [
  { node: source, port: sourceHandle ?? 'output' },
  { node: target, port: targetHandle ?? 'input' },
];
const connected = (connection: Connection): void => connectEnds(...ends(connection));

/** A wire that is let go over a node goes to its first input; over the empty canvas it asks which layer to put there. */
const dropWire: OnConnectEnd = (event, { isValid, fromHandle, fromNode }) => {
  if (isValid || !fromHandle || !fromNode) return;
  const screen =
    'changedTouches' in event
      ? { x: event.changedTouches[0]!.clientX, y: event.changedTouches[0]!.clientY }
      : { x: event.clientX, y: event.clientY };
  const end = { node: fromNode.id, port: fromHandle.id ?? '' };
  const under = document.elementFromPoint(screen.x, screen.y);
  const node = under?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
  if (node !== undefined && node !== fromNode.id) {
    const target = drawing().nodes.find(({ id }) => id === node);
    const layer = target && layerOfNode(target, drawing().blocks);
    const port = (fromHandle.type === 'source' ? layer?.inputs : layer?.outputs)?.[0];
    if (port && fromHandle.type === 'source') connectEnds(end, { node, port: port.name });
    else if (port) connectEnds({ node, port: port.name }, end);
    return;
  }
  if (node !== undefined || !under?.closest('.react-flow__pane, .react-flow__edge')) return;
  const at = flow()!.screenToFlowPosition(screen);
  session.setState({ picker: { screen, at, ...(fromHandle.type === 'source' ? { from: end } : { to: end }) } });
};

// Dragging from the palette

/** The wire at a place, even where a port lies over it. */
const edgeUnder = (x: number, y: number): string | null =>
  document
    .elementsFromPoint(x, y)
    .map((element) => element.closest<HTMLElement>('.react-flow__edge'))
    .find((edge) => edge !== null)?.dataset.id ?? null;

function dragOver(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(DRAGGED_LAYER)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  const dropEdge = edgeUnder(event.clientX, event.clientY);
  if (session.getState().dropEdge !== dropEdge) session.setState({ dropEdge });
}

function drop(event: DragEvent): void {
  const layer = activeDocument() && offeredHere(event.dataTransfer.getData(DRAGGED_LAYER));
  session.setState({ dropEdge: null });
  if (!layer) return;
  event.preventDefault();
  const wire = edgeUnder(event.clientX, event.clientY);
  const edge = drawing().edges.find((one) => edgeKey(one) === wire);
  const at = plus(flow()!.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false }), {
    x: -NODE.width / 2,
    y: -NODE.height / 2,
  });
  addLayer(layer, edge ? { edge } : { at });
}

// Keyboard and pointer

/** A press on the canvas leaves the field that was being written in, so that keys mean the canvas. */
function leaveField({ target, currentTarget }: PointerEvent<HTMLElement>): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && isTyping(focused) && !currentTarget.contains(focused) && !isTyping(target))
    focused.blur();
}

/** A node that the keyboard comes to is brought into sight; a wire is selected, with what can be done about it in the inspector. */
function seeFocused({ target }: { readonly target: Element }): void {
  const id = target.matches('.react-flow__node:focus-visible, .react-flow__edge:focus-visible')
    ? (target as HTMLElement | SVGElement).dataset.id
    : undefined;
  if (id === undefined) return;
  if (target.classList.contains('react-flow__edge')) select({ edges: [id] });
  else bringIntoView(id);
}

function press(event: KeyboardEvent): void {
  if (
    isTyping(event.target) ||
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.shiftKey
  )
    return;
  const element = event.target as Element;
  const node = element.closest<HTMLElement>('.react-flow__node')?.dataset.id;
  if (event.key === 'Enter' && element.closest('.react-flow__edge')) {
    event.preventDefault();
    focusInspector('wire');
  } else if (event.key === 'Enter' && node !== undefined) {
    event.preventDefault();
    select({ nodes: [node] });
    // after the inspector has turned to it
    requestAnimationFrame(() => focusInspector('settings'));
  } else if (event.key === ' ' && node !== undefined) {
    event.preventDefault();
    select({ nodes: [node] });
  }
}

/** Tab asks for a layer while the pointer was the last thing used over the canvas; else it walks on, as everywhere. */
function useTab(): void {
  useEffect(() => {
    let pointed = false;
    const move = () => void (pointed = pointer.at !== null);
    const key = (event: globalThis.KeyboardEvent) => {
      if (
        event.key === 'Tab' &&
        !event.shiftKey &&
        !event.ctrlKey &&
        !event.altKey &&
        pointed &&
        pointer.at &&
        !isTyping(event.target) &&
        !document.querySelector('[role="dialog"], [role="menu"]')
      ) {
        event.preventDefault();
        pickLayer();
      }
      pointed = false;
    };
    addEventListener('pointermove', move);
    addEventListener('keydown', key);
    return () => {
      removeEventListener('pointermove', move);
      removeEventListener('keydown', key);
    };
  }, []);
}

/** A double-click looks into a block, and where all are open goes to where the layer stands; on the empty canvas it asks for a layer. */
function openPicker(event: { readonly target: EventTarget; readonly clientX: number; readonly clientY: number }): void {
  const node = (event.target as Element).closest<HTMLElement>('.react-flow__node')?.dataset.id;
  if (node !== undefined) return activeDocument()!.expanded ? goInto(node) : enter(node);
  if (!(event.target as Element).classList.contains('react-flow__pane')) return;
  const screen = { x: event.clientX, y: event.clientY };
  session.setState({ picker: { screen, at: flow()!.screenToFlowPosition(screen) } });
}

/** Copying and pasting by the browser's own events, which need no permission. */
function useClipboard(): void {
  useTab();
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      if (isTyping(event.target) || getSelection()?.isCollapsed === false) return;
      const text = copySelection();
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') removeSelection();
    };
    const paste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      event.preventDefault();
      pasteText(event.clipboardData?.getData('text/plain') ?? '');
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, []);
}

/** Other panels ask to see nodes: a problem's, a weight's. */
function useReveal(): void {
  useEffect(
    () =>
      onReveal((flat) => {
        const nodes = flat.map(goTo);
        if (nodes.length > 0) select({ nodes });
        if (nodes.length === 1) bringIntoView(nodes[0]!, true);
        else fitSelection();
      }),
    [],
  );
}
