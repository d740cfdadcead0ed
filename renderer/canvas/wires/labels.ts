/** Where the shapes stand beside their wires: no wire runs through them, no node lies over them, and they do not over each other. */
import type { Point } from '../../../engine/graph/edits.ts';
import { type Direction, NODE, overlap, type Rect } from '../../state/document/geometry.ts';

/** In the code face at 10.5 pixels. */
const LETTER = 6.35;
const [ABOVE, BELOW] = [8, 2.5];

export interface Label extends Point {
  readonly anchor: 'start' | 'end' | 'middle';
}
export interface Labelled {
  readonly way: readonly Point[];
  readonly text: string;
  /** On its other side, where there is room for it. */
  readonly left: boolean;
}

/** The places at which a label may stand, the best first. */
export function placesFor({ way, text, left }: Labelled, direction: Direction): readonly Label[] {
  const legs = way.slice(1).map((end, i) => [way[i]!, end] as const);
  const width = text.length * LETTER;
  const along = legs.filter(([a, b]) =>
    direction === 'down' ? a.x === b.x && b.y - a.y > 11 : a.y === b.y && b.x - a.x > 11,
  );
  const across = legs.filter(([a, b]) =>
    direction === 'down' ? a.y === b.y && Math.abs(b.x - a.x) > width : a.x === b.x && Math.abs(b.y - a.y) > 24,
  );
  const middle = ([a, b]: readonly [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const sides = left ? [-1, 1] : [1, -1];
  const beside = (x: number, y: number, side: number): Label => ({
    x: x + 9 * side,
    y: y + 4,
    anchor: side > 0 ? 'start' : 'end',
  });
  const over = ({ x, y }: Point, by: number): Label => ({ x, y: y + by, anchor: 'middle' });
  if (direction === 'right') {
    // a leg that is long enough, also one that leads back to the next row, else over and under the nodes at its ends
    const roomy = legs.filter(([a, b]) => a.y === b.y && Math.abs(b.x - a.x) > width);
    const beyond = [-NODE.height / 2 - 5, NODE.height / 2 + 12];
    return [
      ...roomy.flatMap((leg) => [-7, 14].map((by) => over(middle(leg), by))),
      ...along.flatMap((leg) => beyond.map((by) => over(middle(leg), by))),
      ...across.flatMap((leg) => sides.map((side) => beside(middle(leg).x, middle(leg).y, side))),
    ];
  }
  return [
    ...along.flatMap((leg) => sides.map((side) => beside(leg[0].x, middle(leg).y, side))),
    // there is room at its ends, too: in a narrow gap just beyond what turns in the middle of it
    ...along.flatMap(([a, b]) => {
      const [early, late] = b.y - a.y > 40 ? [14, 14] : [5, 7];
      return sides.flatMap((side) => [beside(a.x, a.y + early, side), beside(a.x, b.y - late, side)]);
    }),
    ...across.flatMap((leg) => [over(middle(leg), -5), over(middle(leg), 12)]),
  ];
}

export function boxOf({ x, y, anchor }: Label, text: string): Rect {
  const width = text.length * LETTER;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { x: left, y: y - ABOVE, width, height: ABOVE + BELOW };
}

/** A place for each, undefined where every one is covered. What `all` wires and the nodes leave free. */
export function placeLabels(
  labelled: readonly Labelled[],
  all: Iterable<readonly Point[]>,
  nodes: readonly Rect[],
  direction: Direction,
): readonly (Label | undefined)[] {
  const taken = new Plane();
  for (const rect of nodes) taken.add(rect);
  for (const way of all)
    way.slice(1).forEach((end, i) => {
      const start = way[i]!;
      taken.add({
        x: Math.min(start.x, end.x) - 1,
        y: Math.min(start.y, end.y) - 1,
        width: Math.abs(end.x - start.x) + 2,
        height: Math.abs(end.y - start.y) + 2,
      });
    });
  return labelled.map((one) => {
    const place = placesFor(one, direction).find((at) => !taken.covers(boxOf(at, one.text)));
    if (place) taken.add(boxOf(place, one.text));
    return place;
  });
}

const CELL = 96;

/** Rectangles by the cells of a grid that they lie in, so that those about a place are found at once. */
class Plane {
  readonly #cells = new Map<string, Rect[]>();

  add(rect: Rect): void {
    for (const cell of cellsOf(rect)) {
      const list = this.#cells.get(cell);
      if (list) list.push(rect);
      else this.#cells.set(cell, [rect]);
    }
  }

  covers(rect: Rect): boolean {
    return cellsOf(rect).some((cell) => this.#cells.get(cell)?.some((other) => overlap(other, rect)) ?? false);
  }
}

function cellsOf({ x, y, width, height }: Rect): readonly string[] {
  const cells: string[] = [];
  for (let column = Math.floor(x / CELL); column <= Math.floor((x + width) / CELL); column++)
    for (let row = Math.floor(y / CELL); row <= Math.floor((y + height) / CELL); row++) cells.push(`${column} ${row}`);
  return cells;
}
