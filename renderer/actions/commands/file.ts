import { emptyDocument } from '../../../engine/graph/document.ts';
import { close, hasClosed, openByDialog, reopen, save, saveAs } from '../files.ts';
import { activeDocument, openDocument, workspace } from '../../state/document/workspace.ts';
import { openGallery } from '../../dialogs/gallery/Gallery.tsx';
import type { Command } from './define.ts';

const hasDocument = (): boolean => activeDocument() !== undefined;

function freshName(): string {
  const names = new Set(workspace.getState().documents.map(({ document }) => document.name));
  for (let i = 1; ; i++) if (!names.has(`Untitled ${i}`)) return `Untitled ${i}`;
}

export const FILE_COMMANDS: readonly Command[] = [
  {
    id: 'file.new',
    title: 'New document',
    group: 'File',
    keys: 'Alt+N',
    global: true,
    run: () => void openDocument(emptyDocument(freshName()), null),
  },
  {
    id: 'file.newFromTemplate',
    title: 'New from template…',
    keywords: ['gallery', 'example', 'network'],
    group: 'File',
    run: openGallery,
  },
  { id: 'file.open', title: 'Open…', group: 'File', keys: 'Mod+O', global: true, run: openByDialog },
  {
    id: 'file.save',
    title: 'Save',
    group: 'File',
    keys: 'Mod+S',
    global: true,
    when: hasDocument,
    run: async () => void (await save()),
  },
  {
    id: 'file.saveAs',
    title: 'Save as…',
    group: 'File',
    keys: 'Mod+Shift+S',
    global: true,
    when: hasDocument,
    run: async () => void (await saveAs()),
  },
  {
    id: 'file.close',
    title: 'Close document',
    keywords: ['tab'],
    group: 'File',
    keys: 'Alt+W',
    global: true,
    when: hasDocument,
    run: () => close(activeDocument()!.key),
  },
  {
    id: 'file.reopen',
    title: 'Reopen closed document',
    keywords: ['tab'],
    group: 'File',
    keys: 'Alt+Shift+W',
    global: true,
    when: hasClosed,
    run: () => reopen(),
  },
];
