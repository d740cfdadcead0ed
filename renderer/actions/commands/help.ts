import { t } from '../../../engine/texts/index.ts';
import { askDialog } from '../../state/dialogs.ts';
import { canRun, type Command, groupTitle, keywordsOf, titleOf } from './define.ts';
import { commands, perform } from './registry.ts';

const SEARCH = 'view.search';

/** The command search: every command by name, with its keys. */
async function searchCommands(): Promise<void> {
  const all = commands().filter((command) => canRun(command) && command.id !== SEARCH);
  const groups = [...new Set(all.map(({ group }) => group))].map((group) => ({
    heading: groupTitle(group),
    items: all
      .filter((command) => command.group === group)
      .map((command) => ({
        value: command,
        id: command.id,
        title: titleOf(command),
        keywords: keywordsOf(command),
        keys: command.keys,
      })),
  }));
  const picked = await askDialog('pick', {
    label: t('search.title', 'Search commands'),
    empty: t('search.none', 'No command of that name.'),
    groups,
  });
  if (picked) perform(picked as Command);
}

export const HELP_COMMANDS: readonly Command[] = [
  {
    id: SEARCH,
    title: 'Search commands',
    group: 'Help',
    keys: 'Mod+K Mod+Shift+P',
    global: true,
    run: searchCommands,
  },
];
