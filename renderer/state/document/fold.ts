/** A long network in several columns side by side, or one from left to right in several rows, so that all of it can be seen at once. */
import type { Edge } from '../../../engine/graph/document.ts';
import { PITCH, type Point } from '../../../engine/graph/edits.ts';
import { type Direction, NODE, stepOf } from './geometry.ts';

/** What the whole is wide for its height, about as the canvas. */
const ASPECT = 1.3;

/**
 * Where the nodes of a layout in rows come to stand. It is cut only where everything comes through a single node, as between the blocks
 * of a residual network; a network without such places stays as it is.
 */
export function fold(
  places: ReadonlyMap<string, Point>,
  edges: readonly Edge[],
  direction: Direction = 'down',
): ReadonlyMap<string, Point> {
  return direction === 'down'
    ? foldRows(places, edges, ROWS.down)
    : transposed(foldRows(transposed(places), edges, ROWS.right));
}

const transposed = (places: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> =>
  new Map([...places].map(([id, { x, y }]) => [id, { x: y, y: x }]));

/** How rows lie that follow each other downwards; those to the right are turned before and after. */
interface Rows {
  /** So many are read from one end to the other. */
  readonly long: number;
  /** Between two columns: room for the wires that lead from one to the next. */
  readonly gap: number;
  readonly pitch: number;
  /** Of a node, across. */
  readonly size: number;
  /** What the whole is wide for its height. */
  readonly aspect: number;
}
const ROWS: Readonly<Record<Direction, Rows>> = {
  down: { long: 48, gap: 96, pitch: PITCH, size: NODE.width, aspect: ASPECT },
  right: { long: 4, gap: 56, pitch: stepOf('right').x, size: NODE.height, aspect: 1 / ASPECT },
};

function foldRows(
  places: ReadonlyMap<string, Point>,
  edges: readonly Edge[],
  { long, gap, pitch, size, aspect }: Rows,
): ReadonlyMap<string, Point> {
  const origin = Math.min(...[...places.values()].map(({ y }) => y));
  const rowOf = (id: string): number => Math.round((places.get(id)!.y - origin) / pitch);
  const rows = 1 + Math.max(0, ...[...places.keys()].map(rowOf));
  if (rows <= long) return places;
  const widthOf = (list: readonly Point[]): number =>
    Math.max(...list.map(({ x }) => x)) - Math.min(...list.map(({ x }) => x)) + size;
  const columns = Math.round(Math.sqrt((aspect * rows * pitch) / (widthOf([...places.values()]) + gap)));
  const height = Math.ceil(rows / Math.max(1, columns));
  const cuts = waists(rows, rowOf, edges);
  const starts = [0];
  // a few rows that are left over have no column of their own
  for (let start = 0; rows - start > 1.25 * height; ) {
    const cut =
      cuts.findLast((row) => row > start + height / 2 && row <= start + height) ??
      cuts.find((row) => row > start + height);
    if (cut === undefined) break;
    starts.push((start = cut));
  }
  const folded = new Map<string, Point>();
  let left = Math.min(...[...places.values()].map(({ x }) => x));
  starts.forEach((start, i) => {
    const end = starts[i + 1] ?? rows;
    const column = [...places].filter(([id]) => rowOf(id) >= start && rowOf(id) < end);
    const first = Math.min(...column.map(([, { x }]) => x));
    for (const [id, { x, y }] of column) folded.set(id, { x: left + x - first, y: y - start * pitch });
    left += widthOf(column.map(([, place]) => place)) + gap;
  });
  return folded;
}

/** The rows above which the wires come from one node at most. */
function waists(rows: number, rowOf: (id: string) => number, edges: readonly Edge[]): number[] {
  const reach = new Map<string, number>();
  for (const { from, to } of edges) reach.set(from.node, Math.max(reach.get(from.node) ?? 0, rowOf(to.node)));
  const change = new Array<number>(rows + 1).fill(0);
  for (const [id, last] of reach) {
    change[rowOf(id) + 1]! += 1;
    change[last + 1]! -= 1;
  }
  let open = 0;
  return change.flatMap((by, row) => ((open += by) <= 1 && row > 0 && row < rows ? [row] : []));
}
