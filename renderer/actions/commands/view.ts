import { isDark, isShown, showDock, showSide, toggle, view } from '../../state/view.ts';
import { activate, workspace } from '../../state/document/workspace.ts';
import { LANGUAGES, type Language, t } from '../../../engine/texts/index.ts';
import type { Command } from './define.ts';

function step(by: number): void {
  const { documents, active } = workspace.getState();
  const at = documents.findIndex(({ key }) => key === active);
  const next = documents[(at + by + documents.length) % documents.length];
  if (next) activate(next.key);
}
const severalTabs = (): boolean => workspace.getState().documents.length > 1;
const shows = (on: boolean) => (on ? 'Hide' : 'Show');

export const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'view.palette',
    title: () => `${shows(isShown('palette'))} layers`,
    keywords: ['palette', 'panel'],
    group: 'View',
    keys: 'Mod+B',
    run: () => showSide('palette', !isShown('palette')),
  },
  {
    id: 'view.inspector',
    title: () => `${shows(isShown('inspector'))} inspector`,
    keywords: ['panel', 'settings'],
    group: 'View',
    keys: 'Mod+I',
    run: () => showSide('inspector', !isShown('inspector')),
  },
  {
    id: 'view.dock',
    title: () => `${shows(view.getState().dock)} dock`,
    keywords: ['panel', 'bottom'],
    group: 'View',
    keys: 'Mod+J',
    run: () => toggle('dock'),
  },
  { id: 'view.training', title: 'Show training', group: 'View', keys: 'Alt+1', run: () => showDock('training') },
  {
    id: 'view.results',
    title: 'Show results',
    keywords: ['confusion matrix', 'test', 'draw'],
    group: 'View',
    keys: 'Alt+2',
    run: () => showDock('results'),
  },
  { id: 'view.data', title: 'Show data', group: 'View', keys: 'Alt+3', run: () => showDock('data') },
  { id: 'view.code', title: 'Show code', group: 'View', keys: 'Alt+4', run: () => showDock('code') },
  { id: 'view.problems', title: 'Show problems', group: 'View', keys: 'Alt+5', run: () => showDock('problems') },
  { id: 'view.runs', title: 'Show runs', group: 'View', keys: 'Alt+6', run: () => showDock('runs') },
  {
    id: 'view.theme',
    title: () => `Use the ${isDark(view.getState().theme) ? 'light' : 'dark'} theme`,
    keywords: ['appearance', 'colours'],
    group: 'View',
    run: () => void view.setState(({ theme }) => ({ theme: isDark(theme) ? 'light' : 'dark' })),
  },
  {
    id: 'view.themeSystem',
    title: "Use the system's theme",
    keywords: ['appearance'],
    group: 'View',
    when: () => view.getState().theme !== 'system',
    run: () => void view.setState({ theme: 'system' }),
  },
  ...(Object.keys(LANGUAGES) as Language[]).map(
    (language): Command => ({
      id: `view.language.${language}`,
      title: () => `${t('language.title', 'Language')}: ${LANGUAGES[language]}`,
      keywords: ['language', '语言'],
      group: 'View',
      when: () => view.getState().language !== language,
      run: () => void view.setState({ language }),
    }),
  ),
  {
    id: 'view.language.system',
    title: () => `${t('language.title', 'Language')}: ${t('language.system', "the system's")}`,
    keywords: ['language', '语言'],
    group: 'View',
    when: () => view.getState().language !== 'system',
    run: () => void view.setState({ language: 'system' }),
  },
  {
    id: 'view.nextTab',
    title: 'Next document',
    keywords: ['tab'],
    group: 'View',
    keys: 'Alt+PageDown',
    global: true,
    when: severalTabs,
    run: () => step(1),
  },
  {
    id: 'view.previousTab',
    title: 'Previous document',
    keywords: ['tab'],
    group: 'View',
    keys: 'Alt+PageUp',
    global: true,
    when: severalTabs,
    run: () => step(-1),
  },
];
