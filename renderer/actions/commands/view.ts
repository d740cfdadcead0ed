import { verbatim } from '../../../engine/phrases.ts';
import { LANGUAGES, type Language, t } from '../../../engine/texts/index.ts';
import { workspace } from '../../state/document/workspace.ts';
import { isDark, isShown, toggle, view } from '../../state/view.ts';
import { chooseLanguage, followSystemTheme, stepTab, toggleSide, toggleTheme } from '../view.ts';
import type { Command } from './define.ts';

const severalTabs = (): boolean => workspace.getState().documents.length > 1;

const LANGUAGE_NAMES = Object.keys(LANGUAGES).map((said) => new Intl.DisplayNames([said], { type: 'language' }));
/** What a language is called in each of them, without a region: whoever reads only one finds the other. */
const namesOf = (language: Language): string[] =>
  LANGUAGE_NAMES.map((names) => names.of(new Intl.Locale(language).language)!);

export const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'view.palette',
    title: () =>
      isShown('palette')
        ? t('commands.view.palette.hide', 'Hide layers')
        : t('commands.view.palette.show', 'Show layers'),
    keywords: ['palette', 'panel'],
    group: 'View',
    keys: 'Mod+B',
    run: () => toggleSide('palette'),
  },
  {
    id: 'view.inspector',
    title: () =>
      isShown('inspector')
        ? t('commands.view.inspector.hide', 'Hide inspector')
        : t('commands.view.inspector.show', 'Show inspector'),
    keywords: ['panel', 'settings'],
    group: 'View',
    keys: 'Mod+I',
    run: () => toggleSide('inspector'),
  },
  {
    id: 'view.dock',
    title: () =>
      view.getState().dock ? t('commands.view.dock.hide', 'Hide dock') : t('commands.view.dock.show', 'Show dock'),
    keywords: ['panel', 'bottom'],
    group: 'View',
    keys: 'Mod+J',
    run: () => toggle('dock'),
  },
  {
    id: 'view.theme',
    title: () =>
      isDark()
        ? t('commands.view.theme.light', 'Use the light theme')
        : t('commands.view.theme.dark', 'Use the dark theme'),
    keywords: ['appearance', 'colours'],
    group: 'View',
    run: toggleTheme,
  },
  {
    id: 'view.themeSystem',
    title: "Use the system's theme",
    keywords: ['appearance'],
    group: 'View',
    when: () => view.getState().theme !== 'system',
    run: followSystemTheme,
  },
  ...(Object.keys(LANGUAGES) as Language[]).map(
    (language): Command => ({
      id: `view.language.${language}`,
      title: () => t('language.choose', 'Language: {{language}}', { language: verbatim(LANGUAGES[language]) }),
      keywords: ['language', '语言', ...namesOf(language)],
      group: 'View',
      when: () => view.getState().language !== language,
      run: () => chooseLanguage(language),
    }),
  ),
  {
    id: 'view.language.system',
    title: () => t('language.chooseSystem', "Language: the system's"),
    keywords: ['language', '语言'],
    group: 'View',
    when: () => view.getState().language !== 'system',
    run: () => chooseLanguage('system'),
  },
  {
    id: 'view.nextTab',
    title: 'Next document',
    keywords: ['tab'],
    group: 'View',
    keys: 'Alt+PageDown',
    global: true,
    when: severalTabs,
    run: () => stepTab(1),
  },
  {
    id: 'view.previousTab',
    title: 'Previous document',
    keywords: ['tab'],
    group: 'View',
    keys: 'Alt+PageUp',
    global: true,
    when: severalTabs,
    run: () => stepTab(-1),
  },
];
