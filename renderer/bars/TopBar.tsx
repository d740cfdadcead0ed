import { Plus, Redo2, Undo2, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { t } from '../../engine/texts/index.ts';
import { commandOf, perform } from '../actions/commands/registry.ts';
import { titleOf } from '../actions/commands/define.ts';
import { keysText } from '../ui/keys.ts';
import { closeTab } from '../actions/files.ts';
import { activate, isUnsaved, tabTitle, useActive, useWorkspace } from '../state/document/workspace.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Mark } from '../ui/Mark.tsx';
import { walkTabs } from '../ui/tabs.ts';
import { Tip } from '../ui/Tip.tsx';
import { DeviceChip } from './DeviceChip.tsx';
import { RunChip } from './RunChip.tsx';
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
      <DeviceChip />
      {open && (
        <>
          <Tip text={t('export.title', 'Export as code')} keys={keysText(commandOf('train.export'))!}>
            <Button onClick={() => perform('train.export')}>{t('export.do', 'Export')}</Button>
          </Tip>
          <TrainButton />
        </>
      )}
    </header>
  );
}

function Tabs() {
  const documents = useWorkspace((state) => state.documents);
  const active = useWorkspace((state) => state.active);
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Delete' || active === null) return walkTabs(event);
    event.preventDefault();
    closeTab(active);
  };
  if (documents.length === 0) return null;
  return (
    <div className={styles.tabs} role="tablist" aria-label={t('topBar.documents', 'Documents')} onKeyDown={press}>
      {documents.map((open) => {
        const title = tabTitle(open);
        return (
          <div key={open.key} className={styles.tab} data-active={open.key === active} role="presentation">
            <button
              type="button"
              role="tab"
              aria-selected={open.key === active}
              tabIndex={open.key === active ? 0 : -1}
              title={open.path ?? title}
              onClick={() => activate(open.key)}
              onAuxClick={({ button }) => button === 1 && closeTab(open.key)}
            >
              <span>{title}</span>
              {isUnsaved(open) && <i className={styles.dot} role="img" aria-label={t('topBar.unsaved', 'not saved')} />}
            </button>
            {/* for the mouse: the keyboard closes with Delete or the command */}
            <button
              type="button"
              className={styles.close}
              aria-hidden
              tabIndex={-1}
              data-close={title}
              title={t('topBar.close', 'Close {{title}}', { title })}
              onClick={() => closeTab(open.key)}
            >
              <X size={12} strokeWidth={1.75} />
            </button>
          </div>
        );
      })}
    </div>
  );
}
