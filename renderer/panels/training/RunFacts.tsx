/** How far a run is and how it does, in numbers. */
import { UNDEFINED, metricInWords } from '../../../engine/learn/metricText.ts';
import { weaknessText } from '../../../engine/train/verdict/text.ts';
import { formatDuration, formatNumber, formatPercent, formatRate } from '../../charts/format.ts';
import { isLive, isStopping, type RunView } from '../../state/runs/runs.ts';
import { grouped } from '../../ui/bytes.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { runTime } from '../../state/runs/names.ts';
import { isPercent } from '../common/lines.ts';
import { Facts } from './Facts.tsx';
import styles from './Training.module.css';
import { t } from '../../../engine/texts/index.ts';

const shown = (metric: string, value: number | null): string =>
  value === null ? UNDEFINED : isPercent(metric) ? formatPercent(value) : formatNumber(value);

function stateText(run: RunView): string {
  const { state, finished } = run;
  if (isStopping(run)) return t('training.state.stopping', 'stopping');
  switch (state) {
    case 'starting':
      return t('training.state.starting', 'starting');
    case 'paused':
      return t('training.state.paused', 'paused');
    case 'stopped':
      return t('training.state.stopped', 'stopped');
    case 'failed':
      return t('training.state.failed', 'failed');
    case 'finished':
      return finished?.verdict?.weak ? weaknessText(finished.verdict.weak) : '';
    case 'running':
    case 'stopping':
      return '';
  }
}

export function RunFacts({ run, summary }: { readonly run: RunView; readonly summary: RunSummary | undefined }) {
  const { started, progress, finished, state } = run;
  const step = run.step.at(-1) ?? 0;
  const total = started ? started.epochs * started.stepsPerEpoch : 0;
  const epoch = started
    ? Math.min(started.epochs, Math.floor(step / started.stepsPerEpoch) + (isLive(state) ? 1 : 0))
    : 0;
  // at the end of the weights that are kept, meanwhile of the last epoch
  const { train, validation } = finished ?? run.epochs.at(-1) ?? {};
  const facts: (readonly [string, string])[] = [];
  if (isLive(state) && progress)
    facts.push(
      [t('training.facts.left', 'Time left'), formatDuration(progress.secondsLeft)],
      [t('training.facts.rate', 'Steps a second'), formatRate(progress.stepsPerSecond)],
    );
  if (finished) facts.push([t('training.facts.time', 'Time'), formatDuration(finished.seconds)]);
  facts.push([t('training.facts.steps', 'Steps'), grouped(step)]);
  const loss = run.loss.at(-1);
  if (isLive(state) && loss !== undefined) facts.push([t('training.facts.loss', 'Training loss'), formatNumber(loss)]);
  else if (typeof train?.loss === 'number')
    facts.push([t('training.facts.loss', 'Training loss'), formatNumber(train.loss)]);
  for (const [metric, value] of Object.entries(validation ?? {}))
    if (value === null || typeof value === 'number')
      facts.push([
        t('training.facts.validation', 'Validation {{metric}}', { metric: metricInWords(metric) }),
        shown(metric, value),
      ]);
  for (const [metric, value] of Object.entries(finished?.test ?? {}))
    if (value === null || typeof value === 'number')
      facts.push([
        t('training.facts.test', 'Test {{metric}}', { metric: metricInWords(metric) }),
        shown(metric, value),
      ]);
  if (progress)
    facts.push([
      t('training.facts.learningRate', 'Learning rate'),
      String(Number(progress.learningRate.toPrecision(3))),
    ]);
  if (finished)
    facts.push(
      [t('training.facts.memory', 'Peak memory'), `${grouped(Math.round(finished.peakMb))} MB`],
      [t('training.facts.waited', 'Waited for data'), `${(100 * finished.waitShare).toFixed(1)} %`],
    );
  if (started) facts.push([t('training.facts.parameters', 'Parameters'), grouped(started.parameters)]);
  return (
    <div>
      <div className={styles.run}>
        <b title={run.id}>
          {summary ? t('runs.at', 'Run {{time}}', { time: runTime(summary) }) : t('runs.one', 'Run')}
        </b>
        <span>
          {[
            started && t('training.epoch', 'epoch {{epoch}} of {{epochs}}', { epoch, epochs: started.epochs }),
            stateText(run),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t('training.progress', 'Progress of the training')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={total > 0 ? Math.round((100 * step) / total) : 0}
        data-paused={state === 'paused'}
      >
        <i style={{ width: `${total > 0 ? (100 * step) / total : 0}%` }} />
      </div>
      <Facts facts={facts} />
    </div>
  );
}
