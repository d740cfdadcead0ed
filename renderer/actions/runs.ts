/** Runs on this machine: shown, compared, gone on with and removed. */
import { verbatim } from '../../engine/phrases.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import type { RunSummary } from '../../engine/protocol.ts';
import { askDialog, openDialog } from '../state/dialogs.ts';
import {
  activeDocument,
  openDocument,
  showBeside,
  showRun,
  startFrom,
  workspace,
} from '../state/document/workspace.ts';
import { ask } from '../state/host.ts';
import { attempt, notify } from '../state/notices.ts';
import { chooseFolder } from './choose.ts';
import { chooseStart } from './start.ts';
import { page } from '../state/page.ts';
import { runName } from '../state/runs/names.ts';
import { loadRun, refreshRuns, removeRun as removeFromHost, runs } from '../state/runs/runs.ts';
import { MOST_COMPARED } from '../state/runs/shown.ts';
import { showPanel } from '../state/view.ts';
import { t } from '../../engine/texts/index.ts';

/** Draws a run beside the one that the active document shows, or no longer. */
export function compare(id: string, on: boolean): void {
  const open = activeDocument();
  if (!open) return;
  const others = open.compared.filter((other) => other !== id);
  showBeside(open.key, on ? [...others, id].slice(-MOST_COMPARED) : others);
  if (on && !runs.getState().views[id]) void attempt(() => loadRun(id));
}

/** Shows a run in the charts of the active document. */
export function openRun(id: string): void {
  const { active } = workspace.getState();
  if (active !== null) showRun(active, id);
  compare(id, false);
  showPanel('training');
}

/** Asks for the folder of a run that somebody else writes, and follows it. */
export async function openRunFolder(): Promise<void> {
  const folder = await chooseFolder({ title: t('runs.open', 'Open a run’s folder') });
  if (folder === null) return;
  const { run } = await ask('runs.open', { folder });
  await refreshRuns();
  await followRun(run);
}

/** Shows a run in the charts of the document that it trains: the active one where that has the same network, else one in a tab of its own. */
export async function followRun(id: string): Promise<void> {
  const { document: text } = await ask('runs.get', { run: id });
  const document = parseDocument(text, 'The document of the run');
  const open = activeDocument();
  if (!open || JSON.stringify(open.document.graph) !== JSON.stringify(document.graph)) openDocument(document, null);
  openRun(id);
  await loadRun(id);
}

/** Asks which of a run's weights the next training starts from, and shows which of them the network keeps. */
export async function takeWeights(run: RunSummary): Promise<void> {
  const { id, folder } = run;
  const weights = await ask('runs.weights', { run: id });
  const file = await askDialog('checkpoints', { name: runName(run), folder, weights });
  if (file === null) return;
  if (!activeDocument()) await openDocumentOf(run);
  const open = activeDocument();
  if (!open) return;
  await chooseStart(open.key, { file });
  await openDialog('weights');
}

/** Goes on from a run's last checkpoint. */
export async function resumeRun(id: string): Promise<void> {
  await ask('train.resume', { run: id });
  openRun(id);
  await Promise.all([loadRun(id), refreshRuns()]);
}

/** Opens the document that was trained in a tab of its own, with the run in its charts. */
export async function openDocumentOf({ id }: RunSummary): Promise<void> {
  const { document } = await ask('runs.get', { run: id });
  showRun(openDocument(parseDocument(document, 'The document of the run'), null), id);
}

export async function copyFolderOf({ folder }: RunSummary): Promise<void> {
  await page().clipboard.writeText(folder);
  notify({
    kind: 'info',
    text: t('runs.folder.copied', "The path of the run's folder is on the clipboard: {{folder}}", {
      folder: verbatim(folder),
    }),
  });
}

/** Calls a run so in its record; empty takes the name back. */
export async function renameRun(id: string, label: string): Promise<void> {
  await ask('runs.rename', { run: id, label });
  await refreshRuns();
}

/** Files that are gone cannot be brought back, so this asks. Those of a run that lies elsewhere stay. */
export async function removeRun(run: RunSummary): Promise<void> {
  if (run.elsewhere) return forget(run);
  const answer = await askDialog('confirm', {
    title: t('runs.remove.sure', 'Remove {{name}}?', { name: runName(run) }),
    description: t(
      'runs.remove.doc',
      'Its weights, curves and checkpoints ({{epoch}} of {{epochs}} epochs) are deleted from {{folder}}. This cannot be undone.',
      { epoch: run.epoch, epochs: run.epochs, folder: verbatim(run.folder) },
    ),
    answers: [
      { id: 'keep', title: t('runs.remove.keep', 'Keep it') },
      { id: 'remove', title: t('runs.remove.do', 'Remove the run') },
    ],
  });
  if (answer === 'remove') await forget(run);
}

async function forget({ id }: RunSummary): Promise<void> {
  await removeFromHost(id);
  for (const open of workspace.getState().documents) {
    if (open.compared.includes(id))
      showBeside(
        open.key,
        open.compared.filter((other) => other !== id),
      );
    if (open.run === id) showRun(open.key, null);
    if (open.start && 'run' in open.start.weights && open.start.weights.run === id) startFrom(open.key, null);
  }
}
