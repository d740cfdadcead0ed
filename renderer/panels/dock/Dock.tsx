import type { ComponentType } from 'react';
import { type DockTab, showDock, toggle, useView } from '../../state/view.ts';
import styles from './Dock.module.css';

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
      <div className={styles.tabs} role="tablist">
        {panels.map(({ id, title, Badge }) => (
          <button key={id} type="button" role="tab" aria-selected={open && id === shown?.id} className={styles.tab} onClick={() => (open && id === tab ? toggle('dock') : showDock(id))}>
            {title}
            {Badge && <Badge />}
          </button>
        ))}
        <span className={styles.grow} />
        {open && shown?.Tools && <shown.Tools />}
      </div>
      {open && shown && (
        <div className={styles.body} role="tabpanel" aria-label={shown.title}>
          <shown.Panel />
        </div>
      )}
    </section>
  );
}
