import { groupTitle, titleOf } from '../../actions/commands/define.ts';
import { commands } from '../../actions/commands/registry.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { keysText } from '../../ui/keys.ts';
import type { DialogProps } from '../define.ts';
import styles from './Shortcuts.module.css';

export function Shortcuts({ title, close }: DialogProps) {
  const keyed = commands().filter(({ keys }) => keys !== undefined);
  return (
    <Dialog title={title} onClose={close} width={640}>
      <div className={styles.columns}>
        {[...new Set(keyed.map(({ group }) => group))].map((group) => (
          <section key={group} className={styles.group}>
            <h3>{groupTitle(group)}</h3>
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
