/** The one filled button of the screen: it trains, and pauses what trains. */
import { Pause, Play } from 'lucide-react';
import { t } from '../../engine/texts/index.ts';
import { commandOf, perform } from '../actions/commands/registry.ts';
import { keysText } from '../ui/keys.ts';
import { useWhyUntrainable } from '../state/document/problems.ts';
import { isOurs, isStopping, type RunView } from '../state/runs/runs.ts';
import { useShownRun, useStarting } from '../state/runs/shown.ts';
import { Button } from '../ui/Button.tsx';
import { Tip } from '../ui/Tip.tsx';
import styles from './TopBar.module.css';

const ICON = { size: 14, strokeWidth: 1.75 } as const;

export function TrainButton() {
  const run = useShownRun();
  const busy = useStarting();
  const live = run && isOurs(run) ? run.state : null;
  const [command, title] =
    live === 'paused'
      ? (['train.resume', t('train.resume', 'Resume')] as const)
      : live
        ? (['train.pause', t('train.pause', 'Pause')] as const)
        : (['train.start', t('train.start', 'Train')] as const);
  const blocked = useWhyUntrainable();
  const why = live ? undefined : blocked;
  const starting = busy || live === 'starting';
  const waiting = live && run ? waitingText(run) : null;
  const keys = keysText(commandOf(command));
  return (
    <Tip
      text={
        starting
          ? t('train.tip.starting', 'The training starts')
          : live === 'running'
            ? t('train.tip.pause', 'Pause training')
            : live
              ? t('train.tip.resume', 'Go on training')
              : (why ?? t('train.start', 'Train'))
      }
      {...(keys !== undefined && { keys })}
    >
      <Button
        look="primary"
        className={styles.train!}
        icon={live === 'running' ? <Pause {...ICON} /> : <Play {...ICON} />}
        disabled={starting || waiting !== null}
        // a press shows what stands in the way
        aria-disabled={why !== undefined || undefined}
        aria-description={why}
        onClick={() => perform(command)}
      >
        {waiting ?? (starting ? startingText(run) : title)}
      </Button>
    </Tip>
  );
}

/** A training that reads the files of its data says how far it is with that. */
function startingText(run: RunView | undefined): string {
  if (!run?.reading) return t('train.starting', 'Starting…');
  const { done, total } = run.reading;
  return t('train.reading', 'Reading {{share}} %', { share: Math.floor((100 * done) / total) });
}

/** What the run was told to do and has not done yet. */
function waitingText(run: RunView): string | null {
  if (isStopping(run)) return t('train.stopping', 'Stopping…');
  return run.wanted === 'pause' ? t('train.pausing', 'Pausing…') : null;
}
