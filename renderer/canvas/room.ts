/** What remains of the canvas beside what lies over it: drawers, the bar in its corner, the minimap. */
import { overlap, type Rect } from '../state/document/geometry.ts';

interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const inset = ({ x, y, width, height }: Rect, by: number): Rect => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

/** The box itself, and all that is left of it on one side or the other of what lies over it. */
function partsOf(box: Rect, over: readonly Rect[]): readonly Rect[] {
  let parts = [box];
  for (const one of over)
    parts = parts.flatMap((part) => {
      if (!overlap(part, one)) return [part];
      const [right, bottom] = [part.x + part.width, part.y + part.height];
      return [
        part,
        { ...part, width: one.x - part.x },
        { ...part, x: one.x + one.width, width: right - one.x - one.width },
        { ...part, height: one.y - part.y },
        { ...part, y: one.y + one.height, height: bottom - one.y - one.height },
      ].filter(({ width, height }) => width > 0 && height > 0);
    });
  return parts;
}

const boundsOf = (rects: readonly Rect[]): Rect => {
  const [x, y] = [Math.min(...rects.map((one) => one.x)), Math.min(...rects.map((one) => one.y))];
  const right = Math.max(...rects.map((one) => one.x + one.width));
  const bottom = Math.max(...rects.map((one) => one.y + one.height));
  return { x, y, width: right - x, height: bottom - y };
};

interface Limits {
  readonly margin: number;
  readonly minZoom: number;
  readonly maxZoom: number;
}

/** From where all of the nodes are seen as large as may be, none of them under what lies over the canvas. */
export function viewOf(
  nodes: readonly Rect[],
  box: Rect,
  over: readonly Rect[],
  { margin, minZoom, maxZoom }: Limits,
): Viewport {
  const bounds = boundsOf(nodes);
  const views = partsOf(box, over).map((part) => {
    const room = inset(part, Math.min(margin, part.width / 4, part.height / 4));
    const zoom = Math.min(maxZoom, Math.max(minZoom, Math.min(room.width / bounds.width, room.height / bounds.height)));
    return {
      x: room.x - box.x + (room.width - bounds.width * zoom) / 2 - bounds.x * zoom,
      y: room.y - box.y + (room.height - bounds.height * zoom) / 2 - bounds.y * zoom,
      zoom,
    };
  });
  const isClear = ({ x, y, zoom }: Viewport): boolean =>
    nodes.every((node) => {
      const seen = { ...scaled(node, zoom), x: box.x + x + node.x * zoom, y: box.y + y + node.y * zoom };
      return over.every((one) => !overlap(one, seen));
    });
  return views.sort((a, b) => b.zoom - a.zoom).find(isClear) ?? views[0]!;
}

const scaled = ({ width, height }: Rect, zoom: number) => ({ width: width * zoom, height: height * zoom });

/** How far the canvas has to move so that something on it is seen: no farther than it must. */
export function wayIntoSight(
  seen: Rect,
  box: Rect,
  over: readonly Rect[],
  margin: number,
): { readonly x: number; readonly y: number } {
  const rooms = partsOf(box, over).map((part) => inset(part, margin));
  // a strip beside what lies over the canvas is no room for it
  const holding = rooms.filter(({ width, height }) => width >= seen.width && height >= seen.height);
  const ways = (holding.length > 0 ? holding : rooms).map((room) => ({
    x: beyond(seen.x, seen.width, room.x, room.width),
    y: beyond(seen.y, seen.height, room.y, room.height),
  }));
  const isClear = ({ x, y }: { x: number; y: number }) =>
    over.every((one) => !overlap(one, { ...seen, x: seen.x + x, y: seen.y + y }));
  const length = ({ x, y }: { x: number; y: number }) => Math.abs(x) + Math.abs(y);
  return ways.sort((a, b) => length(a) - length(b)).find(isClear) ?? ways[0]!;
}

/** Into the room; what is larger than the room begins where it does. */
function beyond(start: number, size: number, from: number, room: number): number {
  if (start < from || size > room) return from - start;
  return Math.min(0, from + room - start - size);
}
