import { Plus, Redo2, Undo2, X } from 'lucide-react';
import { commandOf, perform } from '../../commands/index.ts';
import { titleOf } from '../../commands/define.ts';
import { keysText } from '../../commands/keys.ts';
import { close, tabTitle } from '../../state/files.ts';
import { activate, isUnsaved, useActive, useWorkspace } from '../../state/workspace.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { DeviceChip } from '../devices/DeviceChip.tsx';
import styles from './TopBar.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export function TopBar() {
  useActive(({ history }) => history); // the titles of undo and redo follow it
  const undo = commandOf('edit.undo');
  const redo = commandOf('edit.redo');
  return (
    <header className={styles.bar}>
      <div className={styles.brand}>
        <Mark />
        <span>Layerloom</span>
      </div>
      <Tabs />
      <IconButton label={titleOf(undo)} keys={keysText(undo)!} icon={<Undo2 {...ICON} />} disabled={!undo.when!()} onClick={() => perform(undo)} />
      <IconButton label={titleOf(redo)} keys={keysText(redo)!} icon={<Redo2 {...ICON} />} disabled={!redo.when!()} onClick={() => perform(redo)} />
      <span className={styles.grow} />
      <button type="button" className={styles.chip} onClick={() => perform('view.search')}>
        <kbd>{keysText(commandOf('view.search'))}</kbd> Search commands
      </button>
      <DeviceChip />
    </header>
  );
}

function Tabs() {
  const documents = useWorkspace((state) => state.documents);
  const active = useWorkspace((state) => state.active);
  return (
    <div className={styles.tabs} role="tablist" aria-label="Documents">
      {documents.map((open) => {
        const title = tabTitle(open);
        return (
          <div key={open.key} className={styles.tab} data-active={open.key === active}>
            <button type="button" role="tab" aria-selected={open.key === active} title={open.path ?? title} onClick={() => activate(open.key)} onAuxClick={({ button }) => button === 1 && close(open.key)}>
              {title}
              {isUnsaved(open) && <i className={styles.dot} role="img" aria-label="not saved" />}
            </button>
            <button type="button" className={styles.close} aria-label={`Close ${title}`} onClick={() => close(open.key)}>
              <X size={12} strokeWidth={1.75} />
            </button>
          </div>
        );
      })}
      <IconButton label="New document" keys={keysText(commandOf('file.new'))!} icon={<Plus {...ICON} />} onClick={() => perform('file.new')} />
    </div>
  );
}
