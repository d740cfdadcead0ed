import { datasetOf } from '../../engine/data/index.ts';
import { summarize } from '../../engine/passes/summary.ts';
import { useSafe } from '../actions/autosave.ts';
import { useActive, isUnsaved } from '../state/document/workspace.ts';
import { useDescribed, useReadiness } from '../state/document/data.ts';
import { checkedOf } from '../state/document/checked.ts';
import { showDock } from '../state/view.ts';
import { useZoom } from '../state/viewport.ts';
import { formatBytes, grouped } from '../ui/bytes.ts';
import styles from './StatusBar.module.css';

export function StatusBar() {
  const document = useActive((open) => open.document);
  const path = useActive((open) => open.path);
  const unsaved = useActive(isUnsaved);
  const safe = useSafe();
  const described = useDescribed();
  const ready = useReadiness();
  const zoom = useZoom();
  if (!document) return <footer className={styles.bar} />;
  const checked = checkedOf(document);
  const { total } = summarize(document, checked);
  const problems = [...checked.problems, ...(ready?.data ?? []), ...(ready?.training ?? [])];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return (
    <footer className={styles.bar}>
      <span>
        <b>{grouped(total.parameters)}</b> parameters
      </span>
      <span>
        <b>{grouped(total.macs)}</b> multiply-adds
      </span>
      <span>
        <b>{formatBytes(total.memoryBytes)}</b> to train at batch {document.training.batchSize}
      </span>
      {errors + warnings > 0 && (
        <button type="button" className={errors > 0 ? styles.bad : styles.warning} onClick={() => showDock('problems')}>
          {errors > 0 ? count(errors, 'problem') : count(warnings, 'warning')}
        </button>
      )}
      <span className={styles.grow} />
      {document.data.dataset && (
        <button type="button" onClick={() => showDock('data')}>
          {datasetOf(document.data.dataset.type)?.title ?? document.data.dataset.type}
          {described.state === 'ready' && (
            <b>
              {' '}
              {grouped(described.rows.train)}
              {described.rows.test !== null && ` / ${grouped(described.rows.test)}`}
            </b>
          )}
        </button>
      )}
      <span>{unsaved ? (safe ? 'Not saved; kept safe' : 'Not saved') : path === null ? 'Not saved yet' : 'Saved'}</span>
      <span>
        <b>{Math.round(zoom * 100)} %</b>
      </span>
    </footer>
  );
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
