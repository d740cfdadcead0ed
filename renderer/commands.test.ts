import { describe, expect, it } from 'vitest';
import { setLanguage } from '../engine/texts/index.ts';
import { commands as chinese } from '../engine/texts/zh/commands.ts';
import { zh } from '../engine/texts/zh/index.ts';
import { panels as panelTexts } from '../engine/texts/zh/window/panels.ts';
import { groupTitle, keywordsOf, titleOf } from './actions/commands/define.ts';
import { COMMANDS } from './commands.ts';
import { DIALOGS } from './dialogs/index.ts';
import { PANELS } from './panels/index.ts';
import { migrateView } from './state/view.ts';

const sources: Readonly<Record<string, string>> = import.meta.glob(['./**/*.{ts,tsx}', '!./**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** What is named in the sources by `pattern`, whose group is an id. */
const named = (pattern: RegExp): ReadonlySet<string> =>
  new Set(Object.values(sources).flatMap((text) => [...text.matchAll(pattern)].map(([, id]) => id!)));

const keysOf = ({ keys = '' }: { readonly keys?: string }): string[] => keys.split(' ').filter(Boolean);

describe('the commands of the window', () => {
  it('have an id and keys of their own', () => {
    const ids = COMMANDS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const keys = COMMANDS.flatMap(keysOf);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('are there where they are named', () => {
    const ids = new Set(COMMANDS.map(({ id }) => id));
    const used = named(/\b(?:perform|commandOf|keysOf)\('([^']+)'/g);
    expect(used.size).toBeGreaterThan(10);
    expect([...used].filter((id) => !ids.has(id))).toEqual([]);
  });

  it('show the panels by Alt and their place in the dock', () => {
    const shown = PANELS.map(({ id }) => COMMANDS.find((command) => command.id === `view.${id}`)?.keys);
    expect(shown).toEqual(PANELS.map((_, i) => `Alt+${i + 1}`));
  });
});

describe('commands and panels in Chinese', () => {
  const fixed = COMMANDS.filter(({ title }) => typeof title === 'string').map(({ id }) => `commands.${id}`);
  const groups = [...new Set(COMMANDS.map(({ group }) => `commands.group.${group}`))];
  const owed = [...fixed, ...groups, ...PANELS.map(({ id }) => `panels.${id}.title`)];

  it('all have their titles', () => {
    expect(owed.filter((id) => !(id in zh))).toEqual([]);
  });

  it('have no words that nothing has', () => {
    const known = new Set([
      ...owed,
      ...COMMANDS.map(({ id }) => `commands.${id}.keywords`),
      ...named(/\bt\(\s*'([^']+)'/g),
    ]);
    expect([...Object.keys(chinese), ...Object.keys(panelTexts)].filter((id) => !known.has(id))).toEqual([]);
  });

  it('are found by Chinese words, by pinyin, and by the English words too', () => {
    setLanguage('zh-CN');
    const save = COMMANDS.find(({ id }) => id === 'file.save')!;
    const remove = COMMANDS.find(({ id }) => id === 'canvas.delete')!;
    expect([titleOf(save), groupTitle(save.group)]).toEqual(['保存', '文件']);
    expect(keywordsOf(save)).toEqual(['baocun', 'bc', 'Save']);
    expect(keywordsOf(remove)).toEqual(['移除', 'shanchu', 'sc', 'Delete', 'remove']);
    setLanguage('en');
    expect([titleOf(save), keywordsOf(remove)]).toEqual(['Save', ['remove']]);
  });

  it('a language is found by its name in each of them', () => {
    const words = (id: string) => keywordsOf(COMMANDS.find((one) => one.id === `view.language.${id}`)!);
    expect(words('zh-CN')).toEqual(expect.arrayContaining(['Chinese', '中文']));
    expect(words('en')).toEqual(expect.arrayContaining(['English', '英语']));
  });
});

describe('panels and dialogs', () => {
  it('are there where they are shown', () => {
    const panels = new Set<string>(PANELS.map(({ id }) => id));
    const dialogs = new Set(DIALOGS.map(({ id }) => id));
    expect([...named(/showPanel\('([^']+)'/g)].filter((id) => !panels.has(id))).toEqual([]);
    expect([...named(/openDialog\('([^']+)'/g)].filter((id) => !dialogs.has(id))).toEqual([]);
  });

  it('are found by what an older window remembers', () => {
    const remembered = { theme: 'dark', dock: true };
    expect(migrateView({ ...remembered, dockTab: 'layers' }, 1)).toEqual({ ...remembered, panel: 'statistics' });
    expect(migrateView({ ...remembered, dockTab: 'code' }, 1)).toEqual({ ...remembered, panel: 'code' });
  });
});

describe('components', () => {
  it('call actions and hold no edit of the document', () => {
    const above = Object.entries(sources).filter(([file]) => !/^\.\/(state|actions)\//.test(file));
    expect(above.length).toBeGreaterThan(100);
    const editing = /(?<![\w.])(?:edit|editDrawing|applyRepair|configure|setProperties|setSetting)\(/;
    expect(above.filter(([, text]) => editing.test(text)).map(([file]) => file)).toEqual([]);
  });
});
