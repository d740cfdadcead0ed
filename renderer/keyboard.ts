/** Key presses become commands. */
import { canRun } from './actions/commands/define.ts';
import { commands, perform } from './actions/commands/registry.ts';
import { isChoosing, isTyping, matches } from './ui/keys.ts';

/** Listens from now on. A dialog keeps the keyboard for itself. */
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
