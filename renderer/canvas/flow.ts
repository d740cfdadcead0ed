/**
 * What React Flow draws, derived from the document. The document owns the graph: every object here is kept for as long as
 * what it shows is the same, so that an edit draws only what it changed.
 */
import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { t } from '../../engine/texts/index.ts';
import { type Edge, type Graph, type Node, type Note, nameOf } from '../../engine/graph/document.ts';
import { edgeKey, type Point } from '../../engine/graph/edits.ts';
import { layerOfNode } from '../../engine/layers/blocks.ts';
import type { Layer } from '../../engine/layers/define.ts';
import type { CheckedGraph, CheckedNode } from '../../engine/passes/check.ts';
import type { Problem } from '../../engine/problems.ts';
import { formatType, type TensorType } from '../../engine/types/tensor.ts';
import { type Direction, NODE, NOTE, PORT, portAt, type Rect } from '../state/document/geometry.ts';
import type { Moved } from '../state/canvas/session.ts';
import type { Selection } from '../state/document/workspace.ts';
import { type Siblings, siblingsOf } from './nodes/names.ts';
import { type Label, placeLabels } from './wires/labels.ts';
import { route } from './wires/route.ts';

export type LayerNodeData = {
  readonly node: Node;
  readonly layer: Layer | undefined;
  readonly checked: CheckedNode | undefined;
  readonly problems: readonly Problem[];
  readonly direction: Direction;
  /** Its label with those of the others in the drawing. */
  readonly siblings: Siblings;
};
export type LayerFlowNode = FlowNode<LayerNodeData, 'layer'>;
export type NoteFlowNode = FlowNode<{ readonly note: Note }, 'note'>;
export type CanvasNode = LayerFlowNode | NoteFlowNode;

export type WireData = {
  readonly edge: Edge;
  readonly way: readonly Point[];
  readonly type: TensorType | undefined;
  readonly bad: boolean;
  /** Where its type stands; undefined where another wire of the output says it, or there is no free place. */
  readonly label: Label | undefined;
  readonly direction: Direction;
};
export type WireEdge = FlowEdge<WireData, 'wire'>;

const NO_PROBLEMS: readonly Problem[] = [];

/** The problems of each node, circles and shared names included. */
export function problemsByNode({ nodes, problems }: CheckedGraph): ReadonlyMap<string, readonly Problem[]> {
  const map = new Map<string, readonly Problem[]>();
  for (const one of problems) {
    if (one.node === undefined) continue;
    const own = nodes.get(one.node)?.problems;
    map.set(
      one.node,
      own?.includes(one) ? (map.get(one.node) ?? own) : [one, ...(map.get(one.node) ?? own ?? NO_PROBLEMS)],
    );
  }
  return map;
}

function handlesOf(layer: Layer | undefined, direction: Direction): NonNullable<LayerFlowNode['handles']> {
  const sides = [
    ['input', layer?.inputs ?? [], direction === 'down' ? Position.Top : Position.Left],
    ['output', layer?.outputs ?? [], direction === 'down' ? Position.Bottom : Position.Right],
  ] as const;
  return sides.flatMap(([side, ports, position]) =>
    ports.map(({ name }, i) => {
      const { x, y } = portAt(i, ports.length, side, direction);
      return {
        id: name,
        type: side === 'input' ? ('target' as const) : ('source' as const),
        position,
        x: x - PORT / 2,
        y: y - PORT / 2,
        width: PORT,
        height: PORT,
      };
    }),
  );
}

const layerNodes = new WeakMap<Node, LayerFlowNode>();

function layerNode(
  node: Node,
  layer: Layer | undefined,
  checked: CheckedNode | undefined,
  problems: readonly Problem[],
  selected: boolean,
  position: Point,
  direction: Direction,
  siblings: Siblings,
): LayerFlowNode {
  const before = layerNodes.get(node);
  const sameData =
    before !== undefined &&
    before.data.layer === layer &&
    before.data.checked === checked &&
    before.data.problems === problems &&
    before.data.direction === direction &&
    (before.data.siblings === siblings || node.label === undefined);
  if (sameData && before.selected === selected && before.position === position) return before;
  const made: LayerFlowNode = sameData
    ? { ...before, selected, position }
    : {
        id: node.id,
        type: 'layer',
        position,
        selected,
        ...NODE,
        measured: NODE,
        handles: handlesOf(layer, direction),
        data: { node, layer, checked, problems, direction, siblings },
      };
  layerNodes.set(node, made);
  return made;
}

const noteNodes = new WeakMap<Note, NoteFlowNode>();

function noteNode(note: Note, selected: boolean, position: Point, size: typeof NOTE): NoteFlowNode {
  const before = noteNodes.get(note);
  if (
    before &&
    before.selected === selected &&
    before.position === position &&
    before.width === size.width &&
    before.height === size.height
  )
    return before;
  const made: NoteFlowNode = {
    id: note.id,
    type: 'note',
    position,
    selected,
    ...size,
    measured: size,
    zIndex: -1,
    connectable: false,
    data: { note },
  };
  noteNodes.set(note, made);
  return made;
}

