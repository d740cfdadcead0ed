/** The command search: every command by name, with its keys. */
import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import { canRun, type Command, titleOf } from '../../commands/define.ts';
import { keysText } from '../../commands/keys.ts';
import { showDialog } from '../../state/dialogs.ts';
import styles from './Search.module.css';

export async function openSearch(commands: readonly Command[], perform: (command: Command) => void): Promise<void> {
  const chosen = await showDialog<Command | null>((close) => <Search commands={commands} close={close} />);
  // the dialog gives the focus back first, since some commands are about what has it
  if (chosen) requestAnimationFrame(() => perform(chosen));
}

function Search({ commands, close }: { readonly commands: readonly Command[]; readonly close: (command: Command | null) => void }) {
  const all = commands.filter((command) => canRun(command) && command.id !== 'view.search');
  const groups = [...new Set(all.map(({ group }) => group))];
  return (
    <Dialog.Root open onOpenChange={() => close(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.content} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Search commands</Dialog.Title>
          <Cmdk label="Search commands" loop>
            <Cmdk.Input className={styles.input} placeholder="Search commands" autoFocus />
            <Cmdk.List className={styles.list}>
              <Cmdk.Empty className={styles.empty}>No command of that name.</Cmdk.Empty>
              {groups.map((group) => (
                <Cmdk.Group key={group} heading={group} className={styles.group}>
                  {all
                    .filter((command) => command.group === group)
                    .map((command) => (
                      <Cmdk.Item key={command.id} value={`${titleOf(command)} ${command.id}`} keywords={[...(command.keywords ?? []), group]} className={styles.item} onSelect={() => close(command)}>
                        {titleOf(command)}
                        {command.keys && <kbd>{keysText(command)}</kbd>}
                      </Cmdk.Item>
                    ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
