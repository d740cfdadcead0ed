/** The system's own file dialogs, for the host. */
import { type BrowserWindow, dialog } from 'electron';
import path from 'node:path';
import { t } from '../engine/texts/index.ts';
import type { DialogRequest } from './link.ts';

const documents = () => ({ name: t('desktop.documents', 'Layerloom documents'), extensions: ['loom'] });

/** The chosen path, or null where the person cancelled. */
export async function choose(window: BrowserWindow, request: DialogRequest): Promise<string | null> {
  switch (request.dialog) {
    case 'chooseOpen': {
      const extensions = request.extensions.map((extension) => extension.replace(/^\./, ''));
      const filters =
        extensions.length === 0
          ? []
          : extensions.includes('loom')
            ? [{ name: t('desktop.opened', 'All that is opened'), extensions }, documents()]
            : [{ name: extensions.join(', '), extensions }];
      const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters });
      return filePaths[0] ?? null;
    }
    case 'chooseSave': {
      const { filePath } = await dialog.showSaveDialog(window, {
        defaultPath: request.suggested,
        filters: [documents()],
      });
      return filePath ? withEnding(filePath) : null;
    }
    case 'chooseFolder': {
      const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
      return filePaths[0] ?? null;
    }
  }
}

const withEnding = (file: string): string => (path.extname(file).toLowerCase() === '.loom' ? file : `${file}.loom`);
