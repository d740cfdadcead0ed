/** The language the window is in: the one chosen, else the system's. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { loadDocs } from '../../engine/texts/docs.ts';
import { type Language, language, languageFor, setLanguage } from '../../engine/texts/index.ts';
import { surroundings, view } from './view.ts';

export const currentLanguage = createStore<{ readonly language: Language }>(() => ({ language: language() }));
export const useLanguage = (): Language => useStore(currentLanguage, (now) => now.language);

const wanted = (): Language => {
  const chosen = view.getState().language;
  return chosen === 'system' ? languageFor(surroundings.getState().languages) : chosen;
};

/** Keeps texts in step with the choice and with the system. Done when the first language is spoken. */
export async function followLanguage(): Promise<void> {
  const apply = async () => {
    const next = wanted();
    // where they cannot be had, all else is said in the language
    await loadDocs(next).catch(() => {});
    if (next !== wanted()) return;
    setLanguage(next);
    currentLanguage.setState({ language: next });
  };
  view.subscribe(() => void apply());
  surroundings.subscribe(() => void apply());
  await apply();
}
