import { describe, expect, it } from 'vitest';
import { NODE, overlap, type Rect } from '../state/document/geometry.ts';
import { viewOf, wayIntoSight } from './room.ts';

const box: Rect = { x: 200, y: 40, width: 1000, height: 600 };
const bar: Rect = { x: 212, y: 580, width: 200, height: 36 };
const minimap: Rect = { x: 1062, y: 536, width: 126, height: 92 };
const drawer: Rect = { x: 896, y: 40, width: 304, height: 600 };
const limits = { margin: 12, minZoom: 0.05, maxZoom: 1.25 };
const row = (count: number, x: number, y: number): Rect[] =>
  Array.from({ length: count }, (_, i) => ({ x: i * x, y: i * y, ...NODE }));
const seenAt = ({ x, y, zoom }: { x: number; y: number; zoom: number }, node: Rect): Rect => ({
  x: box.x + x + node.x * zoom,
  y: box.y + y + node.y * zoom,
  width: node.width * zoom,
  height: node.height * zoom,
});
const within = (inner: Rect): boolean =>
  inner.x >= box.x &&
  inner.y >= box.y &&
  inner.x + inner.width <= box.x + box.width &&
  inner.y + inner.height <= box.y + box.height;

describe('what remains of the canvas', () => {
  it('has all of a graph in it, and none of it under a drawer, the bar or the minimap', () => {
    const graphs = [row(11, 0, 72), row(11, 312, 0), row(6, 240, 100), row(1, 0, 0), row(9, -240, 100)];
    for (const over of [[], [bar, minimap], [bar, minimap, drawer]])
      for (const nodes of graphs) {
        const seen = nodes.map((node) => seenAt(viewOf(nodes, box, over, limits), node));
        expect(seen.filter((one) => !within(one) || over.some((other) => overlap(one, other)))).toEqual([]);
      }
  });

  it('is all of the height where a column stands between bar and minimap', () => {
    const nodes = row(11, 0, 72);
    expect(viewOf(nodes, box, [bar, minimap], limits)).toEqual(viewOf(nodes, box, [], limits));
    expect(viewOf(nodes, box, [bar, minimap, drawer], limits).zoom).toBe(viewOf(nodes, box, [], limits).zoom);
  });

  it('is where a node comes into sight, by the shortest way', () => {
    const node = (x: number, y: number): Rect => ({ x, y, ...NODE });
    const way = (seen: Rect, ...over: Rect[]) => wayIntoSight(seen, box, over, 12);
    expect(way(node(500, 300), bar, minimap)).toEqual({ x: 0, y: 0 });
    expect(way(node(500, 630))).toEqual({ x: 0, y: -48 });
    expect(way(node(100, 300))).toEqual({ x: 112, y: 0 });
    // out from under the bar, and beside a drawer
    expect(way(node(300, 570), bar)).toEqual({ x: 0, y: -48 });
    expect(way(node(800, 300), drawer)).toEqual({ x: -132, y: 0 });
    // past the right edge, with the minimap not far away: back into the canvas, and not into the strip beside the minimap
    expect(way(node(1080, 300), bar, minimap)).toEqual({ x: -108, y: 0 });
    const moved = way(node(1100, 600), bar, minimap, drawer);
    expect([bar, minimap, drawer].filter((one) => overlap(one, node(1100 + moved.x, 600 + moved.y)))).toEqual([]);
  });
});
