/** The browser's page, as stores and actions may use it; what they say of theme and language goes back to it. */
import { verbatim } from '../engine/phrases.ts';
import { problem, type Problem, UserError } from '../engine/problems.ts';
import { keysText } from './ui/keys.ts';
import { currentLanguage } from './state/language.ts';
import type { FocusTarget, FormField, SettingField, Keep, Page, Post } from './state/page.ts';
import { isDark, surroundings, view } from './state/view.ts';

const FIELDS: Readonly<Record<FocusTarget, string>> = {
  name: '#inspector-name',
  settings: '#inspector-settings :is(input, button)',
  wire: '#inspector-wire',
  palette: '#palette-search',
  canvas: '[data-canvas]',
};

function selectorOf(target: FocusTarget | SettingField | FormField): string {
  if (typeof target === 'string') return FIELDS[target];
  return `#${CSS.escape('field' in target ? target.field : `setting-${target.of}-${target.setting}`)}`;
}

/** How many frames a panel that is only now opened may take until it is there, and its data. */
const FRAMES = 30;

function focus(target: FocusTarget | SettingField | FormField, again = FRAMES): void {
  const found = document.querySelector<HTMLElement>(selectorOf(target));
  // the canvas takes the keyboard itself: a key pressed next means what is drawn, not the first of its buttons
  const within = found?.tabIndex === -1 && target !== 'canvas';
  const element = within ? (found.querySelector<HTMLElement>('input, button') ?? found) : found;
  // what is folded away cannot take the focus
  for (let fold = element?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  if (!element && again > 0) requestAnimationFrame(() => focus(target, again - 1));
}

function rememberKeyboard(): () => void {
  const before = document.activeElement;
  return () => {
    if (document.activeElement === document.body && before instanceof HTMLElement)
      before.focus({ preventScroll: true });
  };
}

function isOnCanvas(): boolean {
  const focused = document.activeElement;
  // where there is no canvas, plain keys mean the window
  if (!document.querySelector('[data-canvas]')) return true;
  return focused !== null && focused.closest('[data-canvas], [role="dialog"], [role="menu"]') !== null;
}

const held = new Set<string>();

function hold(name: string, patience: number): Promise<boolean> {
  if (held.has(name)) return Promise.resolve(true);
  const wait = patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
  return new Promise((resolve) => {
    navigator.locks
      .request(name, wait, (lock) => {
        resolve(lock !== null);
        if (!lock) return undefined;
        held.add(name);
        return new Promise<void>(() => {});
      })
      .catch(() => resolve(false));
  });
}

/** The browser's own database: it takes more than its storage of short texts does. */
const WORK = 'work';
let database: Promise<IDBDatabase> | undefined;
const opened = (): Promise<IDBDatabase> =>
  (database ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open('layerloom', 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(WORK);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  }));

async function withWork<T>(mode: IDBTransactionMode, ask: (work: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await opened()).transaction(WORK, mode);
  const request = ask(transaction.objectStore(WORK));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const kept: Keep = {
  set: async (name, text) => void (await withWork('readwrite', (work) => work.put(text, name))),
  remove: (name) => withWork('readwrite', (work) => work.delete(name)),
  async all() {
    const [names, texts] = await Promise.all([
      withWork('readonly', (work) => work.getAllKeys()),
      withWork<string[]>('readonly', (work) => work.getAll()),
    ]);
    return new Map(names.map((name, i) => [String(name), texts[i]!]));
  },
};

const NEW_HOST = 'layerloom.host';

/**
 * A host that is started anew has another address, with another secret. A page that was opened there tells it to those of the same
 * browser that have lost theirs, and they go on with it.
 */
export function shareHost(onConnection: (listener: (connected: boolean) => void) => void): void {
  const pages = new BroadcastChannel(NEW_HOST);
  let isConnected = false;
  onConnection((connected) => {
    isConnected = connected;
    if (connected) pages.postMessage(location.pathname);
  });
  pages.onmessage = ({ data }) => {
    if (!isConnected && typeof data === 'string' && /^\/[\w-]+\/$/.test(data)) history.replaceState(null, '', data);
  };
}

/** Beside the WebSocket, below the address that holds the host's secret. The browser reads the file from the disk itself. */
const post: Post = (id, file, signal, told) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', new URL(`sent/${id}`, location.href));
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded }) => told(loaded);
    const call = verbatim('sent');
    const fail = (code: 'call-cancelled' | 'connection-lost') => reject(new UserError(problem(code, { call })));
    request.onload = () => {
      if (request.status === 204) resolve();
      else if (Array.isArray(request.response)) reject(new UserError(request.response as Problem[]));
      else fail('connection-lost');
    };
    request.onerror = () => fail('connection-lost');
    request.onabort = () => fail('call-cancelled');
    signal.addEventListener('abort', () => request.abort());
    request.send(file as File);
    if (signal.aborted) request.abort();
  });

export const browserPage: Page = {
  storage: localStorage,
  session: sessionStorage,
  kept,
  clipboard: {
    readText: () => navigator.clipboard.readText(),
    writeText: (text) => navigator.clipboard.writeText(text),
  },
  keyboard: { focus, remember: rememberKeyboard, isOnCanvas, written: (keys) => keysText({ keys })! },
  locks: { hold },
  frames: {
    isStill: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
    next: (draw) => void requestAnimationFrame(draw),
  },
  post: location.protocol.startsWith('http') ? post : null,
  onHide: (listener) => addEventListener('pagehide', listener),
  onLeave: (mayGo) =>
    addEventListener('beforeunload', (event) => {
      if (!mayGo()) event.preventDefault();
    }),
};

/** Below this width the side panels are drawers. */
const NARROW = '(max-width: 1099.98px)';

/** Keeps what the window knows of its surroundings in step with the page, and the page's theme and language in step with the choice. */
export function followPage(): void {
  const [narrow, dark] = [matchMedia(NARROW), matchMedia('(prefers-color-scheme: dark)')];
  const look = () =>
    surroundings.setState({ narrow: narrow.matches, dark: dark.matches, languages: navigator.languages });
  const applyTheme = () => void (document.documentElement.dataset.theme = isDark() ? 'dark' : 'light');
  for (const query of [narrow, dark]) query.addEventListener('change', look);
  addEventListener('languagechange', look);
  surroundings.subscribe(applyTheme);
  view.subscribe(applyTheme);
  look();
  applyTheme();
  const applyLanguage = () => void (document.documentElement.lang = currentLanguage.getState().language);
  currentLanguage.subscribe(applyLanguage);
  applyLanguage();
}
