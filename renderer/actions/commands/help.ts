import { searchCanvas, searchEverything } from '../search.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import type { Command } from './define.ts';
import { commands } from './registry.ts';

const SEARCH = 'view.search';

export const HELP_COMMANDS: readonly Command[] = [
  {
    id: SEARCH,
    title: 'Search everything',
    keywords: ['find', 'commands'],
    group: 'Help',
    keys: 'Mod+K Mod+Shift+P',
    global: true,
    run: () => searchEverything(commands().filter(({ id }) => id !== SEARCH)),
  },
  {
    id: 'canvas.find',
    title: 'Find a layer on the canvas',
    keywords: ['search', 'go to'],
    group: 'View',
    keys: 'Mod+F',
    when: () => activeDocument() !== undefined,
    run: searchCanvas,
  },
];
