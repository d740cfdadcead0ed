import { useState } from 'react';
import { UNDEFINED } from '../../../engine/learn/metricText.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { resultText, weaknessText, worthText } from '../../../engine/train/verdict/text.ts';
import { compare, openRun, renameRun } from '../../actions/runs.ts';
import { formatDuration, formatNumber, formatPercent } from '../../charts/format.ts';
import { LineSample } from '../../charts/LineSample.tsx';
import { runName } from '../../state/runs/names.ts';
import { attempt } from '../../state/notices.ts';
import { isPercent } from '../common/lines.ts';
import { RunActions } from './RunActions.tsx';
import styles from './Runs.module.css';
import { verbatim } from '../../../engine/phrases.ts';
import { isLive } from '../../state/runs/runs.ts';
import { language, t, type Worded } from '../../../engine/texts/index.ts';

interface RunRowProps {
  readonly run: RunSummary;
  readonly metrics: readonly string[];
  readonly shown: boolean;
  readonly compared: boolean;
  /** Which line of the charts is the run's; undefined where it has none, or is the only one. */
  readonly line: number | undefined;
}

export function RunRow({ run, metrics, shown, compared, line }: RunRowProps) {
  const { id, state, epoch, epochs, best, seed, seconds, verdict, elsewhere } = run;
  const weak = state === 'finished' ? (verdict?.weak ?? null) : null;
  const name = runName(run);
  const [renaming, setRenaming] = useState(false);
  return (
    <tr aria-current={shown}>
      <td>
        <input
          type="checkbox"
          aria-label={t('runs.draw', 'Draw {{name}} beside the shown run', { name })}
          checked={compared || shown}
          disabled={shown}
          onChange={({ target }) => compare(id, target.checked)}
        />
        {line !== undefined && <LineSample className={styles.swatch!} index={line} />}
      </td>
      <td>
        {renaming ? (
          <NameField run={run} onEnd={() => setRenaming(false)} />
        ) : (
          <button type="button" className={styles.name} title={elsewhere ? run.folder : id} onClick={() => openRun(id)}>
            {name}
          </button>
        )}
      </td>
      <td>
        <span
          className={styles.state}
          data-state={weak === null ? state : 'weak'}
          title={
            elsewhere ? heardText(elsewhere) : verdict ? `${resultText(verdict)} ${worthText(verdict)}` : undefined
          }
        >
          <i />
          {weak !== null ? weaknessText(weak) : elsewhere ? elsewhereText(state, elsewhere) : stateText(state)}
        </span>
      </td>
      <td className={styles.number}>
        {epoch} / {epochs}
      </td>
      {metrics.map((metric) => (
        <td key={metric} className={styles.number}>
          {formatMetric(metric, best?.[metric])}
        </td>
      ))}
      <td className={styles.number}>{seed}</td>
      <td className={styles.number}>{seconds > 0 ? formatDuration(seconds) : ''}</td>
      <td>
        <RunActions run={run} onRename={() => setRenaming(true)} />
      </td>
    </tr>
  );
}

/** A record that goes on longer than this without a word says when its last one was, in milliseconds. */
const SILENT = 120_000;

/** What a run that somebody else writes is doing, as far as its record says. */
function elsewhereText(state: RunSummary['state'], { there, heard }: NonNullable<RunSummary['elsewhere']>): string {
  if (!there) return t('runs.state.gone', 'Out of reach');
  const silence = Date.now() - (heard ?? Date.now());
  return isLive(state) && silence > SILENT
    ? t('runs.state.silent', 'Silent for {{time}}', { time: verbatim(formatDuration(silence / 1000)) })
    : t('runs.state.elsewhere', '{{state}} elsewhere', { state: stateText(state) });
}

const heardText = ({ heard }: NonNullable<RunSummary['elsewhere']>): string | undefined =>
  heard === null
    ? undefined
    : t('runs.heard', 'Last line of its record: {{time}}', {
        time: verbatim(new Date(heard).toLocaleString(language())),
      });

function stateText(state: RunSummary['state']): Worded {
  switch (state) {
    case 'starting':
      return t('runs.state.starting', 'Starting');
    case 'running':
      return t('runs.state.running', 'Running');
    case 'paused':
      return t('runs.state.paused', 'Paused');
    case 'stopping':
      return t('runs.state.stopping', 'Stopping');
    case 'finished':
      return t('runs.state.finished', 'Finished');
    case 'stopped':
      return t('runs.state.stopped', 'Stopped');
    case 'failed':
      return t('runs.state.failed', 'Failed');
  }
}

function formatMetric(name: string, value: number | null | undefined): string {
  if (value === undefined) return '';
  if (value === null) return UNDEFINED;
  return isPercent(name) ? formatPercent(value) : formatNumber(value);
}

/** Enter and leaving it take the name, Esc leaves it as it was; an empty one is the usual one. */
function NameField({ run, onEnd }: { readonly run: RunSummary; readonly onEnd: () => void }) {
  const { label: _, ...unnamed } = run;
  const take = (text: string) => {
    onEnd();
    if (text.trim() !== (run.label ?? '')) void attempt(() => renameRun(run.id, text));
  };
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it was asked for just now
      autoFocus
      className={styles.rename}
      aria-label={t('runs.name', 'Name of the run')}
      placeholder={runName(unnamed)}
      defaultValue={run.label ?? ''}
      maxLength={200}
      onBlur={({ target }) => take(target.value)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') currentTarget.blur();
        if (key !== 'Escape') return;
        currentTarget.value = run.label ?? '';
        onEnd();
      }}
    />
  );
}