const siblings = new WeakMap<readonly Node[], Siblings>();
let lastSiblings: { readonly labels: string; readonly siblings: Siblings } = { labels: '', siblings: new Map() };

/** The labels of a drawing; the same as long as no label changes, so that a drag or a setting draws no other node anew. */
function siblingsIn(nodes: readonly Node[]): Siblings {
  let known = siblings.get(nodes);
  if (!known) {
    const list = nodes.flatMap(({ label }) => label ?? []);
    const labels = JSON.stringify(list);
    if (lastSiblings.labels !== labels) lastSiblings = { labels, siblings: siblingsOf(list) };
    siblings.set(nodes, (known = lastSiblings.siblings));
  }
  return known;
}

/** `resized`: the note whose corner is being dragged. */
export function flowNodes(
  graph: Graph,
  checked: CheckedGraph,
  selected: readonly string[],
  moved: Moved,
  direction: Direction,
  resized: ReadonlyMap<string, typeof NOTE>,
): CanvasNode[] {
  const chosen = new Set(selected);
  const problems = problemsByNode(checked);
  const notes = graph.notes.map((note) =>
    noteNode(note, chosen.has(note.id), moved.get(note.id) ?? note.position, resized.get(note.id) ?? note.size ?? NOTE),
  );
  const layers = graph.nodes.map((node) =>
    layerNode(
      node,
      layerOfNode(node, graph.blocks),
      checked.nodes.get(node.id),
      problems.get(node.id) ?? NO_PROBLEMS,
      chosen.has(node.id),
      moved.get(node.id) ?? node.position,
      direction,
      siblingsIn(graph.nodes),
    ),
  );
  return [...notes, ...layers];
}

/** Where a wire's end is. */
function endAt(
  layer: Layer | undefined,
  position: Point,
  port: string,
  side: 'input' | 'output',
  direction: Direction,
): Point {
  const ports = layer?.[side === 'input' ? 'inputs' : 'outputs'] ?? [];
  const at = portAt(
    Math.max(
      ports.findIndex(({ name }) => name === port),
      0,
    ),
    Math.max(ports.length, 1),
    side,
    direction,
  );
  return { x: position.x + at.x, y: position.y + at.y };
}

const wires = new WeakMap<Edge, WireEdge>();
const samePoints = (a: readonly Point[], b: readonly Point[]): boolean =>
  a.length === b.length && a.every(({ x, y }, i) => x === b[i]!.x && y === b[i]!.y);

/** The wires with their ways. While nodes move, only the wires that hang on them find a new way. */
export function flowEdges(
  graph: Graph,
  checked: CheckedGraph,
  selection: Selection,
  moved: Moved,
  direction: Direction,
): WireEdge[] {
  const chosen = new Set(selection.edges);
  // the Tab key comes to the wires of what is selected, not to all there are
  const around = new Set([
    ...selection.nodes,
    ...graph.edges.flatMap((edge) => (chosen.has(edgeKey(edge)) ? [edge.from.node, edge.to.node] : [])),
  ]);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const at = (node: Node): Point => moved.get(node.id) ?? node.position;
  const rects: Rect[] = graph.nodes.map((node) => ({ ...at(node), ...NODE }));
  const problems = problemsByNode(checked);
  const drawn = graph.edges.filter(({ from, to }) => nodes.has(from.node) && nodes.has(to.node));
  const ways = new Map(
    drawn.map((edge) => {
      const [source, target] = [nodes.get(edge.from.node)!, nodes.get(edge.to.node)!];
      const before = wires.get(edge);
      const rests =
        moved.size > 0 &&
        !moved.has(source.id) &&
        !moved.has(target.id) &&
        before?.data !== undefined &&
        before.data.direction === direction;
      const feeding = layerOfNode(source, graph.blocks);
      const [from, to] = [
        endAt(feeding, at(source), edge.from.port, 'output', direction),
        endAt(layerOfNode(target, graph.blocks), at(target), edge.to.port, 'input', direction),
      ];
      const near =
        direction === 'down'
          ? to.y - from.y < NODE.height && to.y > from.y
          : to.x - from.x < NODE.width && to.x > from.x;
      const way = rests ? before!.data!.way : route(from, to, near ? [] : rects, direction);
      return [edge, before?.data && samePoints(before.data.way, way) ? before.data.way : way];
    }),
  );
  const typeOf = ({ from }: Edge): TensorType | undefined => {
    const port = layerOfNode(nodes.get(from.node)!, graph.blocks)?.outputs.findIndex(({ name }) => name === from.port);
    return checked.nodes.get(from.node)?.outputs[port ?? -1];
  };
  const types = new Map(drawn.map((edge) => [edge, typeOf(edge)]));
  const labels = labelsOf(ways, types, rects, direction);
  return drawn.map((edge) => {
    const [source, target] = [nodes.get(edge.from.node)!, nodes.get(edge.to.node)!];
    const type = types.get(edge);
    const bad = (problems.get(target.id) ?? NO_PROBLEMS).some(
      (one) =>
        one.severity === 'error' &&
        one.code !== 'duplicate-name' &&
        (one.port === undefined ? one.setting === undefined : one.port === edge.to.port),
    );
    const label = labels.get(edge);
    const reachable = around.has(source.id) || around.has(target.id);
    const ariaLabel = [
      t('wire.label', 'Wire from {{from}} to {{to}}', { from: nameOf(source), to: nameOf(target) }),
      ...(type ? [formatType(type)] : []),
      ...(bad ? [t('wire.bad', 'does not fit')] : []),
    ].join(', ');
    return wire(
      edge,
      { edge, way: ways.get(edge)!, type, bad, label, direction },
      { selected: chosen.has(edgeKey(edge)), ariaLabel, domAttributes: reachable ? TAB_STOP : NO_TAB_STOP },
      wires.get(edge),
    );
  });
}

