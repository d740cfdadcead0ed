/** Every command there is. */
import { openSearch } from '../../dialogs/search/Search.tsx';
import { openShortcuts } from '../../dialogs/shortcuts/Shortcuts.tsx';
import { attempt } from '../../state/notices.ts';
import { CANVAS_COMMANDS } from './canvas.ts';
import { canRun, type Command } from './define.ts';
import { EDIT_COMMANDS } from './edit.ts';
import { FILE_COMMANDS } from './file.ts';
import { isChoosing, isTyping, matches } from '../../ui/keys.ts';
import { TRAIN_COMMANDS } from './training.ts';
import { VIEW_COMMANDS } from './view.ts';

/** They show all the others, so they stand where those are put together. */
const HELP_COMMANDS: readonly Command[] = [
  {
    id: 'view.search',
    title: 'Search commands',
    group: 'Help',
    keys: 'Mod+K Mod+Shift+P',
    global: true,
    run: () => openSearch(commands(), perform),
  },
  { id: 'view.shortcuts', title: 'Keyboard shortcuts', group: 'Help', keys: '?', run: () => openShortcuts(commands()) },
];

export const commands = (): readonly Command[] => [
  ...FILE_COMMANDS,
  ...EDIT_COMMANDS,
  ...CANVAS_COMMANDS,
  ...TRAIN_COMMANDS,
  ...HELP_COMMANDS,
  ...VIEW_COMMANDS,
];

export const commandOf = (id: string): Command => {
  const command = commands().find((command) => command.id === id);
  if (!command) throw new Error(`internal: there is no command ${id}`);
  return command;
};

/** Does it, where it can be done now; what goes wrong is shown. */
export function perform(command: Command | string): void {
  const chosen = typeof command === 'string' ? commandOf(command) : command;
  if (canRun(chosen)) void attempt(async () => chosen.run());
}

/** Key presses become commands from now on. A dialog keeps the keyboard for itself. */
export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && isChoosing(event.target)) return;
    const command = commands().find(
      ({ keys, global, native }) =>
        keys !== undefined && !native && matches(keys, event) && (global === true || !isTyping(event.target)),
    );
    // a plain key that means nothing now is left to what has the focus: arrows scroll a list
    if (!command || (plain && !canRun(command))) return;
    // a browser's own meaning of the keys (save the page, open a file) is never what is wanted here
    event.preventDefault();
    perform(command);
  });
}
