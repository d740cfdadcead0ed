/** Every run on this machine, the newest first. */
import { Copy, FileText, RotateCw, Trash2 } from 'lucide-react';
import { titleOfMetric } from '../../../engine/learn/metricText.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { formatDuration, formatNumber, formatPercent } from '../../charts/format.ts';
import { DASHES, useColours } from '../../charts/theme.ts';
import { attempt } from '../../state/notices.ts';
import { isLive, useRuns } from '../../state/runs/runs.ts';
import { compare, copyFolderOf, openDocumentOf, openRun, removeRun, resumeRun } from '../../actions/runs.ts';
import { useCompared } from '../../state/runs/shown.ts';
import { useActive } from '../../state/document/workspace.ts';
import { IconButton } from '../../ui/Button.tsx';
import { isPercent } from '../common/lines.ts';
import { runName } from '../../state/runs/names.ts';
import styles from './Runs.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export function Runs() {
  const list = useRuns((all) => all.list);
  const listed = useRuns((all) => all.listed);
  const shown = useActive(({ run }) => run) ?? null;
  const compared = useCompared();
  const metrics = [...new Set(['loss', ...list.flatMap(({ best }) => Object.keys(best ?? {}))])].slice(0, 4);
  const drawn = [...new Set([...(shown ? [shown] : []), ...compared])];
  if (list.length === 0)
    return (
      <p className={styles.none}>
        {listed
          ? 'No runs yet. Each training is kept here with its curves, weights and document.'
          : 'Asking the host for its runs…'}
      </p>
    );
  return (
    <div className={styles.panel}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>Compare</th>
            <th>Run</th>
            <th>State</th>
            <th className={styles.number}>Epochs</th>
            {metrics.map((metric) => (
              <th key={metric} className={styles.number}>
                Best {titleOfMetric(metric).toLowerCase()}
              </th>
            ))}
            <th className={styles.number}>Seed</th>
            <th className={styles.number}>Time</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((run) => (
            <Row
              key={run.id}
              run={run}
              metrics={metrics}
              shown={run.id === shown}
              compared={compared.includes(run.id)}
              place={drawn.indexOf(run.id)}
              several={drawn.length > 1}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly run: RunSummary;
  readonly metrics: readonly string[];
  readonly shown: boolean;
  readonly compared: boolean;
  /** Among the runs that are drawn, -1 where it is none of them. */
  readonly place: number;
  readonly several: boolean;
}

function Row({ run, metrics, shown, compared, place, several }: RowProps) {
  const colours = useColours();
  const { id, state, epoch, epochs, best, seed, seconds, resumable } = run;
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
        {several && place >= 0 && (
          <svg className={styles.swatch} width="18" height="6" aria-hidden="true">
            <line
              x1="0"
              x2="18"
              y1="3"
              y2="3"
              stroke={colours.runs[place]}
              strokeWidth="1.8"
              strokeDasharray={DASHES[place]!.join(' ')}
            />
          </svg>
        )}
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
          {typeof best?.[metric] === 'number'
            ? isPercent(metric)
              ? formatPercent(best[metric])
              : formatNumber(best[metric])
            : ''}
        </td>
      ))}
      <td className={styles.number}>{seed}</td>
      <td className={styles.number}>{seconds > 0 ? formatDuration(seconds) : ''}</td>
      <td>
        <div className={styles.actions}>
          {resumable && (
            <IconButton
              label="Resume from its last checkpoint"
              icon={<RotateCw {...ICON} />}
              onClick={() => void attempt(() => resumeRun(id))}
            />
          )}
          <IconButton
            label="Open its document"
            icon={<FileText {...ICON} />}
            onClick={() => void attempt(() => openDocumentOf(run))}
          />
          <IconButton
            label="Copy its folder's path"
            icon={<Copy {...ICON} />}
            onClick={() => void attempt(() => copyFolderOf(run))}
          />
          <IconButton
            label="Remove"
            icon={<Trash2 {...ICON} />}
            disabled={isLive(state)}
            onClick={() => void attempt(() => removeRun(run))}
          />
        </div>
      </td>
    </tr>
  );
}
