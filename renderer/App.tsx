import { PanelLeftClose, PanelLeftOpen, PanelRightClose, PanelRightOpen } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { type DragEvent, type KeyboardEvent, type ReactNode, useDeferredValue, useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { t } from '../engine/texts/index.ts';
import styles from './App.module.css';
import { Canvas } from './canvas/Canvas.tsx';
import { titleOf } from './actions/commands/define.ts';
import { commandOf, perform } from './actions/commands/registry.ts';
import { keysText } from './ui/keys.ts';
import { Dock } from './panels/dock/Dock.tsx';
import { PANELS } from './panels/index.ts';
import { Inspector } from './panels/inspector/Inspector.tsx';
import { Palette } from './panels/palette/Palette.tsx';
import { StatusBar } from './bars/StatusBar.tsx';
import { TopBar } from './bars/TopBar.tsx';
import { Welcome } from './panels/welcome/Welcome.tsx';
import { openDropped } from './actions/files.ts';
import { useKeymap } from './state/keymap.ts';
import { useLanguage } from './state/language.ts';
import { attempt } from './state/notices.ts';
import { type Side, showSide, useSide, useView } from './state/view.ts';
import { useActive, useWorkspace } from './state/document/workspace.ts';
import type { Page as HostPage } from '../engine/wire/page.ts';
import { Boundary } from './ui/Boundary.tsx';
import { droppedItems } from './ui/dropped.ts';
import { IconButton } from './ui/Button.tsx';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { Notices } from './bars/Notices.tsx';

/** The window, drawn anew where its language changes. */
export function App() {
  return (
    <Boundary what={t('boundary.window', 'The window')}>
      <Window key={useLanguage()} />
    </Boundary>
  );
}

/** A part of the window, which is tried again when the document changes. */
function Part({ what, children }: { readonly what: string; readonly children: ReactNode }) {
  return (
    <Boundary what={what} shows={useActive((open) => open.document)}>
      {children}
    </Boundary>
  );
}

function Window() {
  // tips show the keys as they are now
  useKeymap();
  const active = useWorkspace((state) => state.active);
  // what stands around the canvas of the first document comes behind it, between frames: opening it holds none of them up for long
  const isFurnished = useDeferredValue(active !== null);
  return (
    <Tooltip.Provider delayDuration={500}>
      <FileDrop>
        <Part what={t('boundary.topBar', 'The top bar')}>
          <TopBar />
        </Part>
        <Part what={t('boundary.notices', 'What the window has to say')}>
          <Notices />
        </Part>
        {active === null ? (
          <main className={styles.empty}>
            <Part what={t('boundary.welcome', 'The first page')}>
              <Welcome />
            </Part>
          </main>
        ) : (
          <Desk key={active} isFurnished={isFurnished} />
        )}
        <Part what={t('boundary.statusBar', 'The status bar')}>
          <StatusBar />
        </Part>
      </FileDrop>
      <Dialogs />
    </Tooltip.Provider>
  );
}

/** The document's place: canvas between palette and inspector, the dock below. */
function Desk({ isFurnished }: { readonly isFurnished: boolean }) {
  const dock = useView((view) => view.dock);
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: 'layerloom.desk',
    panelIds: dock ? ['work', 'dock'] : ['work'],
  });
  return (
    <>
      <Group
        orientation="vertical"
        className={styles.desk!}
        {...(defaultLayout && { defaultLayout })}
        onLayoutChanged={onLayoutChanged}
      >
        <Panel id="work" minSize="20%">
          <Work isFurnished={isFurnished} />
        </Panel>
        {dock && <Separator className={styles.separator!} />}
        {dock && (
          <Panel id="dock" defaultSize="286px" minSize="120px">
            {isFurnished && <Dock panels={PANELS} />}
          </Panel>
        )}
      </Group>
      {!dock && <div className={styles.closedDock}>{isFurnished && <Dock panels={PANELS} />}</div>}
    </>
  );
}

function Work({ isFurnished }: { readonly isFurnished: boolean }) {
  return (
    <div className={styles.work}>
      <SidePanel side="palette" label={t('palette.title', 'Layers')}>
        <Part what={t('palette.title', 'Layers')}>{isFurnished && <Palette />}</Part>
      </SidePanel>
      <main className={styles.canvas}>
        <Part what={t('boundary.canvas', 'The canvas')}>
          <Canvas />
        </Part>
      </main>
      <SidePanel side="inspector" label={t('inspector.title', 'Inspector')}>
        <Part what={t('inspector.title', 'Inspector')}>{isFurnished && <Inspector />}</Part>
      </SidePanel>
    </div>
  );
}

/** A panel beside the canvas, and at its edge the way to it while it is away or lies over the canvas. */
function SidePanel({
  side,
  label,
  children,
}: {
  readonly side: Side;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const { shown, drawer } = useSide(side);
  const command = commandOf(`view.${side}`);
  const close = (event: KeyboardEvent) => {
    if (drawer && event.key === 'Escape' && !event.defaultPrevented) showSide(side, false);
  };
  const Icon = side === 'palette' ? (shown ? PanelLeftClose : PanelLeftOpen) : shown ? PanelRightClose : PanelRightOpen;
  return (
    <>
      {shown && (
        <aside
          className={styles[side]}
          data-drawer={drawer}
          data-over-canvas={drawer || undefined}
          aria-label={label}
          onKeyDown={close}
        >
          {children}
        </aside>
      )}
      {(drawer || !shown) && (
        <span className={styles.edge} data-over-canvas data-side={side} data-open={shown}>
          <IconButton
            label={titleOf(command)}
            keys={keysText(command)!}
            icon={<Icon size={16} strokeWidth={1.5} />}
            onClick={() => perform(command)}
          />
        </span>
      )}
    </>
  );
}

/** There in the desktop shell alone. */
const page = window as unknown as Pick<HostPage, 'layerloom'>;

/** The whole window takes dropped documents, and data. */
function FileDrop({ children }: { readonly children: ReactNode }) {
  const [over, setOver] = useState(false);
  const isFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  const drop = (event: DragEvent) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    setOver(false);
    const items = droppedItems(event.dataTransfer, page.layerloom?.pathOf);
    void attempt(() => openDropped(items));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files come by the pointer alone; the keyboard opens them with a command
    <div
      className={styles.window}
      data-dropping={over}
      onDragOver={(event) => isFiles(event) && (event.preventDefault(), setOver(true))}
      onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  );
}
