/** One drawing: the graph of a document, or what is within a block. */
import '@xyflow/react/dist/style.css';
import {
  Background,
  BackgroundVariant,
  ConnectionMode,
  MiniMap,
  Panel,
  type PanelPosition,
  ReactFlow,
  type ReactFlowProps,
  SelectionMode,
  type Viewport,
} from '@xyflow/react';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { FAMILIES } from '../../engine/layers/define.ts';
import { closesCircle, reconnect } from '../actions/graph/connect.ts';
import { pointer, useSession } from '../state/canvas/session.ts';
import { checkedIn, useDrawing } from '../state/document/drawing.ts';
import { GRID } from '../state/document/geometry.ts';
import { useActive } from '../state/document/workspace.ts';
import { useView } from '../state/view.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { Controls } from './Controls.tsx';
import styles from './DrawingCanvas.module.css';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { useCoversSelection, useSelectionInSight } from './giveWay.ts';
import { changeNodes, changeWires, connectPorts, dropNodes, overWire, dropWire, endsOf } from './events/changes.ts';
import { dragLeave, dragOver, drop } from './events/drop.ts';
import { doubleClick, leaveField, press, showFocused, useClipboardEvents } from './events/keyboard.ts';
import { type CanvasNode, flowEdges, flowNodes, type WireEdge } from './flow.ts';
import { Menu } from './Menu.tsx';
import { enterHover, leaveHover } from './nodes/hover.ts';
import { LayerNode, spokenName } from './nodes/LayerNode.tsx';
import { NoteNode } from './nodes/NoteNode.tsx';
import { ProblemCard } from './nodes/ProblemCard.tsx';
import { LayerPicker } from './search/LayerPicker.tsx';
import { MIN_ZOOM, showFlow } from './surface.ts';
import { rememberViewport, useCentre, viewportOf } from './viewports.ts';
import { LooseWire, Wire } from './wires/Wire.tsx';

const NO_SELECTION = { nodes: [], edges: [] };

interface DrawingCanvasProps {
  /** Tells it from other drawings. */
  readonly drawing: string;
  /** It is what is within a block. */
  readonly within: boolean;
}

export function DrawingCanvas({ drawing, within }: DrawingCanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const [start, setStart] = useState<Viewport>();
  // before anything is painted, so that nothing is seen jumping into its place
  useLayoutEffect(() => {
    const view = viewportOf(drawing, box.current!, within);
    setStart(view);
    rememberViewport(drawing, view, box.current!);
  }, [drawing, within]);
  useCentre(box);
  useSelectionInSight();
  const keepKeyboard = useKeyboard(box);
  useClipboardEvents();
  useEffect(() => () => showFlow(null), []);
  return (
    <Menu>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is on the canvas takes the focus; the canvas hears what they leave */}
      <div
        ref={box}
        className={styles.canvas}
        data-canvas
        tabIndex={-1}
        data-detail="near"
        onPointerMove={(event) => void (pointer.at = { x: event.clientX, y: event.clientY })}
        onPointerLeave={() => void (pointer.at = null)}
        onPointerDownCapture={leaveField}
        onKeyDown={press}
        onFocus={(event) => {
          keepKeyboard(event);
          showFocused(event);
        }}
        onDoubleClick={doubleClick}
        onDragOver={dragOver}
        onDragLeave={dragLeave}
        onDrop={drop}
      >
        {start && (
          <GraphFlow
            defaultViewport={start}
            onMove={(_, view) => box.current && rememberViewport(drawing, view, box.current)}
          />
        )}
        <LayerPicker />
      </div>
    </Menu>
  );
}

/**
 * Keys mean the canvas when it comes up, unless something else has the keyboard already, and go on meaning it when what had the keyboard
 * there is no longer drawn: deleted, or undone. Gives what is to hear of all that gets the keyboard there.
 */
