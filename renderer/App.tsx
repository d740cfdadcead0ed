import { Tooltip } from 'radix-ui';
import { Group, Panel, Separator } from 'react-resizable-panels';
import styles from './App.module.css';
import { Canvas } from './canvas/Canvas.tsx';
import { Dock } from './panels/dock/Dock.tsx';
import { DOCK_PANELS } from './panels/index.ts';
import { Inspector } from './panels/inspector/Inspector.tsx';
import { Palette } from './panels/palette/Palette.tsx';
import { useView } from './state/view.ts';
import { Notices } from './ui/Notices.tsx';

export function App() {
  const palette = useView((view) => view.palette);
  const inspector = useView((view) => view.inspector);
  const dock = useView((view) => view.dock);
  return (
    <Tooltip.Provider delayDuration={500}>
      <div className={styles.window}>
        <Group orientation="vertical" className={styles.desk!}>
          <Panel minSize="20%">
            <div className={styles.work}>
              {palette && <aside className={styles.palette}><Palette /></aside>}
              <main className={styles.canvas}><Canvas /></main>
              {inspector && <aside className={styles.inspector}><Inspector /></aside>}
            </div>
          </Panel>
          {dock && <Separator className={styles.separator!} />}
          {dock ? <Panel defaultSize="286px" minSize="120px"><Dock panels={DOCK_PANELS} /></Panel> : null}
        </Group>
        {!dock && <div className={styles.closedDock}><Dock panels={DOCK_PANELS} /></div>}
      </div>
      <Notices />
    </Tooltip.Provider>
  );
}
