import { describe, expect, it } from 'vitest';
import { NODE, overlap, type Rect } from '../../state/document/geometry.ts';
import { pathThrough, route } from './route.ts';

const node = (x: number, y: number): Rect => ({ x, y, ...NODE });
/** Whether a way goes through the inside of a rectangle. */
const crosses = (way: readonly { x: number; y: number }[], rect: Rect): boolean =>
  way.slice(1).some((end, i) => {
    const start = way[i]!;
    return overlap(
      {
        x: Math.min(start.x, end.x),
        y: Math.min(start.y, end.y),
        width: Math.abs(end.x - start.x) || 0.1,
        height: Math.abs(end.y - start.y) || 0.1,
      },
      { x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 2 },
    );
  });

describe('the way of a wire', () => {
  it('draws a wire straight where it can be', () => {
    expect(route({ x: 108, y: 46 }, { x: 108, y: 72 }, [], 'down')).toHaveLength(2);
    expect(route({ x: 216, y: 23 }, { x: 280, y: 23 }, [], 'right')).toHaveLength(2);
  });

  it('leads a wire round what stands between its ends', () => {
    const between = [node(0, 72), node(0, 144), node(-120, 216)];
    const way = route({ x: 108, y: 46 }, { x: 108, y: 288 }, between, 'down');
    for (const rect of between) expect(crosses(way, rect)).toBe(false);
    expect(way[0]).toEqual({ x: 108, y: 46 });
    expect(way.at(-1)).toEqual({ x: 108, y: 288 });
  });

  it('turns late where turning early would go through a node', () => {
    const blocked = node(320, 100);
    const way = route({ x: 108, y: 46 }, { x: 428, y: 300 }, [blocked], 'down');
    expect(crosses(way, blocked)).toBe(false);
    expect(way).toHaveLength(4);
  });

  it('leads a wire back that runs against the direction', () => {
    const way = route({ x: 108, y: 262 }, { x: 108, y: 0 }, [], 'down');
    expect(way[1]!.y).toBeGreaterThan(262);
    expect(way.at(-2)!.y).toBeLessThan(0);
  });

  it('draws rounded corners', () => {
    const way = route({ x: 108, y: 46 }, { x: 428, y: 144 }, [], 'down');
    expect(pathThrough(way)).toMatch(/^M108 46L108 .*Q.*L428 144$/);
  });
});
