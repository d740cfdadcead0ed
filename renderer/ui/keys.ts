/** The keyboard: which command a key press means, and how its keys are written for a person. */
const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

interface KeyPress {
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
      press.key.toLowerCase() === key.toLowerCase() &&
      mod === has('Mod') &&
      !other &&
      shifted &&
      press.altKey === has('Alt')
    );
  });
}

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
