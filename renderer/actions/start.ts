/** What the next training of a document starts from: fresh weights, or those of a file or a run. */
import { isAdapters } from '../../engine/importers/endings.ts';
import { t } from '../../engine/texts/index.ts';
import { freeze } from '../../engine/layers/freeze.ts';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import { verbatim } from '../../engine/phrases.ts';
import type { DescribedTensor } from '../../engine/protocol.ts';
import { openDialog } from '../state/dialogs.ts';
import { fitOf } from '../state/document/start.ts';
import { ask } from '../state/host.ts';
import {
  activate,
  activeDocument,
  edit,
  type OpenDocument,
  select,
  type StartingWeights,
  startFrom,
} from '../state/document/workspace.ts';
import { notify } from '../state/notices.ts';
import { baseName } from '../state/paths.ts';
import { inBackground, newest } from '../state/work.ts';
import { chooseFile } from './choose.ts';
import { leaveTo } from './graph/navigation.ts';

/** By document, so that a newer choice gives up reading for the one before it. */
const choices = new Map<string, ReturnType<typeof newest>>();

/** Null: fresh weights. Fails, and leaves the choice as it was, where they cannot be read. */
export async function chooseStart(key: string, weights: StartingWeights | null): Promise<void> {
  const wanted = choices.get(key) ?? newest();
  choices.set(key, wanted);
  const unwanted = wanted();
  if (!weights) return startFrom(key, null);
  const tensors = await inBackground(
    t('work.weights', 'Reading weights'),
    (signal) => ask('weights.describe', { weights }, signal),
    unwanted,
  );
  startFrom(key, { weights, given: byName(tensors) });
}

/** The same, of a file whose tensors are known. */
export const startFromKnown = (key: string, file: string, tensors: readonly DescribedTensor[]): void =>
  startFrom(key, { weights: { file }, given: byName(tensors) });

const byName = (tensors: readonly DescribedTensor[]) => new Map(tensors.map(({ name, ...tensor }) => [name, tensor]));

/** Names under which weights are saved; what a file is, is seen in its bytes. */
const WEIGHTS = ['safetensors', 'pth', 'pt', 'bin', 'ckpt', 'tar', 'h5', 'hdf5', 'keras', 'npz', 'json'];

/** Asks for a weights file to start the active document's training from; whether one was chosen. */
export async function chooseStartFile(): Promise<boolean> {
  const open = activeDocument();
  const file =
    open && (await chooseFile({ extensions: WEIGHTS, title: t('weights.choose', 'Start from a weights file') }));
  if (!open || file === null || file === undefined) return false;
  await startFromFile(open, file);
  return true;
}

/** The same, and then it is shown which of them the network keeps. */
export async function importWeights(): Promise<void> {
  if (await chooseStartFile()) await openDialog('weights');
}

/** Starts the network that is open from a file, and shows what it keeps. */
export async function showStart(file: string): Promise<void> {
  const open = activeDocument();
  if (!open) {
    const name = verbatim(baseName(file));
    const text = t(
      'weights.noNetwork',
      '{{name}} has weights alone. Open the network that they are for, then drop them again.',
      { name },
    );
    return void notify({ kind: 'error', text });
  }
  await startFromFile(open, file);
  await openDialog('weights');
}

async function startFromFile(open: OpenDocument, file: string): Promise<void> {
  if (!isAdapters(file)) return chooseStart(open.key, { file });
  const { key, document, start } = open;
  const put = await ask('weights.adapt', {
    path: file,
    document: serialize(document),
    weights: start?.weights ?? null,
  });
  activate(key);
  const adapted = parseDocument(put.document, document.name);
  edit(t('edits.adapters', 'Put adapters on the network'), () => adapted);
  await chooseStart(key, { file: put.file });
}

/** Gives the weights of the file the network's names where it calls them otherwise. */
export async function takeProposedNames(): Promise<void> {
  const open = activeDocument();
  if (!open?.start) return;
  const { proposed = [] } = fitOf(open.document, open.start);
  const names = Object.fromEntries(proposed.map(({ name, file }) => [name, file]));
  const { weights } = open.start;
  const { file } = await ask('weights.rename', { weights, document: serialize(open.document), names });
  await chooseStart(open.key, { file });
}

/** Selects layers of the whole graph. */
export function selectLayers(ids: readonly string[]): void {
  leaveTo(0);
  select({ nodes: ids });
}

export function freezeLayers(ids: readonly string[]): void {
  edit(t('edits.freezeLayers', 'Freeze {{number}} layers', { number: ids.length }), (document) =>
    freeze(document, ids),
  );
  selectLayers(ids);
}
