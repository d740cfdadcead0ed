/** Writes the document as a project of code, with a run's weights where wanted. */
import { Copy, FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import type { CallResults } from '../../../engine/protocol.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../../engine/targets/index.ts';
import { chooseFolder } from '../../actions/choose.ts';
import { exportProject } from '../../actions/export.ts';
import { attempt, messageOf } from '../../state/notices.ts';
import { refreshRuns, useRuns } from '../../state/runs/runs.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Rich } from '../../ui/Rich.tsx';
import { Select } from '../../ui/Select.tsx';
import { runName } from '../../state/runs/names.ts';
import type { DialogProps } from '../define.ts';
import styles from './ExportDialog.module.css';
import { page } from '../../state/page.ts';

const ICON = { size: 16, strokeWidth: 1.5 } as const;
const NO_WEIGHTS = '-';

export function ExportDialog({ title, close }: DialogProps) {
  const open = activeDocument()!;
  const runs = useRuns(({ list }) => list).filter(({ epoch }) => epoch > 0);
  const [target, setTarget] = useState(EXPORT_TARGETS[0]!.id);
  const [run, setRun] = useState(open.run !== null && runs.some(({ id }) => id === open.run) ? open.run : NO_WEIGHTS);
  const [folder, setFolder] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<CallResults['export.write'] | null>(null);

  useEffect(() => void refreshRuns().catch(() => {}), []);

  const choose = async () => {
    const chosen = await chooseFolder({ title: t('export.into', 'Export into') });
    if (chosen !== null) setFolder(chosen);
  };
  const write = async () => {
    setBusy(true);
    setError(null);
    try {
      setDone((await exportProject({ target, folder, ...(run !== NO_WEIGHTS && { run }) })) ?? null);
    } catch (problem) {
      setError(messageOf(problem));
    }
    setBusy(false);
  };

  if (done) {
    const { install, train } = exportTargetOf(target)!.commands;
    return <Written done={done} commands={[install, train]} close={close} />;
  }
  return (
    <Dialog
      title={title}
      description={t('export.doc', 'A complete project: the model, its data, training and prediction, and a README.')}
      width={520}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('common.cancel', 'Cancel')}</Button>
          <Button look="primary" disabled={folder === '' || busy} onClick={() => void write()}>
            {busy ? t('export.writing', 'Writing…') : t('export.do', 'Export')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <span>{t('export.as', 'As')}</span>
        <Select
          label={t('export.target', 'Target')}
          value={target}
          options={EXPORT_TARGETS.map(({ id, title }) => ({ value: id, title }))}
          onChange={setTarget}
        />
        <span>{t('export.weights', 'Weights')}</span>
        <Select
          label={t('export.weights', 'Weights')}
          value={run}
          options={[
            { value: NO_WEIGHTS, title: t('export.weights.none', 'None: it starts untrained') },
            ...runs.map((summary) => ({ value: summary.id, title: runName(summary) })),
          ]}
          onChange={setRun}
        />
        <label htmlFor="export-folder">{t('export.folder', 'Folder')}</label>
        <span className={styles.folder}>
          <input
            id="export-folder"
            value={folder}
            placeholder={t('export.folder.hint', 'Where the files go')}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target: { value } }) => setFolder(value)}
          />
          <IconButton
            label={t('export.folder.choose', 'Choose a folder')}
            icon={<FolderOpen {...ICON} />}
            onClick={() => void choose()}
          />
        </span>
        {error !== null && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Written({
  done: { folder, files },
  commands,
  close,
}: {
  readonly done: CallResults['export.write'];
  readonly commands: readonly string[];
  readonly close: () => void;
}) {
  const text = [`cd "${folder}"`, ...commands].join('\n');
  return (
    <Dialog
      title={t('export.written', 'The project is written')}
      width={520}
      onClose={close}
      actions={
        <Button look="primary" onClick={close}>
          {t('common.done', 'Done')}
        </Button>
      }
    >
      <div className={styles.done}>
        <p>
          <Rich
            text={t(
              'export.files',
              {
                one: '{{count}} file in <code>{{folder}}</code>:',
                other: '{{count}} files in <code>{{folder}}</code>:',
              },
              { count: files.length, folder },
            )}
          />
        </p>
        <ul aria-label={t('files.list', 'Files')}>
          {files.map((file) => (
            <li key={file}>{file}</li>
          ))}
        </ul>
        <p className={styles.hint}>{t('export.commands', 'These commands install and train it:')}</p>
        <div className={styles.commands}>
          {text}
          <IconButton
            label={t('export.commands.copy', 'Copy the commands')}
            icon={<Copy {...ICON} />}
            onClick={() => void attempt(() => page().clipboard.writeText(text))}
          />
        </div>
      </div>
    </Dialog>
  );
}
