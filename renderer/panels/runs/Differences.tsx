/** In what the runs that are drawn beside each other differ: a row for each setting, a column for each run. */
import { useEffect } from 'react';
import { differences } from '../../../engine/graph/flatSettings.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { LineSample } from '../../charts/LineSample.tsx';
import { runName } from '../../state/runs/names.ts';
import { loadSettings, useSettings } from '../../state/runs/settings.ts';
import styles from './Runs.module.css';
import { settingTitle } from './settingTitles.ts';
import { t } from '../../../engine/texts/index.ts';

export function Differences({ runs }: { readonly runs: readonly RunSummary[] }) {
  const known = useSettings();
  const ids = runs.map(({ id }) => id).join(' ');
  useEffect(() => {
    for (const id of ids.split(' ')) void loadSettings(id).catch(() => {});
  }, [ids]);
  const there = runs.filter(({ id }) => known[id]);
  const settings = there.map(({ id }) => known[id]!);
  const rows = differences(settings).map(({ path, values }) => ({ path, values, ...settingTitle(path, settings) }));
  if (there.length < 2) return null;
  return (
    <section className={styles.differences} aria-label={t('runs.differences', 'What differs between them')}>
      <h3>{t('runs.differences', 'What differs between them')}</h3>
      {rows.length === 0 ? (
        <p className={styles.none}>{t('runs.differences.none', 'They were trained with the same settings.')}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t('runs.setting', 'Setting')}</th>
              {there.map((run) => (
                <th key={run.id} className={styles.number}>
                  <LineSample className={styles.swatch!} index={runs.indexOf(run)} /> {runName(run)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, values, title, say }) => (
              <tr key={path}>
                <th scope="row" title={path}>
                  {title}
                </th>
                {values.map((value, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns are the runs, in their order
                  <td key={i} className={styles.number}>
                    {say(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
