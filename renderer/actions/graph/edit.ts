/** Edits of the graph that the canvas shows: the document's own, or what is within a block. */
import { t, type Worded } from '../../../engine/texts/index.ts';
import { editWithin } from '../../../engine/graph/blocks.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { layerOfNode } from '../../../engine/layers/blocks.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { drawing, scopeOf } from '../../state/document/drawing.ts';
import { activeDocument, edit } from '../../state/document/workspace.ts';
import { notify } from '../../state/notices.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';

/** Changes what is shown as one undoable step; `change` gets the document with what is shown as its graph. */
export const editDrawing = (
  label: string,
  change: (document: Document) => Document,
  options?: { readonly merge?: string },
): void => editWhole(label, (document, block) => editWithin(document, block, change), options);

/** Changes the document as one undoable step; `change` is told which block is shown, undefined for the graph itself. */
export function editWhole(
  label: string,
  change: (document: Document, block: string | undefined) => Document,
  options: { readonly merge?: string } = {},
): void {
  const open = activeDocument();
  if (!open) return;
  const { block, expanded } = scopeOf(open);
  if (expanded)
    return void notify({
      kind: 'info',
      text: t(
        'notices.onlyLooked',
        'With all blocks open the network can only be looked at. Double-click a layer to go where it stands, and change it there.',
      ),
    });
  edit(label, (document) => change(document, block), options);
}

/** The layer that a node of what is shown is; undefined where there is none of its type. */
export function layerAt(id: string): Layer | undefined {
  const { nodes, blocks } = drawing();
  const node = nodes.find((one) => one.id === id);
  return node && layerOfNode(node, blocks);
}

/** What an edit's label says of nodes: the layer's title for one. */
export const titleOfNodes = (ids: readonly string[]): Worded =>
  ids.length === 1
    ? titleOfNode(ids[0]!)
    : t('edits.layers', { one: '{{count}} layer', other: '{{count}} layers' }, { count: ids.length });

function titleOfNode(id: string): Worded {
  const layer = layerAt(id);
  return layer ? layerTitle(layer) : t('edits.layer', 'layer');
}
