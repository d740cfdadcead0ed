/** The language the window is in: the one chosen, else the system's. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Language, language, languageFor, setLanguage } from '../../engine/texts/index.ts';
import { view } from './view.ts';

const current = createStore<{ readonly language: Language }>(() => ({ language: language() }));
export const useLanguage = (): Language => useStore(current, (now) => now.language);

/** Keeps texts and page in step with the choice and with the system. */
export function followLanguage(): void {
  const apply = () => {
    const chosen = view.getState().language;
    const next = chosen === 'system' ? languageFor(navigator.languages) : chosen;
    setLanguage(next);
    document.documentElement.lang = next;
    current.setState({ language: next });
  };
  view.subscribe(apply);
  addEventListener('languagechange', apply);
  apply();
}
