import { Plus, Redo2, Undo2 } from 'lucide-react';
import { t } from '../../engine/texts/index.ts';
import { commandOf, perform } from '../actions/commands/registry.ts';
import { titleOf } from '../actions/commands/define.ts';
import { keysText } from '../ui/keys.ts';
import { useActive, useWorkspace } from '../state/document/workspace.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Mark } from '../ui/Mark.tsx';
import { Tip } from '../ui/Tip.tsx';
import { DeviceChip } from './DeviceChip.tsx';
import { RunChip } from './RunChip.tsx';
import { Tabs } from './Tabs.tsx';
import { TrainButton } from './TrainButton.tsx';
import styles from './TopBar.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export function TopBar() {
  useActive(({ history }) => history); // the titles of undo and redo follow it
  const open = useWorkspace(({ active }) => active !== null);
  const undo = commandOf('edit.undo');
  const redo = commandOf('edit.redo');
  return (
    <header className={styles.bar}>
      {open && <h1 className="visually-hidden">Layerloom</h1>}
      <div className={styles.brand}>
        <Mark />
        <span>Layerloom</span>
      </div>
      <Tabs />
      <IconButton
        label={t('topBar.new', 'New document')}
        keys={keysText(commandOf('file.new'))!}
        icon={<Plus {...ICON} />}
        onClick={() => perform('file.new')}
      />
      <IconButton
        label={titleOf(undo)}
        keys={keysText(undo)!}
        icon={<Undo2 {...ICON} />}
        disabled={!undo.when!()}
        onClick={() => perform(undo)}
      />
      <IconButton
        label={titleOf(redo)}
        keys={keysText(redo)!}
        icon={<Redo2 {...ICON} />}
        disabled={!redo.when!()}
        onClick={() => perform(redo)}
      />
      <span className={styles.grow} />
      {open && <RunChip />}
      <button
        type="button"
        className={styles.chip}
        aria-label={t('search.title', 'Search everything')}
        onClick={() => perform('view.search')}
      >
        <kbd>{keysText(commandOf('view.search'))}</kbd> <span>{t('search.title', 'Search everything')}</span>
      </button>
      <span className={styles.wide}>
        <DeviceChip />
      </span>
      {open && (
        <>
          <span className={styles.wide}>
            <Tip text={t('export.title', 'Export as code')} keys={keysText(commandOf('train.export'))!}>
              <Button onClick={() => perform('train.export')}>{t('export.do', 'Export')}</Button>
            </Tip>
          </span>
          <TrainButton />
        </>
      )}
    </header>
  );
}
