/** How far a run is and how it does, in numbers. */
import { metricInWords } from '../../../engine/learn/metricText.ts';
import { formatDuration, formatNumber, formatPercent, formatRate } from '../../charts/format.ts';
import { isLive, type RunView } from '../../state/runs/runs.ts';
import { grouped } from '../../ui/bytes.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { runTime } from '../../state/runs/names.ts';
import { isPercent } from '../common/lines.ts';
import { Facts } from './Facts.tsx';
import styles from './Training.module.css';

const shown = (metric: string, value: number): string =>
  isPercent(metric) ? formatPercent(value) : formatNumber(value);

const STATES = {
  starting: 'starting',
  running: '',
  paused: 'paused',
  finished: '',
  stopped: 'stopped',
  failed: 'failed',
} as const;

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
      ['Time left', formatDuration(progress.secondsLeft)],
      ['Steps a second', formatRate(progress.stepsPerSecond)],
    );
  if (finished) facts.push(['Time', formatDuration(finished.seconds)]);
  facts.push(['Steps', grouped(step)]);
  const loss = run.loss.at(-1);
  if (isLive(state) && loss !== undefined) facts.push(['Training loss', formatNumber(loss)]);
  else if (train?.loss !== undefined) facts.push(['Training loss', formatNumber(train.loss)]);
  for (const [metric, value] of Object.entries(validation ?? {}))
    if (typeof value === 'number') facts.push([`Validation ${metricInWords(metric)}`, shown(metric, value)]);
  for (const [metric, value] of Object.entries(finished?.test ?? {}))
    if (typeof value === 'number') facts.push([`Test ${metricInWords(metric)}`, shown(metric, value)]);
  if (progress) facts.push(['Learning rate', formatNumber(progress.learningRate)]);
  if (finished)
    facts.push(
      ['Peak memory', `${grouped(Math.round(finished.peakMb))} MB`],
      ['Waited for data', `${(100 * finished.waitShare).toFixed(1)} %`],
    );
  if (started) facts.push(['Parameters', grouped(started.parameters)]);
  return (
    <div>
      <div className={styles.run}>
        <b title={run.id}>Run {summary && runTime(summary)}</b>
        <span>{[started && `epoch ${epoch} of ${started.epochs}`, STATES[state]].filter(Boolean).join(' · ')}</span>
      </div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label="Progress of the training"
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
