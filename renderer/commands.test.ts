import { describe, expect, it } from 'vitest';
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
