/** What an empty place says: three ways to start, and what was open before. */
import { verbatim } from '../../../engine/phrases.ts';
import { Images, FilePlus2, FolderOpen, Shapes, Table2, X } from 'lucide-react';
import { t } from '../../../engine/texts/index.ts';
import { perform } from '../../actions/commands/registry.ts';
import { forgetRecent, openFile } from '../../actions/files.ts';
import { useRecent } from '../../state/recent.ts';
import { useRuns } from '../../state/runs/runs.ts';
import { followRun } from '../../actions/runs.ts';
import { attempt } from '../../state/notices.ts';
import { openDocument } from '../../state/document/workspace.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Mark.tsx';
import styles from './Welcome.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export function Welcome() {
  const recent = useRecent();
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <h1>
          <Mark size={28} />
          Layerloom
        </h1>
        <p>{t('welcome.doc', 'Draw a network, train it on this machine, watch it learn, and take the code home.')}</p>
        <div className={styles.ways}>
          <Button look="primary" icon={<Shapes {...ICON} />} onClick={() => openDocument(mnistCnn(), null)}>
            {t('welcome.digits', 'Start with the digits network')}
          </Button>
          <Button icon={<Shapes {...ICON} />} onClick={() => perform('file.newFromTemplate')}>
            {t('welcome.template', 'From a template…')}
          </Button>
          <Button icon={<Table2 {...ICON} />} onClick={() => perform('file.learnFromTable')}>
            {t('welcome.table', 'Learn from a table…')}
          </Button>
          <Button icon={<Images {...ICON} />} onClick={() => perform('file.learnFromFolder')}>
            {t('welcome.folder', 'From a folder…')}
          </Button>
          <Button icon={<Table2 {...ICON} />} onClick={() => perform('file.learnFromReady')}>
            {t('welcome.ready', 'From a ready table…')}
          </Button>
          <Button icon={<FilePlus2 {...ICON} />} onClick={() => perform('file.new')}>
            {t('welcome.empty', 'Empty canvas')}
          </Button>
          <Button icon={<FolderOpen {...ICON} />} onClick={() => perform('file.open')}>
            {t('welcome.open', 'Open…')}
          </Button>
        </div>
        <p className={styles.hint}>
          {t(
            'welcome.drop',
            'Or drop it anywhere in the window: a .loom file, a model (ONNX, Keras, TensorFlow.js, PyTorch’s .pt2) or data: tables, arrays, folders of pictures, sounds or texts.',
          )}
        </p>
        {recent.length > 0 && (
          <section aria-label={t('welcome.recent', 'Recent')}>
            <h2>{t('welcome.recent', 'Recent')}</h2>
            <ul>
              {recent.slice(0, 8).map(({ path, name }) => (
                <li key={path} className={styles.entry}>
                  <button type="button" className={styles.recent} onClick={() => void attempt(() => openFile(path))}>
                    <b>{name}</b>
                    <code>{path}</code>
                  </button>
                  <IconButton
                    label={t('welcome.forget', 'Remove {{name}} from the list', { name: verbatim(name) })}
                    className={styles.forget}
                    icon={<X size={14} strokeWidth={1.5} />}
                    onClick={() => void attempt(() => forgetRecent(path))}
                  />
                </li>
              ))}
            </ul>
          </section>
        )}
        <FollowedRuns />
      </div>
    </div>
  );
}

/** The runs of others that were opened. */
function FollowedRuns() {
  const list = useRuns((all) => all.list);
  const followed = list.filter(({ elsewhere }) => elsewhere?.there);
  if (followed.length === 0) return null;
  return (
    <section aria-label={t('runs.elsewhere', 'Runs elsewhere')}>
      <h2>{t('runs.elsewhere', 'Runs elsewhere')}</h2>
      <ul>
        {followed.slice(0, 4).map(({ id, name, folder }) => (
          <li key={id} className={styles.entry}>
            <button type="button" className={styles.recent} onClick={() => void attempt(() => followRun(id))}>
              <b>{name}</b>
              <code>{folder}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
