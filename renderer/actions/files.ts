/** Documents and their files: new ones, opening, saving, closing. */
import { t } from '../../engine/texts/index.ts';
import { emptyDocument } from '../../engine/graph/document.ts';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import { UserError } from '../../engine/problems.ts';
import { ARRAY_FILES } from '../../engine/data/datasets/numpy.ts';
import { isWeightsName, MODEL_FILES } from '../../engine/importers/endings.ts';
import { TABLE_FILES } from '../../engine/data/datasets/tableFile.ts';
import { dropAutosave } from './autosave.ts';
import { type GivenItem, learnFrom, learnFromItems, placesOf } from './given.ts';
import { isModel, openModel, recallImport } from './models.ts';
import { showStart } from './start.ts';
import { ask } from '../state/host.ts';
import { chooseFile, chooseSave } from './choose.ts';
import { addFile } from './library.ts';
import { attempt, dismiss, notify } from '../state/notices.ts';
import { refreshRecent } from '../state/recent.ts';
import { baseName, safeName } from '../state/paths.ts';
import {
  activeDocument,
  activate,
  closeDocument,
  isUnsaved,
  markSaved,
  type OpenDocument,
  openDocument,
  tabTitle,
  workspace,
} from '../state/document/workspace.ts';

function freshName(): string {
  const names = new Set(workspace.getState().documents.map(({ document }) => document.name));
  for (let i = 1; ; i++) {
    const name = t('files.untitled', 'Untitled {{number}}', { number: i });
    if (!names.has(name)) return name;
  }
}

export const newDocument = (): void => void openDocument(emptyDocument(freshName()), null);

export async function openFile(path: string): Promise<void> {
  if (isModel(path)) return openModelOrData(path);
  try {
    const { path: opened, text, version } = await ask('files.open', { path });
    const key = openDocument(parseDocument(text, baseName(opened)), opened, { version });
    void recallImport(key, { path: opened });
    await ask('files.remember', { path: opened });
  } finally {
    // a file that is gone is no longer among them
    await refreshRecent();
  }
}

/** Some endings are those of models and of data: what is no model is learned from. */
async function openModelOrData(path: string): Promise<void> {
  try {
    await openModel(path);
  } catch (error) {
    if (!(error instanceof UserError) || !ARRAY_FILES.some((ending) => path.toLowerCase().endsWith(`.${ending}`)))
      throw error;
    await learnFrom([path]);
  }
}

export async function forgetRecent(path: string): Promise<void> {
  await ask('files.forget', { path });
  await refreshRecent();
}

export async function openByDialog(): Promise<void> {
  const path = await chooseFile({
    extensions: [...new Set(['loom', ...MODEL_FILES.map((ending) => ending.slice(1)), ...TABLE_FILES, ...ARRAY_FILES])],
  });
  if (path !== null) await (/\.loom$/i.test(path) || isModel(path) ? openFile(path) : learnFrom([path]));
}

/**
 * What is dropped on the window: documents and models are opened, blocks go to the library, the network that is open starts from weights,
 * and everything else together is learned from.
 */
export async function openDropped(items: readonly GivenItem[]): Promise<void> {
  const isOurs = ({ name, isFolder }: GivenItem) => !isFolder && /\.loom(-block)?$/i.test(name);
  for (const item of items.filter(isOurs)) {
    const [found] = await item.files();
    const { file } = found!;
    if (/\.loom-block$/i.test(item.name)) await addFile(item.name, await file.text());
    else openDocument(parseDocument(await file.text(), item.name), null, { unsaved: true });
  }
  const rest = items.filter((item) => !isOurs(item));
  const others: GivenItem[] = [];
  for (const item of rest) {
    const name = item.isFolder ? networkIn(await item.names()) : item.name;
    if (name === undefined || !isNetwork(name)) others.push(item);
    else await openNetwork(item, name, rest);
  }
  const left = others.filter(({ name }) => others.length === rest.length || !isPart(name));
  if (left.length > 0) await learnFromItems(left);
}

/** A model, or weights for the network that is open. */
const isNetwork = (name: string): boolean => isModel(name) || isWeightsName(name);
/** Of a folder's files; one with arrays is a folder of data. */
const networkIn = (names: readonly string[]): string | undefined =>
  names.find((name) => isModel(name) && !/\.(h5|hdf5)$/i.test(name)) ?? names.find(isWeightsName);
/** What models keep of their numbers in files beside them, which come with them. */
const isPart = (name: string): boolean => /\.(bin|data|weights)$/i.test(name);

/** What was dropped, or the file of that name in the folder that was. */
async function openNetwork(item: GivenItem, name: string, beside: readonly GivenItem[]): Promise<void> {
  const parts = beside.filter((one) => one !== item && !one.isFolder && isPart(one.name));
  const [place] = (await placesOf([item, ...parts])) ?? [];
  if (place === undefined) return;
  const path = item.isFolder ? `${place}/${name}` : place;
  if (isModel(name)) await openFile(path);
  else await showStart(path);
}

async function write(
  { key, document, version, imported }: Pick<OpenDocument, 'key' | 'document' | 'version' | 'imported'>,
  path: string,
  overwrite: boolean,
): Promise<boolean> {
  try {
    const saved = await ask('files.save', { path, text: serialize(document), version, overwrite });
    markSaved(key, saved.path, document, saved.version);
    if (imported) await ask('models.saved', { id: imported.id, path: saved.path });
    await Promise.all([dropAutosave(key), refreshRecent()]);
    return true;
  } catch (error) {
    if (!(error instanceof UserError) || !error.problems.some(({ code }) => code === 'file-changed')) throw error;
    notify({
      kind: 'error',
      text: error.message,
      action: {
        title: t('files.saveAnyway', 'Save anyway'),
        run: () => void attempt(() => write({ key, document, version, imported }, path, true)),
      },
    });
    return false;
  }
}

/** Saves the active document, asking where if it was never saved. False where the person thought better of it. */
export async function save(open = activeDocument()): Promise<boolean> {
  if (!open) return false;
  return open.path === null ? saveAs(open) : write(open, open.path, false);
}

export async function saveAs(open = activeDocument()): Promise<boolean> {
  if (!open) return false;
  const path = await chooseSave(open.path ?? `${safeName(open.document.name)}.loom`);
  return path !== null && write(open, /\.loom$/i.test(path) ? path : `${path}.loom`, true);
}

// Closing is undone, not confirmed: what is closed can be opened again.
const closed: OpenDocument[] = [];
export const hasClosed = (): boolean => closed.length > 0;

export function closeTab(key: string): void {
  const open = workspace.getState().documents.find((other) => other.key === key);
  if (!open) return;
  closeDocument(key);
  closed.push(open);
  if (!isUnsaved(open)) return void dropAutosave(key);
  const notice = notify({
    kind: 'info',
    text: t('notices.closed', '"{{title}}" was closed with changes that are not saved.', { title: tabTitle(open) }),
    action: { title: t('files.reopen', 'Reopen'), run: () => reopenTab(open) },
  });
  const unwatch = workspace.subscribe(({ documents }) => {
    if (!documents.some((other) => other.key === key)) return;
    dismiss(notice);
    unwatch();
  });
}

export function reopenTab(open = closed.at(-1)): void {
  if (!open) return;
  closed.splice(closed.indexOf(open), 1);
  if (!workspace.getState().documents.some(({ key }) => key === open.key))
    workspace.setState(({ documents }) => ({ documents: [...documents, open] }));
  activate(open.key);
}

export function closeActive(): void {
  const open = activeDocument();
  if (open) closeTab(open.key);
}
