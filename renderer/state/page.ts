/**
 * What only a page has, as small interfaces: `main.tsx` wires in the browser's. Until then, and in tests, everything is in memory,
 * so that stores and actions run without a page.
 */
export interface KeyValueStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** Takes texts of any size, and its time. */
export interface Keep {
  set(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** All texts by their names. */
  all(): Promise<ReadonlyMap<string, string>>;
}

export interface Clipboard {
  readText(): Promise<string>;
  writeText(text: string): Promise<void>;
}

/** Where the keyboard can be put. */
export type FocusTarget = 'name' | 'settings' | 'wire' | 'palette' | 'canvas';

/** The field of a layer's setting. */
export interface SettingField {
  readonly setting: string;
  /** The layer's node. */
  readonly of: string;
}

/** A field by its element's id; of what holds several things, the first of them. */
export interface FormField {
  readonly field: string;
}

export interface Keyboard {
  /** Puts it into a field, at once where the field is there, so that what is typed next goes into it. */
  focus(target: FocusTarget | SettingField | FormField): void;
  /** Remembers where it is; what comes back puts it there again. */
  remember(): () => void;
  /** Whether plain keys mean the canvas, not a list or a button elsewhere. */
  isOnCanvas(): boolean;
  /** `Mod+C` as a person knows it: `Ctrl C`, or `⌘C` on a Mac. */
  written(keys: string): string;
}

/** Locks that a page holds for as long as it lives, by name. */
export interface Locks {
  /** False where another page has it for longer than `patience`, in milliseconds. */
  hold(name: string, patience: number): Promise<boolean>;
}

export interface Frames {
  /** People who want no movement, and tests, get none. */
  isStill(): boolean;
  /** Calls back when the next frame is drawn, with the time in milliseconds. */
  next(draw: (now: number) => void): void;
}

/** As much of a browser's `File` as is needed. */
export interface PageFile {
  readonly name: string;
  readonly size: number;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Brings a file to the host beside the line, which takes bytes in small pieces, under a name made at random. `told` hears how many have
 * gone. Fails with a `UserError` where the host cannot take it, or nobody wants it any more.
 */
export type Post = (id: string, file: PageFile, signal: AbortSignal, told: (bytes: number) => void) => Promise<void>;

export interface Page {
  /** Lasts from one start to the next. */
  readonly storage: KeyValueStorage;
  /** Lasts as long as the page's tab, reloading included. */
  readonly session: KeyValueStorage;
  /** Where work lies that the host cannot take; lasts from one start to the next. */
  readonly kept: Keep;
  readonly clipboard: Clipboard;
  readonly keyboard: Keyboard;
  readonly locks: Locks;
  readonly frames: Frames;
  /** Null where the line takes bytes as they are: in the desktop shell. */
  readonly post: Post | null;
  /** Calls when the page may be about to go. */
  onHide(listener: () => void): void;
  /** Calls when the page is about to be left; false asks the person first. */
  onLeave(mayGo: () => boolean): void;
}

export function inMemory(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}

export function keepInMemory(): Keep {
  const texts = new Map<string, string>();
  return {
    set: async (name, text) => void texts.set(name, text),
    remove: async (name) => void texts.delete(name),
    all: async () => new Map(texts),
  };
}

/** A page that shows nothing. */
export function headlessPage(): Page {
  let copied = '';
  const held = new Set<string>();
  return {
    storage: inMemory(),
    session: inMemory(),
    kept: keepInMemory(),
    clipboard: { readText: async () => copied, writeText: async (text) => void (copied = text) },
    keyboard: {
      focus: () => {},
      remember: () => () => {},
      isOnCanvas: () => true,
      written: (keys) => keys.replace('Mod+', 'Ctrl '),
    },
    locks: { hold: async (name) => !held.has(name) && (held.add(name), true) },
    frames: { isStill: () => true, next: (draw) => void setTimeout(() => draw(Date.now()), 0) },
    post: null,
    onHide: () => {},
    onLeave: () => {},
  };
}

let current = headlessPage();
export const page = (): Page => current;
export function setPage(given: Page): void {
  current = given;
}

/** The page's lasting storage, whichever page is wired in by then. */
export const storage: KeyValueStorage = {
  getItem: (name) => page().storage.getItem(name),
  setItem: (name, value) => page().storage.setItem(name, value),
  removeItem: (name) => page().storage.removeItem(name),
};
