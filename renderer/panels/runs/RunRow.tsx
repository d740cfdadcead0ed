import type { RunSummary } from '../../../engine/protocol.ts';
import { compare, openRun } from '../../actions/runs.ts';
import { formatDuration, formatNumber, formatPercent } from '../../charts/format.ts';
import { LineSample } from '../../charts/LineSample.tsx';
import { runName } from '../../state/runs/names.ts';
import { isPercent } from '../common/lines.ts';
import { RunActions } from './RunActions.tsx';
import styles from './Runs.module.css';

interface RunRowProps {
  readonly run: RunSummary;
  readonly metrics: readonly string[];
  readonly shown: boolean;
  readonly compared: boolean;
  /** Which line of the charts is the run's; undefined where it has none, or is the only one. */
  readonly line: number | undefined;
}

export function RunRow({ run, metrics, shown, compared, line }: RunRowProps) {
  const { id, state, epoch, epochs, best, seed, seconds } = run;
  const name = runName(run);
  return (
    <tr aria-current={shown}>
      <td>
        <input
          type="checkbox"
          aria-label={`Draw ${name} beside the shown run`}
          checked={compared || shown}
          disabled={shown}
          onChange={({ target }) => compare(id, target.checked)}
        />
        {line !== undefined && <LineSample className={styles.swatch!} index={line} />}
      </td>
      <td>
        <button type="button" className={styles.name} title={id} onClick={() => openRun(id)}>
          {name}
        </button>
      </td>
      <td>
        <span className={styles.state} data-state={state}>
          <i />
          {state.charAt(0).toUpperCase() + state.slice(1)}
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
        <RunActions run={run} />
      </td>
    </tr>
  );
}

function formatMetric(name: string, value: number | null | undefined): string {
  if (typeof value !== 'number') return '';
  return isPercent(name) ? formatPercent(value) : formatNumber(value);
}
