/** Doing what a problem proposes: one undo step. */
import type { Choice } from '../../engine/graph/document.ts';
import { applyRepair } from '../../engine/graph/repair.ts';
import type { Repair } from '../../engine/problems.ts';
import { withColumns } from '../state/document/data.ts';
import { chooseDataset } from './data.ts';
import { addInput } from './graph/layers.ts';
import { perform } from './commands/registry.ts';
import { showPanel } from '../state/view.ts';
import { attempt } from '../state/notices.ts';
import { activeDocument, edit } from '../state/document/workspace.ts';
import { word } from '../../engine/texts/index.ts';

/** A dataset or a loss that comes with the repair gets its columns too. */
export function repair(chosen: Repair): void {
  const open = activeDocument();
  if (!open) return;
  const [first] = chosen.actions;
  if (first?.kind === 'show') return show(first.what);
  if (first?.kind === 'add' && first.type === 'input') return addInput();
  const configures = chosen.actions.filter((action) => action.kind === 'configure');
  const dataset = configures.find(({ path }) => path.join('.') === 'data.dataset');
  if (dataset && chosen.actions.length === 1)
    return void attempt(() => chooseDataset(dataset.value as Choice, word(chosen.title)));
  edit(word(chosen.title), (document) => {
    const repaired = applyRepair(document, chosen);
    return configures.length > 0 ? withColumns(repaired, open) : repaired;
  });
}

const show = (what: 'data' | 'templates' | 'training'): void =>
  what === 'templates' ? perform('file.newFromTemplate') : showPanel(what);
