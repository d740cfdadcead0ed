/** Going through the graph: into blocks and out again, and to where a node stands. */
import { blockOf, locate } from '../../../engine/graph/blocks.ts';
import { BLOCK } from '../../../engine/graph/document.ts';
import { onSurface } from '../../state/canvas/surface.ts';
import { checkedOf } from '../../state/document/checked.ts';
import { drawing, scopeOf } from '../../state/document/drawing.ts';
import { activeDocument, select, showExpanded, showInside } from '../../state/document/workspace.ts';

/** Goes into an instance of what is shown. */
export function enter(instance: string, index = 0): void {
  const open = activeDocument();
  if (!open) return;
  const node = drawing().nodes.find(({ id }) => id === instance);
  if (node?.type !== BLOCK || !blockOf(open.document.graph, node.block)) return;
  showInside([
    ...scopeOf(open).crumbs.map(({ instance: id, index: at }) => ({ instance: id, index: at })),
    { instance, index },
  ]);
}

/** Goes from the network with all blocks open to where a layer of it stands. */
export function goInto(flat: string): void {
  const { id, path } = locate(activeDocument()!.document.graph, flat);
  showInside(path, [id]);
}

/** Goes out to a depth: 0 is the whole graph. What was looked into is selected there. */
export function leaveTo(depth: number): void {
  const open = activeDocument();
  if (!open) return;
  const { crumbs } = scopeOf(open);
  const left = crumbs[depth];
  showInside(crumbs.slice(0, depth), left && [left.instance]);
}

/** Shows another repetition of what is looked into. */
export function turnTo(index: number): void {
  const open = activeDocument();
  if (!open) return;
  const { crumbs } = scopeOf(open);
  showInside(
    crumbs.map((crumb, i) => ({ instance: crumb.instance, index: i === crumbs.length - 1 ? index : crumb.index })),
    open.selection.nodes,
  );
}

/** Goes to where a node stands, by its flat id; gives its id there. */
export function goTo(flat: string): string {
  const open = activeDocument()!;
  if (open.expanded && checkedOf(open.document).expanded.origins.has(flat)) return flat;
  const { id, path } = locate(open.document.graph, flat);
  if (open.expanded || JSON.stringify(path) !== JSON.stringify(open.within)) showInside(path);
  return id;
}

export function isInside(): boolean {
  const open = activeDocument();
  return open !== undefined && (open.expanded || scopeOf(open).crumbs.length > 0);
}

/** Goes one level out. */
export function leave(): void {
  const open = activeDocument();
  if (!open) return;
  if (open.expanded) showExpanded(false);
  else leaveTo(scopeOf(open).crumbs.length - 1);
}

/** Opens all blocks to look at, or closes them again. */
export function toggleExpanded(): void {
  const open = activeDocument();
  if (open) showExpanded(!open.expanded);
}

/** Shows nodes by their flat ids, of a problem or a weight: the one with the keyboard on it; all of the graph where none is given. */
export function reveal(...flat: readonly string[]): void {
  if (!activeDocument()) return;
  const nodes = flat.map(goTo);
  if (nodes.length > 0) select({ nodes });
  onSurface((surface) => (nodes.length === 1 ? surface.bringIntoView(nodes[0]!, true) : surface.fit(nodes)));
}
