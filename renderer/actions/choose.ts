/** Asks for files and folders of the machine: the desktop shell has the system's dialogs, the browser shell our own. */
import { t } from '../../engine/texts/index.ts';
import { askDialog } from '../state/dialogs.ts';
import { ask } from '../state/host.ts';
import { shell } from '../state/shell.ts';

const isDesktop = (): boolean => shell.getState().hello?.shell === 'desktop';

/** Asks for an existing file. Null where the person thought better of it. Extensions without their dot. */
export async function chooseFile({
  extensions,
  title = t('files.open', 'Open'),
}: {
  readonly extensions: readonly string[];
  readonly title?: string;
}): Promise<string | null> {
  if (isDesktop()) return (await ask('files.chooseOpen', { extensions: [...extensions] }))?.path ?? null;
  return askDialog('file', { mode: 'open', title, extensions });
}

export async function chooseFolder({
  title = t('export.folder.choose', 'Choose a folder'),
}: {
  readonly title?: string;
} = {}): Promise<string | null> {
  if (isDesktop()) return (await ask('files.chooseFolder', {}))?.path ?? null;
  return askDialog('file', { mode: 'folder', title, extensions: [] });
}

/** Asks for what a path in the settings stands for: a folder where no endings are said. */
export const choosePath = (extensions: readonly string[] | undefined, title: string): Promise<string | null> =>
  extensions === undefined
    ? chooseFolder({ title })
    : chooseFile({ extensions: extensions.map((extension) => extension.replace(/^\./, '')), title });

export async function chooseSave(suggested: string): Promise<string | null> {
  if (isDesktop()) return (await ask('files.chooseSave', { suggested }))?.path ?? null;
  return askDialog('file', { mode: 'save', title: t('files.saveAs', 'Save as'), extensions: ['loom'], suggested });
}
