/** Where things stand on the canvas: sizes, ports and free places. */
import { PITCH, type Point } from '../../../engine/graph/edits.ts';

export type Direction = 'down' | 'right';
export interface Size {
  readonly width: number;
  readonly height: number;
}
export type Rect = Point & Size;

export const NODE: Size = { width: 216, height: 46 };
export const NOTE: Size = { width: 216, height: 96 };
export const GRID = 8;
export const PORT = 9;

/** From a node to the one behind it. */
export const stepOf = (direction: Direction): Point =>
  direction === 'down' ? { x: 0, y: PITCH } : { x: NODE.width + 96, y: 0 };
/** From a node to the one beside it. */
export const asideOf = (direction: Direction): Point =>
  direction === 'down' ? { x: NODE.width + 24, y: 0 } : { x: 0, y: PITCH };

export const plus = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });
export const snap = ({ x, y }: Point): Point => ({ x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID });
export const snapSize = ({ width, height }: Size): Size => ({
  width: Math.round(width / GRID) * GRID,
  height: Math.round(height / GRID) * GRID,
});
export const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The centre of a port relative to its node: several are spread evenly along their side. */
export function portAt(index: number, count: number, side: 'input' | 'output', direction: Direction): Point {
  const along = (index + 1) / (count + 1);
  return direction === 'down'
    ? { x: NODE.width * along, y: side === 'input' ? 0 : NODE.height }
    : { x: side === 'input' ? 0 : NODE.width, y: NODE.height * along };
}

/** The first place at `wanted`, or aside of it, where a node covers no other. */
export function freeSpot(taken: readonly Point[], wanted: Point, direction: Direction): Point {
  const aside = asideOf(direction);
  let spot = snap(wanted);
  while (taken.some((other) => overlap({ ...spot, ...NODE }, { ...other, ...NODE }))) spot = plus(spot, aside);
  return spot;
}
