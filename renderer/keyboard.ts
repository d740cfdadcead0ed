/** Key presses become commands. */
import { canRun, type Command } from './actions/commands/define.ts';
import { commands, perform } from './actions/commands/registry.ts';
import { page } from './state/page.ts';
import { isChoosing, isComposing, isTyping, matches } from './ui/keys.ts';

/** A plain key of the canvas means nothing while the keyboard is elsewhere: what was meant for a list or a field does nothing there. */
const means = ({ id }: Command, plain: boolean): boolean =>
  !plain || !id.startsWith('canvas.') || page().keyboard.isOnCanvas();

/** Listens from now on. A dialog keeps the keyboard for itself. */
export function listenToKeys(): void {
  leaveKeysToInputMethods();
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && isChoosing(event.target)) return;
    const command = commands().find(
      (one) =>
        one.keys !== undefined &&
        !one.native &&
        matches(one.keys, event) &&
        (one.global === true || !isTyping(event.target)) &&
        means(one, plain),
    );
    // a plain key that means nothing now is left to what has the focus: arrows scroll a list
    if (!command || (plain && !canRun(command))) return;
    // a browser's own meaning of the keys (save the page, open a file) is never what is wanted here
    event.preventDefault();
    perform(command);
  });
}

/** Enter takes what is composed and Esc drops it; neither may commit a field or close a dialog. The code editor knows by itself. */
function leaveKeysToInputMethods(): void {
  addEventListener(
    'keydown',
    (event) => {
      if (isComposing(event) && !(event.target as Element).closest?.('.monaco-editor'))
        event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
