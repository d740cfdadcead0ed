import { activeDocument } from '../../state/document/workspace.ts';
import { closeActive, hasClosed, newDocument, openByDialog, reopenTab, save, saveAs } from '../files.ts';
import { chooseTable, chooseDataFolder } from '../given.ts';
import { chooseReadyTable } from '../tables.ts';
import { openRunFolder } from '../runs.ts';
import { importWeights } from '../start.ts';
import type { Command } from './define.ts';

const hasDocument = (): boolean => activeDocument() !== undefined;

export const FILE_COMMANDS: readonly Command[] = [
  {
    id: 'file.new',
    title: 'New document',
    group: 'File',
    keys: 'Alt+N',
    global: true,
    run: newDocument,
  },
  { id: 'file.open', title: 'Open…', group: 'File', keys: 'Mod+O', global: true, run: openByDialog },
  {
    id: 'file.openRun',
    title: 'Open run…',
    keywords: ['follow', 'training', 'record', 'pytorch', 'folder', 'charts', 'checkpoint'],
    group: 'File',
    run: openRunFolder,
  },
  {
    id: 'file.learnFromTable',
    title: 'Learn from a table…',
    keywords: ['csv', 'data', 'predict', 'excel', 'parquet', 'import'],
    group: 'File',
    run: chooseTable,
  },
  {
    id: 'file.learnFromFolder',
    title: 'Learn from a folder…',
    keywords: ['pictures', 'images', 'masks', 'texts', 'data', 'dataset', 'import'],
    group: 'File',
    run: chooseDataFolder,
  },
  {
    id: 'file.learnFromReady',
    title: 'Learn from a ready table…',
    keywords: ['iris', 'penguins', 'weather', 'co2', 'gapminder', 'example', 'data'],
    group: 'File',
    run: chooseReadyTable,
  },
  {
    id: 'file.importWeights',
    title: 'Import weights…',
    keywords: ['load', 'checkpoint', 'pretrained', 'safetensors', 'pth'],
    group: 'File',
    when: hasDocument,
    run: importWeights,
  },
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
    run: closeActive,
  },
  {
    id: 'file.reopen',
    title: 'Reopen closed document',
    keywords: ['tab'],
    group: 'File',
    keys: 'Alt+Shift+W',
    global: true,
    when: hasClosed,
    run: () => reopenTab(),
  },
];
