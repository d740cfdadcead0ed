/** What is to be said of the files that the data are read from: one that has changed since, and one that is not where it was. */
import { useEffect, useState } from 'react';
import { datasetOf } from '../../../engine/data/index.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import { verbatim } from '../../../engine/phrases.ts';
import type { CallResults } from '../../../engine/protocol.ts';
import { settingsInLanguage } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import { choosePath } from '../../actions/choose.ts';
import { setDatasetSetting } from '../../actions/data.ts';
import { type Described, dataFiles, describeAgain } from '../../state/document/data.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { attempt } from '../../state/notices.ts';
import { baseName } from '../../state/paths.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Data.module.css';

/** How often it is looked whether something has changed, in milliseconds. */
const LOOK_EVERY = 3000;

interface DataFilesProps {
  readonly dataset: Choice;
  readonly described: Described;
}

export function DataFiles({ dataset, described }: DataFilesProps) {
  const now = useFiles(dataset);
  const before = 'files' in described ? described.files : [];
  const named = before.map(({ setting, path, state }) => ({
    setting,
    name: verbatim(baseName(path)),
    path: verbatim(path),
    was: state,
    is: now.find((file) => file.setting === setting && file.path === path)?.state,
  }));
  const missing = named.filter(({ is, was }) => is === null || (is === undefined && was === null));
  const changed = named.filter(({ is, was }) => is && is !== was);
  return (
    <>
      {missing.map(({ setting, name, path }) => (
        <div key={setting} className={styles.failed} role="alert">
          <b>{t('data.where', 'Where is {{name}}?', { name })}</b>{' '}
          {t('data.where.was', 'It is not at {{path}} any more.', { path })}
          <div>
            <Button onClick={() => void attempt(() => chooseAnew(dataset, setting))}>
              {t('data.where.choose', 'Choose it')}
            </Button>
          </div>
        </div>
      ))}
      {changed.map(({ setting, name }) => (
        <div key={setting} className={styles.changed} role="status">
          {t('data.changed', '{{name}} has changed since it was read.', { name })}
          <div>
            <Button onClick={() => describeAgain(activeDocument()!)}>{t('data.anew', 'Read it anew')}</Button>
          </div>
        </div>
      ))}
    </>
  );
}

async function chooseAnew({ type }: Choice, setting: string): Promise<void> {
  const dataset = datasetOf(type)!;
  const field = settingsInLanguage('datasets', dataset)[setting]!;
  const path = await choosePath(field.kind === 'path' ? field.extensions : [], field.label);
  if (path !== null) await setDatasetSetting(setting, path);
}

/** The files as they are now, looked at again and again while they are shown. */
function useFiles(dataset: Choice): CallResults['data.files'] {
  const [files, setFiles] = useState<CallResults['data.files']>([]);
  useEffect(() => {
    let shown = true;
    const look = async () => {
      const found = await dataFiles(dataset, activeDocument()?.path ?? null);
      if (shown) setFiles(found);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY);
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [dataset]);
  return files;
}
