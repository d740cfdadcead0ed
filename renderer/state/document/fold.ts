/** A long network in several columns side by side, so that all of it can be seen at once. */
import type { Edge } from '../../../engine/graph/document.ts';
import { PITCH, type Point } from '../../../engine/graph/edits.ts';
import { NODE } from './geometry.ts';

/** So many rows are read from top to bottom. */
const LONG = 48;
/** Between two columns: room for the wires that lead from one to the next. */
const GAP = 96;
/** What the whole is wide for its height, about as the canvas. */
const ASPECT = 1.3;

/**
 * Where the nodes of a layout in rows come to stand. It is cut only where everything comes through a single node, as between the blocks
 * of a residual network; a network without such places stays as it is.
 */
export function fold(places: ReadonlyMap<string, Point>, edges: readonly Edge[]): ReadonlyMap<string, Point> {
  const rowOf = (id: string): number => Math.round(places.get(id)!.y / PITCH);
  const rows = 1 + Math.max(0, ...[...places.keys()].map(rowOf));
  if (rows <= LONG) return places;
  const height = heightOf(rows, widthOf([...places.values()]));
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
  let left = 0;
  starts.forEach((start, i) => {
    const end = starts[i + 1] ?? rows;
    const column = [...places].filter(([id]) => rowOf(id) >= start && rowOf(id) < end);
    const first = Math.min(...column.map(([, { x }]) => x));
    for (const [id, { x, y }] of column) folded.set(id, { x: left + x - first, y: y - start * PITCH });
    left += widthOf(column.map(([, place]) => place)) + GAP;
  });
  return folded;
}

const widthOf = (places: readonly Point[]): number =>
  Math.max(...places.map(({ x }) => x)) - Math.min(...places.map(({ x }) => x)) + NODE.width;

/** Of a column, in rows. */
const heightOf = (rows: number, width: number): number =>
  Math.ceil(rows / Math.max(1, Math.round(Math.sqrt((ASPECT * rows * PITCH) / (width + GAP)))));

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
