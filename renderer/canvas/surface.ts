/** What actions ask of the canvas on screen, done by React Flow. */
import type { ReactFlowInstance } from '@xyflow/react';
import { type Surface, showSurface } from '../state/canvas/surface.ts';
import { drawing } from '../state/document/drawing.ts';
import { NODE, plus } from '../state/document/geometry.ts';
import { activeDocument } from '../state/document/workspace.ts';
import { page } from '../state/page.ts';
import type { CanvasNode, WireEdge } from './flow.ts';

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
const canvasBox = (): DOMRect | undefined => document.querySelector('[data-canvas]')?.getBoundingClientRect();

const SURFACE: Surface = {
  box: () => canvasBox() ?? new DOMRect(),
  toCanvas: (screen) => flow?.screenToFlowPosition(screen) ?? screen,
  toScreen: (place) => flow?.flowToScreenPosition(place) ?? place,
  fit(nodes) {
    if (nodes) {
      const shown = nodes.map((id) => ({ id }));
      return void flow?.fitView({ nodes: shown, padding: 0.3, maxZoom: 1.5, duration: duration() });
    }
    const open = activeDocument();
    // the way into a block stands above what is in it
    const within = open && (open.expanded || open.within.length > 0);
    const padding = within ? ({ top: '64px', x: 0.08, bottom: 0.08 } as const) : 0.08;
    void flow?.fitView({ padding, maxZoom: 1.25, duration: duration() });
  },
  zoomIn: () => void flow?.zoomIn({ duration: duration() }),
  zoomOut: () => void flow?.zoomOut({ duration: duration() }),
  zoomTo: (zoom) => void flow?.zoomTo(zoom, { duration: duration() }),
  // once what was just added or selected is drawn
  bringIntoView: (id, focus = false) => void requestAnimationFrame(() => bringIntoView(id, focus)),
  focusWire: (key) =>
    void requestAnimationFrame(() =>
      document
        .querySelector<SVGElement>(`.react-flow__edge[data-id="${CSS.escape(key)}"]`)
        ?.focus({ preventScroll: true }),
    ),
};

const MARGIN = 12;

function bringIntoView(id: string, focus: boolean): void {
  const node = (activeDocument() && drawing())?.nodes.find((one) => one.id === id);
  const box = canvasBox();
  if (!flow || !node || !box) return;
  const start = flow.flowToScreenPosition(node.position);
  const end = flow.flowToScreenPosition(plus(node.position, { x: NODE.width, y: NODE.height }));
  const dx = beyond(start.x, end.x, box.left + MARGIN, box.right - MARGIN);
  const dy = beyond(start.y, end.y, box.top + MARGIN, box.bottom - MARGIN);
  if (dx !== 0 || dy !== 0) {
    const { x, y, zoom } = flow.getViewport();
    void flow.setViewport({ x: x - dx, y: y - dy, zoom }, { duration: duration() });
  }
  if (focus)
    document
      .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
      ?.focus({ preventScroll: true });
}

const beyond = (start: number, end: number, from: number, to: number): number =>
  start < from ? start - from : end > to ? Math.min(end - to, start - from) : 0;
