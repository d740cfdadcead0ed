/** The browser's page, as stores and actions may use it; what they say of theme and language goes back to it. */
import { keysText } from './ui/keys.ts';
import { currentLanguage } from './state/language.ts';
import type { FocusTarget, Page } from './state/page.ts';
import { isDark, surroundings, view } from './state/view.ts';

const FIELDS: Readonly<Record<FocusTarget, string>> = {
  name: '#inspector-name',
  settings: '#inspector-settings :is(input, button)',
  wire: '#inspector-wire',
  palette: '#palette-search',
  canvas: '[data-canvas]',
};

function focus(target: FocusTarget, again = true): void {
  const element = document.querySelector<HTMLElement>(FIELDS[target]);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  // a panel that was only now opened is there with the next frame
  if (!element && again) requestAnimationFrame(() => focus(target, false));
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
  return focused !== null && focused.closest('[data-canvas], [role="dialog"], [role="menu"]') !== null;
}

const held = new Set<string>();

function hold(name: string): Promise<boolean> {
  if (held.has(name)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (!lock) return undefined;
      held.add(name);
      return new Promise<void>(() => {});
    });
  });
}

export const browserPage: Page = {
  storage: localStorage,
  session: sessionStorage,
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
  onHide: (listener) => addEventListener('pagehide', listener),
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
