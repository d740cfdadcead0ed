import { ChevronDown, ChevronUp } from 'lucide-react';
import type { ComponentType } from 'react';
import { commandOf } from '../../actions/commands/index.ts';
import { keysText } from '../../ui/keys.ts';
import { type DockTab, showDock, toggle, useView } from '../../state/view.ts';
import { IconButton } from '../../ui/Button.tsx';
import { walkTabs } from '../../ui/tabs.ts';
import styles from './Dock.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export interface DockPanel {
  readonly id: DockTab;
  readonly title: string;
  /** Behind the title: a count of problems. */
  readonly Badge?: ComponentType;
  /** At the right end of the tab row while the panel is shown. */
  readonly Tools?: ComponentType;
  readonly Panel: ComponentType;
}

export function Dock({ panels }: { readonly panels: readonly DockPanel[] }) {
  const open = useView(({ dock }) => dock);
  const tab = useView(({ dockTab }) => dockTab);
  const shown = panels.find(({ id }) => id === tab) ?? panels[0];
  return (
    <section className={styles.dock} aria-label="Dock">
      <div className={styles.head}>
        <div className={styles.tabs} role="tablist" aria-label="Panels" onKeyDown={walkTabs}>
          {panels.map(({ id, title, Badge }) => (
            <button
              key={id}
              id={`dock-tab-${id}`}
              type="button"
              role="tab"
              aria-selected={open && id === shown?.id}
              tabIndex={id === shown?.id ? 0 : -1}
              className={styles.tab}
              onClick={() => (open && id === tab ? toggle('dock') : showDock(id))}
            >
              {title}
              {Badge && <Badge />}
            </button>
          ))}
        </div>
        {open && shown?.Tools && <shown.Tools />}
        <IconButton
          label={open ? 'Hide dock' : 'Show dock'}
          keys={keysText(commandOf('view.dock'))!}
          icon={open ? <ChevronDown {...ICON} /> : <ChevronUp {...ICON} />}
          onClick={() => toggle('dock')}
        />
      </div>
      {open && shown && (
        <div className={styles.body} role="tabpanel" aria-labelledby={`dock-tab-${shown.id}`}>
          <shown.Panel />
        </div>
      )}
    </section>
  );
}
