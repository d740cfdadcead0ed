/** The way of a wire on the canvas. All is written for wires that run down; for wires to the right the axes change places. */
import type { Point } from '../../../engine/graph/edits.ts';
import { type Direction, NODE, overlap, type Rect } from '../../state/document/geometry.ts';

const transpose = ({ x, y }: Point): Point => ({ x: y, y: x });
const transposeRect = ({ x, y, width, height }: Rect): Rect => ({ x: y, y: x, width: height, height: width });

/** How far a wire that turns stays from the nodes it passes. */
const CLEAR = 13;

/**
 * The corners of a wire's way: straight where it can be, else turning once in the gap behind its source or before its target, else
 * round what stands between.
 */
export function route(from: Point, to: Point, obstacles: readonly Rect[], direction: Direction): readonly Point[] {
  if (direction === 'right')
    return route(transpose(from), transpose(to), obstacles.map(transposeRect), 'down').map(transpose);
  if (to.y >= from.y + 2 * CLEAR - 4) {
    const blocked = blockedBy(obstacles.filter(({ y, height }) => y < to.y - 1 && y + height > from.y + 1));
    const early = from.y + Math.min(CLEAR, (to.y - from.y) / 2);
    const late = to.y - Math.min(CLEAR, (to.y - from.y) / 2);
    const ways =
      from.x === to.x ? [[from, to]] : [early, late].map((y) => [from, { x: from.x, y }, { x: to.x, y }, to]);
    const open = ways.find((way) => !blocked(way));
    if (open) return open;
    const lane = freeLane(from, to, early, late, blocked, obstacles);
    return [from, { x: from.x, y: early }, { x: lane, y: early }, { x: lane, y: late }, { x: to.x, y: late }, to];
  }
  // backwards: out below, past all that stands there on the nearer side, in from above
  const [below, above] = [from.y + CLEAR, to.y - CLEAR];
  const there = obstacles.filter(({ y, height }) => y < below && y + height > above);
  const lane = freeLane(from, to, above, below, blockedBy(there), [
    { x: from.x - NODE.width / 2, y: from.y - 1, width: NODE.width, height: 1 },
    { x: to.x - NODE.width / 2, y: to.y, width: NODE.width, height: 1 },
    ...there,
  ]);
  return [from, { x: from.x, y: below }, { x: lane, y: below }, { x: lane, y: above }, { x: to.x, y: above }, to];
}

type Blocked = (way: readonly Point[]) => boolean;

function blockedBy(obstacles: readonly Rect[]): Blocked {
  const margin = 4;
  return (way) =>
    way.slice(1).some((end, i) => {
      const start = way[i]!;
      const leg = {
        x: Math.min(start.x, end.x) - margin,
        y: Math.min(start.y, end.y),
        width: Math.abs(end.x - start.x) + 2 * margin,
        height: Math.abs(end.y - start.y),
      };
      return obstacles.some((rect) => overlap(leg, rect));
    });
}

/** The nearest x where a wire can pass all that stands between its ends. */
function freeLane(
  from: Point,
  to: Point,
  early: number,
  late: number,
  blocked: Blocked,
  obstacles: readonly Rect[],
): number {
  const sides = obstacles
    .filter(({ y, height }) => y < late && y + height > early)
    .flatMap(({ x, width }) => [x - CLEAR, x + width + CLEAR]);
  const middle = (from.x + to.x) / 2;
  const lanes = sides.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return (
    lanes.find(
      (x) =>
        !blocked([
          { x, y: early },
          { x, y: late },
        ]),
    ) ?? Math.max(middle, ...sides)
  );
}

/** An SVG path through the corners, rounded. */
export function pathThrough(way: readonly Point[], radius = 14): string {
  const [first, ...rest] = way;
  let path = `M${first!.x} ${first!.y}`;
  rest.forEach((corner, i) => {
    const next = rest[i + 1];
    if (!next) {
      path += `L${corner.x} ${corner.y}`;
      return;
    }
    const before = way[i]!;
    const r = Math.min(
      radius,
      distance(before, corner) / (i === 0 ? 1 : 2),
      distance(corner, next) / (i + 2 === rest.length ? 1 : 2),
    );
    const [a, b] = [towards(corner, before, r), towards(corner, next, r)];
    path += `L${a.x} ${a.y}Q${corner.x} ${corner.y} ${b.x} ${b.y}`;
  });
  return path;
}
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}
