/** Wires by the keyboard: a list of all that the selected layer can be connected with. */
import type { Edge } from '../../../engine/graph/document.ts';
import { showDialog } from '../../state/dialogs.ts';
import { drawing } from '../../state/document/drawing.ts';
import { PickDialog } from '../../ui/PickDialog.tsx';
import { connectEnds, selectedNodes } from './layers.ts';
import { connections } from './connections.ts';

export async function connectSelection(): Promise<void> {
  const groups = connections(drawing(), selectedNodes()[0]!);
  const chosen = await showDialog<Edge | null>((close) => (
    <PickDialog
      label="Connect with"
      empty="No layer of that name can be connected here."
      groups={groups}
      close={close}
    />
  ));
  if (chosen) connectEnds(chosen.from, chosen.to);
}
