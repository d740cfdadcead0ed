/** The keyboard: which command a key press means, and how its keys are written for a person. */
const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export function matches(keys: string, press: KeyPress, mac = isMac()): boolean {
  return keys.split(' ').some((one) => {
    const parts = one.split('+');
    const key = parts.at(-1) === '' ? '+' : parts.at(-1)!;
    const has = (name: string) => parts.slice(0, -1).includes(name);
    const mod = mac ? press.metaKey : press.ctrlKey;
    const other = mac ? press.ctrlKey : press.metaKey;
    // a symbol such as "?" already says whether Shift was held
    const shifted = /^[a-z]$/i.test(key) || key.length > 1 ? press.shiftKey === has('Shift') : true;
    return (
      press.key.toLowerCase() === (key === 'Space' ? ' ' : key.toLowerCase()) &&
      mod === has('Mod') &&
      !other &&
      shifted &&
      press.altKey === has('Alt')
    );
  });
}

const ALONE = /^(Control|Shift|Alt|AltGraph|Meta|CapsLock|NumLock|ScrollLock|Fn|FnLock|Dead|Process|Unidentified)$/;
/** What walks through the window, presses its buttons and leaves its dialogs. */
const WALKING = /^(Tab|Enter|Escape| )$/;

/** The keys of a press as a command has them, `Mod+Shift+K`; undefined where no command can have them. */
export function chordOf(press: KeyPress, mac = isMac()): string | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press;
  const [mod, other] = mac ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  if (other || ALONE.test(key) || (!mod && !altKey && WALKING.test(key))) return undefined;
  const isSymbol = key.length === 1 && !/[a-z]/i.test(key) && key !== ' ';
  return [
    ...(mod ? ['Mod'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey && !isSymbol ? ['Shift'] : []),
    key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key,
  ].join('+');
}

/** Whether a press types something, so that it means a command only where nothing is typed or found by it. */
export const isPlain = ({ key, ctrlKey, metaKey, altKey }: KeyPress): boolean =>
  !ctrlKey && !metaKey && !altKey && !/^F\d+$/.test(key);

/** Whether a text field does something with a press itself: types, moves, deletes, marks, copies, undoes. */
export const isForText = (press: KeyPress): boolean =>
  isPlain(press) ||
  /^(Arrow\w+|Home|End|Backspace|Delete)$/.test(press.key) ||
  (!press.altKey && /^[acvxyz]$/i.test(press.key));

const NAMES: Readonly<Record<string, readonly [mac: string, other: string]>> = {
  Mod: ['⌘', 'Ctrl'],
  Shift: ['⇧', 'Shift'],
  Alt: ['⌥', 'Alt'],
  ArrowUp: ['↑', '↑'],
  ArrowDown: ['↓', '↓'],
  ArrowLeft: ['←', '←'],
  ArrowRight: ['→', '→'],
  PageUp: ['⇞', 'Page up'],
  PageDown: ['⇟', 'Page down'],
  Enter: ['↩', 'Enter'],
  Escape: ['Esc', 'Esc'],
  Delete: ['⌫', 'Del'],
};

/** `Ctrl Shift Z`, or `⌘⇧Z` on a Mac: the first of a command's keys. */
export function keysText({ keys }: { readonly keys?: string | undefined }, mac = isMac()): string | undefined {
  // a plus at the end is the key itself
  const parts = keys
    ?.split(' ')[0]
    ?.split(/\+(?!$)/)
    .map((part) => NAMES[part]?.[mac ? 0 : 1] ?? (part.length === 1 ? part.toUpperCase() : part));
  return parts?.join(mac ? '' : ' ');
}

/** Whether an input method (Chinese, Japanese, Korean) has the key: macOS sends its Enter with key code 229 only. */
export const isComposing = ({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  isComposing || keyCode === 229;

/** Whether typing goes into the element, so that plain keys are not for commands. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('.monaco-editor') !== null);

/** Whether plain keys find something in the element's list. */
export const isChoosing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[role="listbox"], [role="menu"]') !== null;
