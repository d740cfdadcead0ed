/** What actions ask of the canvas on screen, done by React Flow. */
import type { ReactFlowInstance } from '@xyflow/react';
import type { Graph } from '../../engine/graph/document.ts';
import { onSurface, type Surface, showSurface } from '../state/canvas/surface.ts';
import { drawing } from '../state/document/drawing.ts';
import { NODE, NOTE, overlap, type Rect } from '../state/document/geometry.ts';
import { activeDocument } from '../state/document/workspace.ts';
import { page } from '../state/page.ts';
import type { CanvasNode, WireEdge } from './flow.ts';
import { viewOf, wayIntoSight } from './room.ts';

export type Flow = ReactFlowInstance<CanvasNode, WireEdge>;
let flow: Flow | null = null;

/** The canvas comes up, or goes. */
export function showFlow(instance: Flow | null): void {
  flow = instance;
  showSurface(instance && SURFACE);
}
export const shownFlow = (): Flow | null => flow;

/** For movements, in milliseconds. */
const duration = (): number => (page().frames.isStill() ? 0 : 120);
/** As plain numbers: what the browser gives cannot be copied by its parts. */
function rectOf(element: Element): Rect {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
}
function canvasBox(): Rect | undefined {
  const canvas = document.querySelector('[data-canvas]');
  return canvas ? rectOf(canvas) : undefined;
}

/** What lies over the canvas, in the window's pixels, with a little room about it. */
const overlays = (box: Rect): readonly Rect[] =>
  [...document.querySelectorAll('[data-over-canvas]')]
    .map(rectOf)
    .map(({ x, y, width, height }) => ({ x: x - GAP, y: y - GAP, width: width + 2 * GAP, height: height + 2 * GAP }))
    .filter((rect) => rect.width > 2 * GAP && overlap(rect, box));
const GAP = 4;
export const MIN_ZOOM = 0.05;

const rectsOf = ({ nodes, notes }: Graph): readonly (Rect & { readonly id: string })[] => [
  ...nodes.map(({ id, position }) => ({ id, ...position, ...NODE })),
  ...notes.map(({ id, position, size }) => ({ id, ...position, ...(size ?? NOTE) })),
];

const SURFACE: Surface = {
  box: () => canvasBox() ?? { x: 0, y: 0, width: 0, height: 0 },
  toCanvas: (screen) => flow?.screenToFlowPosition(screen) ?? screen,
  toScreen: (place) => flow?.flowToScreenPosition(place) ?? place,
  fit(ids) {
    const box = canvasBox();
    if (!flow || !box || !activeDocument()) return;
    const rects = rectsOf(drawing()).filter(({ id }) => ids?.includes(id) ?? true);
    if (rects.length === 0) return;
    const limits = { margin: ids ? 64 : 24, minZoom: MIN_ZOOM, maxZoom: ids ? 1.5 : 1.25 };
    void flow.setViewport(viewOf(rects, box, overlays(box), limits), { duration: duration() });
  },
  zoomIn: () => void flow?.zoomIn({ duration: duration() }),
  zoomOut: () => void flow?.zoomOut({ duration: duration() }),
  zoomTo: (zoom) => void flow?.zoomTo(zoom, { duration: duration() }),
  bringIntoView: (id, focus = false) => onceDrawn(() => bringIntoView(id, focus)),
  focusWire: (key) =>
    onceDrawn(() =>
      document
        .querySelector<SVGElement>(`.react-flow__edge[data-id="${CSS.escape(key)}"]`)
        ?.focus({ preventScroll: true }),
    ),
  focused: () => document.activeElement?.closest<HTMLElement>('.react-flow__node')?.dataset.id,
};

/** Once what was just added, selected or gone into is drawn: another drawing has a canvas of its own, which comes up later. */
function onceDrawn(act: () => void): void {
  requestAnimationFrame(() => (flow ? act() : onSurface(() => requestAnimationFrame(act))));
}

const MARGIN = 12;

function bringIntoView(id: string, focus: boolean): void {
  const node = (activeDocument() && drawing())?.nodes.find((one) => one.id === id);
  const box = canvasBox();
  if (!flow || !node || !box) return;
  const { x, y, zoom } = flow.getViewport();
  const seen = { ...flow.flowToScreenPosition(node.position), width: NODE.width * zoom, height: NODE.height * zoom };
  const way = wayIntoSight(seen, box, overlays(box), MARGIN);
  if (way.x !== 0 || way.y !== 0) void flow.setViewport({ x: x + way.x, y: y + way.y, zoom }, { duration: duration() });
  if (focus)
    document
      .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
      ?.focus({ preventScroll: true });
}
