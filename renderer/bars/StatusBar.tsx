import { datasetOf } from '../../engine/data/index.ts';
import type { Choice } from '../../engine/graph/document.ts';
import { isError, isHint, isToDo } from '../../engine/problems.ts';
import { allOf } from '../../engine/train/obstacles.ts';
import { summarize } from '../../engine/passes/summary.ts';
import { useSafe } from '../state/document/safe.ts';
import { useActive, isUnsaved } from '../state/document/workspace.ts';
import { useDescribed } from '../state/document/data.ts';
import { useProblems } from '../state/document/problems.ts';
import { checkedOf } from '../state/document/checked.ts';
import { baseName } from '../state/paths.ts';
import { showPanel } from '../state/view.ts';
import { useZoom } from '../state/canvas/viewport.ts';
import { formatBytes, grouped } from '../ui/bytes.ts';
import { definitionTitle } from '../../engine/texts/definitions.ts';
import { t } from '../../engine/texts/index.ts';
import { Rich } from '../ui/Rich.tsx';
import styles from './StatusBar.module.css';
import { Works } from './Works.tsx';

export function StatusBar() {
  const document = useActive((open) => open.document);
  const path = useActive((open) => open.path);
  const unsaved = useActive(isUnsaved);
  const safe = useSafe();
  const described = useDescribed();
  const found = useProblems();
  const zoom = useZoom();
  if (!document) return <footer className={styles.bar} />;
  const checked = checkedOf(document);
  const { total } = summarize(document, checked);
  const problems = found ? allOf(found).filter((one) => !isHint(one)) : [];
  const todos = problems.filter(isToDo).length;
  const errors = problems.filter(isError).length - todos;
  const warnings = problems.length - errors - todos;
  return (
    <footer className={styles.bar}>
      <span>
        <Rich
          text={t(
            'status.parameters',
            { one: '<b>{{shown}}</b> parameter', other: '<b>{{shown}}</b> parameters' },
            { count: total.parameters, shown: grouped(total.parameters) },
          )}
        />
      </span>
      <span>
        <Rich
          text={t(
            'status.macs',
            { one: '<b>{{shown}}</b> multiply-add', other: '<b>{{shown}}</b> multiply-adds' },
            { count: total.macs, shown: grouped(total.macs) },
          )}
        />
      </span>
      <span title={memoryDoc()}>
        <Rich
          text={t('status.memory', '<b>{{memory}}</b> of arrays at batch {{batch}}', {
            memory: formatBytes(total.memoryBytes),
            batch: document.training.batchSize,
          })}
        />
      </span>
      {problems.length > 0 && (
        <button
          type="button"
          className={errors > 0 ? styles.bad : todos > 0 ? '' : styles.warning}
          onClick={() => showPanel('problems')}
        >
          {errors > 0
            ? t('status.problems', { one: '{{count}} problem', other: '{{count}} problems' }, { count: errors })
            : todos > 0
              ? t('status.toDo', '{{count}} to do', { count: todos })
              : t('status.warnings', { one: '{{count}} warning', other: '{{count}} warnings' }, { count: warnings })}
        </button>
      )}
      <span className={styles.grow} />
      <Works />
      {document.data.dataset && (
        <button type="button" title={datasetTitle(document.data.dataset)} onClick={() => showPanel('data')}>
          {fileOf(document.data.dataset) ?? datasetTitle(document.data.dataset)}
          {described.state === 'ready' && (
            <b>
              {' '}
              {grouped(described.rows.train)}
              {described.rows.validation !== null && ` / ${grouped(described.rows.validation)}`}
              {described.rows.test !== null && ` / ${grouped(described.rows.test)}`}
            </b>
          )}
        </button>
      )}
      <span>{savedText(unsaved, safe, path)}</span>
      <span>
        <b>{Math.round(zoom * 100)} %</b>
      </span>
    </footer>
  );
}

function savedText(unsaved: boolean | undefined, safe: boolean, path: string | null | undefined): string {
  if (unsaved) return safe ? t('status.safe', 'Not saved; kept safe') : t('status.unsaved', 'Not saved');
  return path === null ? t('status.new', 'Not saved yet') : t('status.saved', 'Saved');
}

/** The name of the file or folder that it is read from, where it is one. */
function fileOf({ settings }: Choice): string | undefined {
  const place = settings.file ?? settings.folder;
  return typeof place === 'string' && place !== '' ? baseName(place.replace(/^ready:/, '')) : undefined;
}

function datasetTitle({ type }: Choice): string {
  const dataset = datasetOf(type);
  return dataset ? definitionTitle('datasets', dataset) : type;
}

const memoryDoc = () =>
  t(
    'status.memory.doc',
    'Weights, gradients, what the optimizer remembers, and activations of a step. The program and its working memory come on top: the training panel says what all of it takes.',
  );
