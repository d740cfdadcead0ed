/** The command search: every command by name, with its keys. */
import { t } from '../../../engine/texts/index.ts';
import { canRun, type Command, titleOf } from '../../actions/commands/define.ts';
import { keysText } from '../../ui/keys.ts';
import { showDialog } from '../../state/dialogs.ts';
import { PickDialog } from '../../ui/PickDialog.tsx';

export async function openSearch(commands: readonly Command[], perform: (command: Command) => void): Promise<void> {
  const all = commands.filter((command) => canRun(command) && command.id !== 'view.search');
  const groups = [...new Set(all.map(({ group }) => group))].map((heading) => ({
    heading,
    items: all
      .filter(({ group }) => group === heading)
      .map((command) => ({
        value: command,
        id: command.id,
        title: titleOf(command),
        keywords: command.keywords ?? [],
        note: keysText(command),
        isKeys: true,
      })),
  }));
  const chosen = await showDialog<Command | null>((close) => (
    <PickDialog
      label={t('search.title', 'Search commands')}
      empty={t('search.none', 'No command of that name.')}
      groups={groups}
      close={close}
    />
  ));
  if (chosen) perform(chosen);
}
