/** Every run on this machine, the newest first. */
import { useState } from 'react';
import { titleOfMetric } from '../../../engine/learn/metricText.ts';
import { useActive } from '../../state/document/workspace.ts';
import { useRuns } from '../../state/runs/runs.ts';
import { filterRuns } from '../../state/runs/names.ts';
import { useCompared } from '../../state/runs/shown.ts';
import { Differences } from './Differences.tsx';
import { RunRow } from './RunRow.tsx';
import styles from './Runs.module.css';
import { t } from '../../../engine/texts/index.ts';

export function Runs() {
  const list = useRuns((all) => all.list);
  const listed = useRuns((all) => all.listed);
  const shown = useActive(({ run }) => run) ?? null;
  const compared = useCompared();
  const metrics = [...new Set(['loss', ...list.flatMap(({ best }) => Object.keys(best ?? {}))])].slice(0, 4);
  const [search, setSearch] = useState('');
  const found = filterRuns(list, search);
  const drawn = [...new Set([...(shown ? [shown] : []), ...compared])];
  if (list.length === 0)
    return (
      <p className={styles.none}>
        {listed
          ? t('runs.none', 'No runs yet. Each training is kept here with its curves, weights and document.')
          : t('runs.asking', 'Asking the host for its runs…')}
      </p>
    );
  return (
    <div className={styles.panel}>
      <input
        type="search"
        className={styles.search}
        aria-label={t('runs.filter', 'Filter the runs')}
        placeholder={t('runs.filter.hint', 'Name, state, optimizer=adam …')}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('runs.compare', 'Compare')}</th>
            <th>{t('runs.one', 'Run')}</th>
            <th>{t('runs.state', 'State')}</th>
            <th className={styles.number}>{t('runs.epochs', 'Epochs')}</th>
            {metrics.map((metric) => (
              <th key={metric} className={styles.number}>
                {t('runs.best', '{{metric}}, best epoch', { metric: titleOfMetric(metric) })}
              </th>
            ))}
            <th className={styles.number}>{t('runs.seed', 'Seed')}</th>
            <th className={styles.number}>{t('training.facts.time', 'Time')}</th>
            <th>
              <span className="visually-hidden">{t('runs.actions', 'Actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              metrics={metrics}
              shown={run.id === shown}
              compared={compared.includes(run.id)}
              line={drawn.length > 1 && drawn.includes(run.id) ? drawn.indexOf(run.id) : undefined}
            />
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p className={styles.none}>{t('runs.filter.none', 'No run is like this.')}</p>}
      {drawn.length > 1 && <Differences runs={drawn.flatMap((id) => list.find((run) => run.id === id) ?? [])} />}
    </div>
  );
}
