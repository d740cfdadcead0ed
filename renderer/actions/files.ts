/** Documents and files: opening, saving, choosing, recent ones. The desktop shell has the system's dialogs, the browser shell our own. */
import { createElement } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import { UserError } from '../../engine/problems.ts';
import type { CallResults } from '../../engine/protocol.ts';
import { FileDialog } from '../dialogs/files/FileDialog.tsx';
import { dropAutosave } from './autosave.ts';
import { showDialog } from '../state/dialogs.ts';
import { ask } from '../state/host.ts';
import { addFile } from '../state/library.ts';
import { attempt, dismiss, notify } from '../state/notices.ts';
import { shell } from '../state/shell.ts';
import {
  activeDocument,
  activate,
  closeDocument,
  isUnsaved,
  markSaved,
  type OpenDocument,
  openDocument,
  workspace,
} from '../state/document/workspace.ts';

export const recent = createStore<{ readonly files: CallResults['files.recent'] }>(() => ({ files: [] }));
export const useRecent = (): CallResults['files.recent'] => useStore(recent, ({ files }) => files);
export const refreshRecent = async (): Promise<void> => recent.setState({ files: await ask('files.recent', {}) });

const isDesktop = (): boolean => shell.getState().hello?.shell === 'desktop';
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1)!;
/** What a tab says. */
export const tabTitle = ({ path, document }: Pick<OpenDocument, 'path' | 'document'>): string =>
  path === null ? document.name : baseName(path);

/** Asks for an existing file. Null where the person thought better of it. Extensions without their dot. */
export async function chooseFile({
  extensions,
  title = 'Open',
}: {
  readonly extensions: readonly string[];
  readonly title?: string;
}): Promise<string | null> {
  if (isDesktop()) return (await ask('files.chooseOpen', { extensions: [...extensions] }))?.path ?? null;
  return showDialog<string | null>((close) => createElement(FileDialog, { mode: 'open', title, extensions, close }));
}

export async function chooseFolder({
  title = 'Choose a folder',
}: {
  readonly title?: string;
} = {}): Promise<string | null> {
  if (isDesktop()) return (await ask('files.chooseFolder', {}))?.path ?? null;
  return showDialog<string | null>((close) =>
    createElement(FileDialog, { mode: 'folder', title, extensions: [], close }),
  );
}

async function chooseSave(suggested: string): Promise<string | null> {
  if (isDesktop()) return (await ask('files.chooseSave', { suggested }))?.path ?? null;
  return showDialog<string | null>((close) =>
    createElement(FileDialog, { mode: 'save', title: 'Save as', extensions: ['loom'], suggested, close }),
  );
}

export async function openFile(path: string): Promise<void> {
  try {
    const { path: opened, text, version } = await ask('files.open', { path });
    openDocument(parseDocument(text, baseName(opened)), opened, { version });
    await ask('files.remember', { path: opened });
  } finally {
    // a file that is gone is no longer among them
    await refreshRecent();
  }
}

export async function forgetRecent(path: string): Promise<void> {
  await ask('files.forget', { path });
  await refreshRecent();
}

export async function openByDialog(): Promise<void> {
  const path = await chooseFile({ extensions: ['loom'] });
  if (path !== null) await openFile(path);
}

/** A file dropped on the window: its content, since a page does not learn its path. A block goes to the library. */
export async function openDropped(file: File): Promise<void> {
  if (/\.loom-block$/i.test(file.name)) return addFile(file.name, await file.text());
  openDocument(parseDocument(await file.text(), file.name), null, { unsaved: true });
}

async function write(
  { key, document, version }: Pick<OpenDocument, 'key' | 'document' | 'version'>,
  path: string,
  overwrite: boolean,
): Promise<boolean> {
  try {
    const saved = await ask('files.save', { path, text: serialize(document), version, overwrite });
    markSaved(key, saved.path, document, saved.version);
    await Promise.all([dropAutosave(key), refreshRecent()]);
    return true;
  } catch (error) {
    if (!(error instanceof UserError) || !error.problems.some(({ code }) => code === 'file-changed')) throw error;
    notify({
      kind: 'error',
      text: error.message,
      action: { title: 'Save anyway', run: () => void attempt(() => write({ key, document, version }, path, true)) },
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
  const path = await chooseSave(
    open.path ?? `${open.document.name.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'network'}.loom`,
  );
  return path !== null && write(open, /\.loom$/i.test(path) ? path : `${path}.loom`, true);
}

// Closing is undone, not confirmed: what is closed can be opened again.
const closed: OpenDocument[] = [];
export const hasClosed = (): boolean => closed.length > 0;

export function close(key: string): void {
  const open = workspace.getState().documents.find((other) => other.key === key);
  if (!open) return;
  closeDocument(key);
  closed.push(open);
  if (!isUnsaved(open)) return void dropAutosave(key);
  const notice = notify({
    kind: 'info',
    text: `"${tabTitle(open)}" was closed with changes that are not saved.`,
    action: { title: 'Reopen', run: () => reopen(open) },
  });
  const unwatch = workspace.subscribe(({ documents }) => {
    if (!documents.some((other) => other.key === key)) return;
    dismiss(notice);
    unwatch();
  });
}

export function reopen(open = closed.at(-1)): void {
  if (!open) return;
  closed.splice(closed.indexOf(open), 1);
  if (!workspace.getState().documents.some(({ key }) => key === open.key))
    workspace.setState(({ documents }) => ({ documents: [...documents, open] }));
  activate(open.key);
}
