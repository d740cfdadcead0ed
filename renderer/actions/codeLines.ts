/** Code and canvas: what the selected nodes are called in the notes of the printers, and the nodes that a line is about. */
import { BLOCK, type Graph } from '../../engine/graph/document.ts';
import { blockKey, keyOfFlat, nodeKey } from '../../engine/targets/lines.ts';
import { surface } from '../state/canvas/surface.ts';
import { checkedOf } from '../state/document/checked.ts';
import { type ShownDrawing, scopeOf } from '../state/document/drawing.ts';
import { activeDocument, type OpenDocument, select } from '../state/document/workspace.ts';
import { leaveTo } from './graph/navigation.ts';

/** The keys of the lines that are about what is selected: a node's own, and those of a block's class with its instance. */
export function selectedKeys(open: OpenDocument): ReadonlySet<string> {
  const { document, block, expanded } = scopeOf(open);
  const selected = new Set(open.selection.nodes);
  return new Set(
    document.graph.nodes
      .filter(({ id }) => selected.has(id))
      .flatMap((node) => [
        expanded ? keyOfFlat(checkedOf(open.document).expanded, node.id) : nodeKey(block, node.id),
        ...(node.type === BLOCK && node.block !== undefined ? [blockKey(node.block)] : []),
      ]),
  );
}

/** The nodes of the drawing that is shown which a line with these keys is about: themselves, else the instances that they stand in. */
export function nodesOfKeys(open: ShownDrawing, keys: readonly string[]): readonly string[] {
  const { document, block, expanded } = scopeOf(open);
  const { nodes } = document.graph;
  if (expanded)
    return nodes
      .filter(({ id }) => keys.includes(keyOfFlat(checkedOf(open.document).expanded, id)))
      .map(({ id }) => id);
  const own = nodes.filter(({ id }) => keys.includes(nodeKey(block, id)));
  if (own.length > 0) return own.map(({ id }) => id);
  const blocks = new Set(keys.map((key) => key.split('/')[0]!).filter((one) => one !== ''));
  const { graph } = open.document;
  return nodes.filter((node) => node.type === BLOCK && holds(graph, node.block, blocks)).map(({ id }) => id);
}

/** Whether a block is one of these, or has an instance of one in it. */
const holds = (graph: Graph, id: string | undefined, wanted: ReadonlySet<string>): boolean =>
  id !== undefined &&
  (wanted.has(id) ||
    (graph.blocks.find((one) => one.id === id)?.nodes ?? []).some((node) => holds(graph, node.block, wanted)));

/** Selects what a line of code is about, and brings it into sight: in the drawing that is shown, else in the whole graph. */
export function selectOfLine(keys: readonly string[]): void {
  const open = activeDocument();
  if (!open || keys.length === 0) return;
  let nodes = nodesOfKeys(open, keys);
  if (nodes.length === 0 && scopeOf(open).block !== undefined) {
    leaveTo(0);
    nodes = nodesOfKeys(activeDocument()!, keys);
  }
  if (nodes.length === 0) return;
  select({ nodes });
  if (nodes.length === 1) surface()?.bringIntoView(nodes[0]!, false);
  else surface()?.fit(nodes);
}
