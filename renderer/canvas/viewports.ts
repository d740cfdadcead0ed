/** From where each drawing is looked at. */
import type { Viewport } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { viewport } from '../state/canvas/viewport.ts';
import { drawing } from '../state/document/drawing.ts';
import { NODE, NOTE } from '../state/document/geometry.ts';
import { shownFlow } from './surface.ts';

/** Where each was last looked at. */
const viewports = new Map<string, Viewport>();

/** Smaller than this a layer shows no more than its name. */
const READABLE = 0.55;

export const viewportOf = (drawing: string, box: HTMLElement, within: boolean): Viewport =>
  viewports.get(drawing) ?? firstViewport(box, within);

/** A drawing that can be read as a whole is shown so; else from the top, as large as the width allows, and where even that is too wide from where it begins. */
function firstViewport({ clientWidth: width, clientHeight: height }: HTMLElement, within: boolean): Viewport {
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
  const wide = Math.min(1, (width - 48) / (right - left));
  const whole = Math.min(wide, (height - above - 16) / (bottom - top));
  const zoom = whole >= READABLE ? whole : Math.max(READABLE, wide);
  const middle = width / 2 - ((left + right) / 2) * zoom;
  const beginning = width / 2 - (items.find(({ y }) => y === top)!.x + NODE.width / 2) * zoom;
  const x =
    (right - left) * zoom <= width - 48
      ? middle
      : Math.min(24 - left * zoom, Math.max(width - 24 - right * zoom, beginning));
  return { x, y: above - top * zoom, zoom };
}

/** Remembers from where the drawing is looked at; how much its nodes show depends on it. */
export function rememberViewport(drawing: string, view: Viewport, box: HTMLElement): void {
  viewports.set(drawing, view);
  if (viewport.getState().zoom !== view.zoom) viewport.setState({ zoom: view.zoom });
  const detail = view.zoom < 0.28 ? 'farther' : view.zoom < READABLE ? 'far' : 'near';
  if (box.dataset.detail !== detail) box.dataset.detail = detail;
}

/** What is in the middle stays there when the window or a panel beside the canvas changes its width. */
export function useCentre(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let before = box.current!.clientWidth;
    const observer = new ResizeObserver(() => {
      const width = box.current?.clientWidth ?? before;
      const flow = shownFlow();
      if (width === before || !flow) return;
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + (width - before) / 2, y, zoom });
      before = width;
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [box]);
}
