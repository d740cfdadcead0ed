/** Key presses become commands. */
import { canRun, type Command } from './actions/commands/define.ts';
import { commands, perform } from './actions/commands/registry.ts';
import { page } from './state/page.ts';
import { isChoosing, isComposing, isForText, isPlain, isTyping, type KeyPress, matches } from './ui/keys.ts';

/** Where a key is pressed. */
interface Place {
  /** In a text field, which keeps what it does itself. */
  readonly typing: boolean;
  /** In a list in which typing finds something. */
  readonly choosing: boolean;
}

/**
 * The command that a press means. A plain key means one only while the canvas has the keyboard, whichever keys a person gave to
 * what: what was meant for a list or a field does nothing there, and one that cannot be done now is left to what has the focus.
 */
export function meant(press: KeyPress, { typing, choosing }: Place): Command | undefined {
  const plain = isPlain(press);
  if (plain && (choosing || !page().keyboard.isOnCanvas())) return undefined;
  if (typing && isForText(press)) return undefined;
  const command = commands().find(
    ({ keys, native, global }) => keys !== undefined && !native && matches(keys, press) && (global === true || !typing),
  );
  return command && (!plain || canRun(command)) ? command : undefined;
}

/** Listens from now on. A dialog keeps the keyboard for itself. */
export function listenToKeys(): void {
  leaveKeysToInputMethods();
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
    const command = meant(event, { typing: isTyping(event.target), choosing: isChoosing(event.target) });
    if (!command) return;
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
