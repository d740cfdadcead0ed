import { t } from '../../../engine/texts/index.ts';
import { type Command, titleOf } from '../../actions/commands/define.ts';
import { keysText } from '../../ui/keys.ts';
import { showDialog } from '../../state/dialogs.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './Shortcuts.module.css';

export async function openShortcuts(commands: readonly Command[]): Promise<void> {
  await showDialog<null>((close) => <Shortcuts commands={commands} close={() => close(null)} />);
}

function Shortcuts({ commands, close }: { readonly commands: readonly Command[]; readonly close: () => void }) {
  const keyed = commands.filter(({ keys }) => keys !== undefined);
  return (
    <Dialog title={t('shortcuts.title', 'Keyboard shortcuts')} onClose={close} width={640}>
      <div className={styles.columns}>
        {[...new Set(keyed.map(({ group }) => group))].map((group) => (
          <section key={group} className={styles.group}>
            <h3>{group}</h3>
            <dl>
              {keyed
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{titleOf(command)}</dt>
                    <dd>
                      <kbd>{keysText(command)}</kbd>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
