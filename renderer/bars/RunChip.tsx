/** How far the training is, while the panel that shows it is not in sight. */
import { t } from '../../engine/texts/index.ts';
import { formatDuration } from '../charts/format.ts';
import { isLive, isStopping } from '../state/runs/runs.ts';
import { useShownRun } from '../state/runs/shown.ts';
import { showPanel, useView } from '../state/view.ts';
import styles from './TopBar.module.css';

export function RunChip() {
  const run = useShownRun();
  const inSight = useView(({ dock, panel }) => dock && panel === 'training');
  if (inSight || !run?.started || !isLive(run.state)) return null;
  const { started, progress, state } = run;
  const step = run.step.at(-1) ?? 0;
  const epoch = Math.min(started.epochs, Math.floor(step / started.stepsPerEpoch) + 1);
  return (
    <button
      type="button"
      className={styles.chip}
      title={t('runChip.show', 'Show training')}
      onClick={() => showPanel('training')}
    >
      <span>{t('runChip.epoch', 'Epoch {{epoch}} of {{epochs}}', { epoch, epochs: started.epochs })}</span>
      <progress
        className={styles.progress}
        max={started.epochs * started.stepsPerEpoch}
        value={step}
        aria-label={t('runChip.progress', 'Progress of the training')}
      />
      <code>
        {isStopping(run)
          ? t('training.state.stopping', 'stopping')
          : state === 'paused'
            ? t('runChip.paused', 'paused')
            : progress && formatDuration(progress.secondsLeft)}
      </code>
    </button>
  );
}