function useKeyboard(box: RefObject<HTMLElement | null>): (event: { readonly target: Element }) => void {
  const last = useRef<Element>(null);
  const graph = useDrawing()?.graph;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn changes with the graph
  useEffect(() => {
    // React Flow draws what it is given a moment later
    const frame = requestAnimationFrame(() => {
      const isGone = !last.current?.isConnected;
      if (isGone && document.activeElement === document.body) box.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [box, graph]);
  return ({ target }) => void (last.current = target);
}

/** The nodes and wires of what is shown, as React Flow draws them. */
function useFlow(): { readonly nodes: CanvasNode[]; readonly edges: WireEdge[] } {
  const graph = useDrawing()?.graph;
  const checked = useActive(checkedIn);
  const selection = useActive((open) => open.selection) ?? NO_SELECTION;
  const direction = useView((view) => view.direction);
  const moved = useSession((state) => state.moved);
  const resized = useSession((state) => state.resized);
  const nodes = useMemo(
    () =>
      graph && checked ? flowNodes(graph, checked, selection.nodes, moved, direction, resized).map(withSpokenName) : [],
    [graph, checked, selection.nodes, moved, direction, resized],
  );
  const edges = useMemo(
    () => (graph && checked ? flowEdges(graph, checked, selection, moved, direction) : []),
    [graph, checked, selection, moved, direction],
  );
  return { nodes, edges };
}

function GraphFlow(props: Pick<ReactFlowProps<CanvasNode, WireEdge>, 'defaultViewport' | 'onMove'>) {
  const { nodes, edges } = useFlow();
  const expanded = useActive((open) => open.expanded) ?? false;
  return (
    <ReactFlow<CanvasNode, WireEdge>
      {...props}
      {...BEHAVIOUR}
      {...EVENTS}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      connectionLineComponent={LooseWire}
      nodesDraggable={!expanded}
      nodesConnectable={!expanded}
      edgesReconnectable={!expanded}
      onlyRenderVisibleElements={nodes.length > MANY}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} />
      <Overview shown={nodes.length > 0} />
      <Breadcrumb />
      <Corner position="bottom-left">
        <Controls />
      </Corner>
      <ProblemCard />
      {nodes.length === 0 && <EmptyCanvas />}
    </ReactFlow>
  );
}

/** What stands in a corner of the canvas gives way to a layer that is selected under it. */
function Corner({ position, children }: { readonly position: PanelPosition; readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const covers = useCoversSelection(box);
  return (
    <Panel position={position} className={styles.corner!} ref={box} data-over-canvas data-away={covers || undefined}>
      {children}
    </Panel>
  );
}

function Overview({ shown }: { readonly shown: boolean }): ReactNode {
  const wanted = useView((view) => view.minimap);
  if (!wanted || !shown) return null;
  return (
    <Corner position="bottom-right">
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
    </Corner>
  );
}

const NODE_TYPES = { layer: LayerNode, note: NoteNode };
const EDGE_TYPES = { wire: Wire };
/** Beyond this many nodes only those in sight are drawn. */
const MANY = 150;

const EVENTS: ReactFlowProps<CanvasNode, WireEdge> = {
  onInit: showFlow,
  onNodesChange: changeNodes,
  onEdgesChange: changeWires,
  onConnect: connectPorts,
  onConnectEnd: dropWire,
  onReconnect: (old, connection) => old.data && reconnect(old.data.edge, ...endsOf(connection)),
  isValidConnection: ({ source, target }) => !closesCircle(source, target),
  onNodeDrag: overWire,
  onNodeDragStop: dropNodes,
  onSelectionDragStop: (event, moving) => dropNodes(event as never, moving[0]!, moving),
  onNodeMouseEnter: (_, { id }) => enterHover(id),
  onNodeMouseLeave: leaveHover,
};

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
  minZoom: MIN_ZOOM,
  maxZoom: 2.5,
  proOptions: { hideAttribution: true },
};

const named = new WeakMap<CanvasNode, CanvasNode>();
/** The node with its name for screen readers; made once for each. */
function withSpokenName(node: CanvasNode): CanvasNode {
  let one = named.get(node);
  if (!one) {
    one = {
      ...node,
      ariaLabel: node.type === 'layer' ? spokenName(node) : 'Note',
      domAttributes: { 'aria-roledescription': node.type === 'layer' ? 'layer' : 'note' },
    };
    named.set(node, one);
  }
  return one;
}

function colourOf(node: CanvasNode): string {
  const layer = node.type === 'layer' ? node.data.layer : undefined;
  return layer ? `var(--f-${FAMILIES[layer.family].colour})` : 'var(--line-strong)';
}
