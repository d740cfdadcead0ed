/** The language the window is in: the one chosen, else the system's. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Language, language, languageFor, setLanguage } from '../../engine/texts/index.ts';
import { surroundings, view } from './view.ts';

export const currentLanguage = createStore<{ readonly language: Language }>(() => ({ language: language() }));
export const useLanguage = (): Language => useStore(currentLanguage, (now) => now.language);

/** Keeps texts in step with the choice and with the system. */
export function followLanguage(): void {
  const apply = () => {
    const chosen = view.getState().language;
    const next = chosen === 'system' ? languageFor(surroundings.getState().languages) : chosen;
    setLanguage(next);
    currentLanguage.setState({ language: next });
  };
  view.subscribe(apply);
  surroundings.subscribe(apply);
  apply();
}
