/** A tab for each open document, and from a few on a list of them all. */
import { Check, ChevronDown, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { t } from '../../engine/texts/index.ts';
import { closeTab } from '../actions/files.ts';
import { activate, isUnsaved, type OpenDocument, tabTitle, useWorkspace } from '../state/document/workspace.ts';
import { isLive, useRun } from '../state/runs/runs.ts';
import { shortened, siblingsOf } from '../canvas/nodes/names.ts';
import { walkTabs } from '../ui/tabs.ts';
import styles from './Tabs.module.css';

/** More tabs than this are hard to tell apart. */
const FEW = 4;
/** What each title has then, in pixels: names that begin alike keep where they differ. */
const ROOM = 118;

export function Tabs() {
  const documents = useWorkspace((state) => state.documents);
  const active = useWorkspace((state) => state.active);
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Delete' || active === null) return walkTabs(event);
    event.preventDefault();
    closeTab(active);
  };
  const siblings = siblingsOf(documents.map(tabTitle));
  const shown = (title: string) => (documents.length > FEW ? shortened(title, siblings, ROOM) : title);
  if (documents.length === 0) return null;
  return (
    <>
      <div
        className={styles.tabs}
        data-many={documents.length > FEW || undefined}
        role="tablist"
        aria-label={t('topBar.documents', 'Documents')}
        onKeyDown={press}
      >
        {documents.map((open) => (
          <Tab key={open.key} open={open} active={open.key === active} shown={shown(tabTitle(open))} />
        ))}
      </div>
      {documents.length > FEW && <AllTabs documents={documents} active={active} />}
    </>
  );
}

interface TabProps {
  readonly open: OpenDocument;
  readonly active: boolean;
  /** As much of the title as there is room for. */
  readonly shown: string;
}

function Tab({ open, active, shown }: TabProps) {
  const title = tabTitle(open);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) box.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  return (
    <div ref={box} className={styles.tab} data-active={active} role="presentation">
      <button
        type="button"
        role="tab"
        aria-selected={active}
        tabIndex={active ? 0 : -1}
        title={open.path ?? title}
        onClick={() => activate(open.key)}
        onAuxClick={({ button }) => button === 1 && closeTab(open.key)}
      >
        <span>{shown}</span>
        <Marks open={open} />
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
}

function Marks({ open }: { readonly open: OpenDocument }) {
  const run = useRun(open.run);
  return (
    <>
      {run && isLive(run.state) && (
        <i className={styles.training} role="img" aria-label={t('topBar.training', 'is being trained')} />
      )}
      {isUnsaved(open) && <i className={styles.dot} role="img" aria-label={t('topBar.unsaved', 'not saved')} />}
    </>
  );
}

function AllTabs({
  documents,
  active,
}: {
  readonly documents: readonly OpenDocument[];
  readonly active: string | null;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={styles.all}
        aria-label={t('topBar.all', 'All open documents')}
        title={t('topBar.all', 'All open documents')}
      >
        {documents.length}
        <ChevronDown size={12} strokeWidth={1.75} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector('header')}>
        <DropdownMenu.Content className={styles.list} align="start" sideOffset={4} collisionPadding={8}>
          {documents.map((open) => (
            <DropdownMenu.Item key={open.key} className={styles.item} onSelect={() => activate(open.key)}>
              {open.key === active ? <Check size={14} strokeWidth={1.5} /> : <s />}
              <span>{tabTitle(open)}</span>
              <Marks open={open} />
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
