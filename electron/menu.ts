/** The native menu, built from one list. Commands are the window's own, by their ids; the window says whether they can be done. */
import type { MenuItemConstructorOptions, WebContents } from 'electron';
import { language, say } from '../engine/texts/index.ts';

type Item =
  /**
   * A command of the window. `text`: what the key does instead where a text field has the focus. `shown`: the id of its title where
   * it is called otherwise than in the window.
   */
  | {
      readonly title: string;
      readonly command: string;
      readonly keys?: string;
      readonly text?: 'undo' | 'redo';
      readonly shown?: string;
    }
  /** What Electron does itself. */
  | { readonly role: NonNullable<MenuItemConstructorOptions['role']> }
  | 'line';

/** The English; `texts/zh/desktop.ts` has the Chinese, but for commands that are called as in the window. */
const MENUS: readonly { readonly id: string; readonly title: string; readonly items: readonly Item[] }[] = [
  {
    id: 'file',
    title: '&File',
    items: [
      { title: 'New Document', command: 'file.new' },
      { title: 'New from Template…', command: 'file.newFromTemplate' },
      { title: 'Learn from a Table…', command: 'file.learnFromTable' },
      { title: 'Learn from a Folder…', command: 'file.learnFromFolder' },
      { title: 'Learn from a Ready Table…', command: 'file.learnFromReady' },
      { title: 'Open…', command: 'file.open', keys: 'CmdOrCtrl+O' },
      { title: 'Open Run…', command: 'file.openRun' },
      { title: 'Import Weights…', command: 'file.importWeights' },
      { title: 'Report of the Import', command: 'file.importReport' },
      'line',
      { title: 'Save', command: 'file.save', keys: 'CmdOrCtrl+S' },
      { title: 'Save As…', command: 'file.saveAs', keys: 'CmdOrCtrl+Shift+S' },
      'line',
      { title: 'Close Document', command: 'file.close' },
      { title: 'Reopen Closed Document', command: 'file.reopen' },
      { title: 'Kept Tables…', command: 'file.keptTables' },
      'line',
      { role: 'quit' },
    ],
  },
  {
    id: 'edit',
    title: '&Edit',
    items: [
      { title: 'Undo', command: 'edit.undo', keys: 'CmdOrCtrl+Z', text: 'undo' },
      { title: 'Redo', command: 'edit.redo', keys: 'CmdOrCtrl+Shift+Z', text: 'redo' },
      'line',
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  },
  {
    id: 'view',
    title: '&View',
    items: [
      { title: 'Search Everything', command: 'view.search', keys: 'CmdOrCtrl+K' },
      'line',
      { title: 'Layers', command: 'view.palette', shown: 'desktop.palette', keys: 'CmdOrCtrl+B' },
      { title: 'Inspector', command: 'view.inspector', shown: 'desktop.inspector', keys: 'CmdOrCtrl+I' },
      { title: 'Dock', command: 'view.dock', shown: 'desktop.dock', keys: 'CmdOrCtrl+J' },
      'line',
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      'line',
      { role: 'reload' },
      { role: 'toggleDevTools' },
    ],
  },
  { id: 'window', title: '&Window', items: [{ role: 'minimize' }, { role: 'close' }] },
  {
    id: 'help',
    title: '&Help',
    items: [
      { title: 'Keyboard Shortcuts', command: 'view.shortcuts' },
      { title: 'Licences', command: 'view.licences' },
    ],
  },
];

/** The keys that a person gave to commands, as Electron writes them; undefined where there are none that a menu can show. */
export type Keys = Readonly<Record<string, string | undefined>>;

/** What the page says of keys: `Mod+Shift+K` by the ids of commands. */
export const keysIn = (edited: unknown): Keys =>
  Object.fromEntries(
    Object.entries(typeof edited === 'object' && edited !== null ? edited : {}).map(([command, keys]) => [
      command,
      acceleratorOf(String(keys)),
    ]),
  );

const NAMES: Readonly<Record<string, string>> = {
  Mod: 'CmdOrCtrl',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  '+': 'Plus',
};
/** Electron takes no others. */
const KNOWN =
  /^(?:CmdOrCtrl|Alt|Shift|Up|Down|Left|Right|Plus|Space|Home|End|PageUp|PageDown|Insert|Delete|Backspace|Enter|F\d{1,2}|[!-~])$/;

function acceleratorOf(keys: string): string | undefined {
  const parts = keys
    .split(' ')[0]!
    .split(/\+(?!$)/)
    .map((part) => NAMES[part] ?? part);
  return parts.every((part) => KNOWN.test(part)) ? parts.join('+') : undefined;
}

/** `perform` sends a command to the window. */
export function menuTemplate(
  platform: NodeJS.Platform,
  perform: (command: string) => void,
  edited: Keys = {},
): MenuItemConstructorOptions[] {
  const menus = MENUS.map(
    ({ id, title, items }): MenuItemConstructorOptions => ({
      label: say(`desktop.menu.${id}`, title),
      submenu: items.map((item) => entry(item, perform, edited)),
    }),
  );
  return platform === 'darwin' ? [{ role: 'appMenu' }, ...menus] : menus;
}

function entry(item: Item, perform: (command: string) => void, edited: Keys): MenuItemConstructorOptions {
  if (item === 'line') return { type: 'separator' };
  // in English a role has Electron's own label, the system's on a Mac
  if ('role' in item)
    return { role: item.role, ...(language() !== 'en' && { label: say(`desktop.role.${item.role}`, item.role) }) };
  const { title, command, text } = item;
  const keys = command in edited ? edited[command] : item.keys;
  return {
    id: command,
    label: say(item.shown ?? `commands.${command}`, title),
    ...(keys !== undefined && { accelerator: keys }),
    // the page hears its keys itself; the menu only shows them, but on a Mac it hears what the page left
    registerAccelerator: false,
    click(_item, window, { triggeredByAccelerator }) {
      if (text && triggeredByAccelerator && window) (window as { webContents?: WebContents }).webContents?.[text]();
      else perform(command);
    },
  };
}

/** The ids of the commands, for a test that the window knows them all. */
export const MENU_COMMANDS: readonly string[] = MENUS.flatMap(({ items }) =>
  items.flatMap((item) => (item !== 'line' && 'command' in item ? [item.command] : [])),
);
