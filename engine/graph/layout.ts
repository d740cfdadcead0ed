/** Places for a drawing that has none yet: rows and columns on the grid, nodes in the order in which data reaches them. */
import type { Edge, Node } from './document.ts';
import { PITCH, type Point } from './edits.ts';

/** Beside a node. */
const ASIDE = 240;

/**
 * A row below everything that feeds it, and in the column of its first source where that is free, else beside it. What nothing feeds may
 * be `loose`: it stands right above what reads it, and moves nothing else.
 */
export function layOut(
  nodes: readonly Pick<Node, 'id'>[],
  edges: readonly Edge[],
  loose: ReadonlySet<string> = new Set(),
): Map<string, Point> {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges)
    if (!loose.has(from.node)) sources.set(to.node, [...(sources.get(to.node) ?? []), from.node]);
  const rows = new Map<string, number>();
  const columns = new Map<string, number>();
  const taken = new Set<string>();
  const place = (id: string, row: number, wanted: number) => {
    let column = wanted;
    // beside it by 0, 1, -1, 2, -2 ...
    for (let i = 1; taken.has(`${row}/${column}`); i++) column = wanted + (i % 2 === 1 ? (i + 1) / 2 : -i / 2);
    taken.add(`${row}/${column}`);
    rows.set(id, row);
    columns.set(id, column);
  };
  for (const { id } of nodes) {
    if (loose.has(id)) continue;
    const before = sources.get(id) ?? [];
    const row = before.length === 0 ? 0 : 1 + Math.max(...before.map((source) => rows.get(source)!));
    const wanted =
      [...before.map((source) => columns.get(source)!)].sort((a, b) => a - b)[Math.floor((before.length - 1) / 2)] ?? 0;
    place(id, row, wanted);
  }
  for (const id of loose) {
    const readers = edges.flatMap(({ from, to }) => (from.node === id ? to.node : []));
    const first = readers.reduce((a, b) => (rows.get(b)! < rows.get(a)! ? b : a));
    place(id, Math.max(0, rows.get(first)! - 1), columns.get(first)!);
  }
  return new Map(nodes.map(({ id }) => [id, { x: columns.get(id)! * ASIDE, y: rows.get(id)! * PITCH }]));
}