const TAB_STOP = { tabIndex: 0, 'aria-roledescription': 'wire' } as const;
const NO_TAB_STOP = { ...TAB_STOP, tabIndex: -1 } as const;

function wire(
  edge: Edge,
  data: WireData,
  shown: Pick<WireEdge, 'selected' | 'ariaLabel' | 'domAttributes'>,
  before: WireEdge | undefined,
): WireEdge {
  const old = before?.data;
  if (
    old &&
    before.selected === shown.selected &&
    before.ariaLabel === shown.ariaLabel &&
    before.domAttributes === shown.domAttributes &&
    old.way === data.way &&
    old.type === data.type &&
    old.bad === data.bad &&
    old.label === data.label &&
    old.direction === data.direction
  )
    return before;
  const made: WireEdge = {
    id: edgeKey(edge),
    type: 'wire',
    source: edge.from.node,
    sourceHandle: edge.from.port,
    target: edge.to.node,
    targetHandle: edge.to.port,
    ariaRole: 'group',
    ...shown,
    data,
  };
  wires.set(edge, made);
  return made;
}

interface Placed {
  readonly ways: ReadonlyMap<Edge, readonly Point[]>;
  readonly types: ReadonlyMap<Edge, TensorType | undefined>;
  readonly labels: ReadonlyMap<Edge, Label | undefined>;
}
let placed: Placed = { ways: new Map(), types: new Map(), labels: new Map() };

const sameEntries = <K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

/** Where the types stand. As long as wires and types are the same, they stay. */
function labelsOf(
  ways: Placed['ways'],
  types: Placed['types'],
  rects: readonly Rect[],
  direction: Direction,
): Placed['labels'] {
  if (sameEntries(placed.ways, ways) && sameEntries(placed.types, types)) return placed.labels;
  const sides = labelSides(ways, direction);
  const edges = [...ways.keys()].filter((edge) => sides.get(edge) !== 'none' && types.get(edge) !== undefined);
  const wanted = edges.map((edge) => ({
    way: ways.get(edge)!,
    text: formatType(types.get(edge)!),
    left: sides.get(edge) === 'left',
  }));
  const places = placeLabels(wanted, ways.values(), rects, direction);
  const labels = new Map(edges.map((edge, i) => [edge, sameLabel(placed.labels.get(edge), places[i])]));
  placed = { ways, types, labels };
  return labels;
}

const sameLabel = (before: Label | undefined, now: Label | undefined): Label | undefined =>
  before && now && before.x === now.x && before.y === now.y && before.anchor === now.anchor ? before : now;

/** One output that feeds several names its shape once, on its straightest wire, away from where the others go. */
function labelSides(
  ways: ReadonlyMap<Edge, readonly Point[]>,
  direction: Direction,
): ReadonlyMap<Edge, 'right' | 'left' | 'none'> {
  /** How far it goes aside, to its target or round what stands between. */
  const across = (edge: Edge): number => {
    const [start, ...rest] = ways.get(edge)!.map(({ x, y }) => (direction === 'down' ? x : y)) as [number, ...number[]];
    return rest.map((place) => place - start).reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  };
  const bySource = new Map<string, Edge[]>();
  for (const edge of ways.keys()) {
    const key = `${edge.from.node}/${edge.from.port}`;
    const list = bySource.get(key);
    if (list) list.push(edge);
    else bySource.set(key, [edge]);
  }
  const sides = new Map<Edge, 'right' | 'left' | 'none'>();
  for (const list of bySource.values()) {
    if (list.length < 2) continue;
    const [straightest, ...others] = [...list].sort((a, b) => Math.abs(across(a)) - Math.abs(across(b)));
    sides.set(
      straightest!,
      others.some((edge) => across(edge) > 0) && !others.some((edge) => across(edge) < 0) ? 'left' : 'right',
    );
    for (const edge of others) sides.set(edge, 'none');
  }
  return sides;
}
