import { Pause, Play, Plus, Redo2, Undo2, X } from 'lucide-react';
import { commandOf, perform } from '../../commands/index.ts';
import { titleOf } from '../../commands/define.ts';
import { keysText } from '../../commands/keys.ts';
import { close, tabTitle } from '../../state/files.ts';
import { isLive } from '../../state/runs.ts';
import { useShownRun, useStarting } from '../../state/training.ts';
import { showDock, useView } from '../../state/view.ts';
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
      <TrainButtons />
    </header>
  );
}

/** The one filled button of the window: Train, or what can be done about the training that goes on. */
function TrainButtons() {
  const open = useActive(({ key }) => key) !== undefined;
  const run = useShownRun();
  const starting = useStarting();
  const watched = useView(({ dock, dockTab }) => dock && dockTab === 'training');
  if (!open) return null;
  const live = run !== undefined && isLive(run.state);
  return (
    <>
      {live && !watched && run.started && (
        <button type="button" className={styles.progress} title="Show training" onClick={() => showDock('training')}>
          <progress value={(run.step.at(-1) ?? 0) / Math.max(1, run.started.stepsPerEpoch * run.started.epochs)} aria-label="Training" />
          epoch {Math.min(run.epochs.length + 1, run.started.epochs)} of {run.started.epochs}
        </button>
      )}
      <Button onClick={() => perform('train.export')}>Export</Button>
      {!live && <Button look="primary" icon={<Play size={12} strokeWidth={2} />} disabled={starting} onClick={() => perform('train.start')}>Train</Button>}
      {live && run.state === 'paused' && <Button look="primary" icon={<Play size={12} strokeWidth={2} />} onClick={() => perform('train.resume')}>Go on</Button>}
      {live && run.state !== 'paused' && <Button look="primary" icon={<Pause size={12} strokeWidth={2} />} disabled={run.state === 'starting'} onClick={() => perform('train.pause')}>Pause</Button>}
    </>
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
