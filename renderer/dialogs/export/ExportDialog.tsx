/** Writes the document as a project of code, with a run's weights where wanted. */
import { FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { lacksText, targetText, titledOptions } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import { chooseFolder } from '../../actions/choose.ts';
import type { ExportTarget } from '../../../engine/targets/define.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../../engine/targets/index.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { onnxFile } from '../../../engine/targets/onnxFile/index.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { runName } from '../../state/runs/names.ts';
import { refreshRuns, useRuns } from '../../state/runs/runs.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import type { DialogProps } from '../define.ts';
import styles from './ExportDialog.module.css';
import { Latency } from './Latency.tsx';
import { Parity } from './Parity.tsx';
import { useFolder } from './useFolder.ts';
import { FileOptions, USUAL_FILE, writtenAs } from './FileOptions.tsx';
import { useExport } from './useExport.ts';
import { WrittenProject } from './WrittenProject.tsx';

const NO_WEIGHTS = '-';

export function ExportDialog({ title, close }: DialogProps) {
  const open = activeDocument()!;
  const runs = useRuns(({ list }) => list).filter(({ hasWeights }) => hasWeights);
  const [target, setTarget] = useState(EXPORT_TARGETS[0]!.id);
  const [run, setRun] = useState(open.run !== null && runs.some(({ id }) => id === open.run) ? open.run : NO_WEIGHTS);
  const [folder, setFolder] = useFolder(open, target);
  const chosen = exportTargetOf(target)!;
  const [written, setWritten] = useState(USUAL_FILE);
  const isFile = target === onnxFile.id;
  const { project, busy, error, parity, parityError, write } = useExport();
  useEffect(() => void refreshRuns().catch(() => {}), []);

  if (project) {
    const { install, predict, train } = chosen.commands;
    const trained = run !== NO_WEIGHTS || train === undefined;
    return (
      <WrittenProject
        project={project}
        does={
          trained
            ? t('export.commands.predict', 'These commands install it and predict with its weights:')
            : t('export.commands', 'These commands install and train it:')
        }
        commands={[install, trained ? predict : train!]}
        parity={<Parity report={parity} error={parityError} />}
        latency={
          isFile && run !== NO_WEIGHTS && <Latency run={run} opset={written.opset} preprocess={written.preprocess} />
        }
        close={close}
      />
    );
  }
  return (
    <Dialog
      title={title}
      width={520}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('common.cancel', 'Cancel')}</Button>
          <Button
            look="primary"
            disabled={folder === '' || busy}
            onClick={() =>
              void write({
                target,
                folder,
                ...(run !== NO_WEIGHTS && { run }),
                ...writtenAs(target, written),
              })
            }
          >
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
          options={titledOptions('targets', EXPORT_TARGETS)}
          onChange={setTarget}
        />
        <About target={chosen} />
        <RunSelect runs={runs} run={run} onRun={setRun} />
        <FileOptions target={target} written={written} onChange={setWritten} />
        <label htmlFor="export-folder">{t('export.folder', 'Folder')}</label>
        <FolderInput folder={folder} onChange={setFolder} />
        {error !== null && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}

interface RunSelectProps {
  readonly runs: readonly RunSummary[];
  readonly run: string;
  readonly onRun: (run: string) => void;
}

function RunSelect({ runs, run, onRun }: RunSelectProps) {
  return (
    <>
      <span>{t('export.weights', 'Weights')}</span>
      <Select
        label={t('export.weights', 'Weights')}
        value={run}
        options={[
          { value: NO_WEIGHTS, title: t('export.weights.none', 'None: it starts untrained') },
          ...runs.map((summary) => ({ value: summary.id, title: runName(summary) })),
        ]}
        onChange={onRun}
      />
    </>
  );
}

/** What a target writes, what that needs, and what of a document it leaves out. */
function About({ target }: { readonly target: ExportTarget }) {
  const open = activeDocument();
  return (
    <p className={styles.about}>
      {targetText(target, 'doc')}
      <br />
      {t('export.needs', 'Needs: {{what}}', { what: targetText(target, 'needs') })}
      {(open ? lacksText(target, open.document) : []).map((what) => (
        <span key={what}>
          <br />
          {t('export.lacks', 'Not written: {{what}}', { what })}
        </span>
      ))}
    </p>
  );
}

function FolderInput({ folder, onChange }: { readonly folder: string; readonly onChange: (folder: string) => void }) {
  const choose = async () => {
    const chosen = await chooseFolder({ title: t('export.into', 'Export into') });
    if (chosen !== null) onChange(chosen);
  };
  return (
    <span className={styles.folder}>
      <input
        id="export-folder"
        value={folder}
        placeholder={t('export.folder.hint', 'Where the files go')}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
      />
      <IconButton
        label={t('export.folder.choose', 'Choose a folder')}
        icon={<FolderOpen size={16} strokeWidth={1.5} />}
        onClick={() => void choose()}
      />
    </span>
  );
}
