import { ChevronDown, ChevronUp } from 'lucide-react';
import { t } from '../../../engine/texts/index.ts';
import { titleOf } from '../../actions/commands/define.ts';
import { commandOf } from '../../actions/commands/registry.ts';
import { keysText } from '../../ui/keys.ts';
import { showPanel, toggle, useView } from '../../state/view.ts';
import { useActive } from '../../state/document/workspace.ts';
import { Boundary } from '../../ui/Boundary.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { walkTabs } from '../../ui/tabs.ts';
import { type PanelDefinition, panelTitle } from '../define.ts';
import styles from './Dock.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export function Dock({ panels }: { readonly panels: readonly PanelDefinition[] }) {
  const open = useView(({ dock }) => dock);
  const front = useView(({ panel }) => panel);
  const document = useActive((open) => open.document);
  const toggleDock = commandOf('view.dock');
  const shown = panels.find(({ id }) => id === front) ?? panels[0];
  return (
    <section className={styles.dock} aria-label={t('dock.title', 'Dock')}>
      <div className={styles.head}>
        <div className={styles.tabs} role="tablist" aria-label={t('dock.panels', 'Panels')} onKeyDown={walkTabs}>
          {panels.map(({ id, title, Icon, Badge }) => (
            <button
              key={id}
              id={`dock-tab-${id}`}
              type="button"
              role="tab"
              aria-selected={open && id === shown?.id}
              tabIndex={id === shown?.id ? 0 : -1}
              className={styles.tab}
              onClick={() => showPanel(id)}
            >
              <Icon size={14} strokeWidth={1.5} aria-hidden />
              {panelTitle({ id, title })}
              {Badge && (
                <Boundary shows={document}>
                  <Badge />
                </Boundary>
              )}
            </button>
          ))}
        </div>
        {open && shown?.Tools && (
          <Boundary key={shown.id} shows={document}>
            <shown.Tools />
          </Boundary>
        )}
        <IconButton
          label={titleOf(toggleDock)}
          keys={keysText(toggleDock)!}
          icon={open ? <ChevronDown {...ICON} /> : <ChevronUp {...ICON} />}
          onClick={() => toggle('dock')}
        />
      </div>
      {open && shown && (
        <div className={styles.body} role="tabpanel" aria-labelledby={`dock-tab-${shown.id}`}>
          <Boundary key={shown.id} what={panelTitle(shown)} shows={document}>
            <shown.Panel />
          </Boundary>
        </div>
      )}
    </section>
  );
}
