import { Copy, Download, FileText, Pencil, RotateCw, Trash2, X } from 'lucide-react';
import type { RunSummary } from '../../../engine/protocol.ts';
import { copyFolderOf, openDocumentOf, removeRun, resumeRun, takeWeights } from '../../actions/runs.ts';
import { attempt } from '../../state/notices.ts';
import { isLive } from '../../state/runs/runs.ts';
import { IconButton } from '../../ui/Button.tsx';
import styles from './Runs.module.css';
import { t } from '../../../engine/texts/index.ts';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

/** What can be done with a run: resumed, its weights taken, its document opened, its folder found, removed. */
export function RunActions({ run, onRename }: { readonly run: RunSummary; readonly onRename: () => void }) {
  const { id, state, resumable, elsewhere } = run;
  return (
    <div className={styles.actions}>
      {resumable && (
        <IconButton
          label={t('runs.resume', 'Resume from its last checkpoint')}
          icon={<RotateCw {...ICON} />}
          onClick={() => void attempt(() => resumeRun(id))}
        />
      )}
      <IconButton
        label={t('checkpoints.take', 'Take these weights')}
        icon={<Download {...ICON} />}
        disabled={elsewhere?.there === false}
        onClick={() => void attempt(() => takeWeights(run))}
      />
      {!elsewhere && <IconButton label={t('runs.rename', 'Rename')} icon={<Pencil {...ICON} />} onClick={onRename} />}
      <IconButton
        label={t('runs.document', 'Open its document')}
        icon={<FileText {...ICON} />}
        disabled={elsewhere?.there === false}
        onClick={() => void attempt(() => openDocumentOf(run))}
      />
      <IconButton
        label={t('runs.folder', "Copy its folder's path")}
        icon={<Copy {...ICON} />}
        onClick={() => void attempt(() => copyFolderOf(run))}
      />
      <IconButton
        label={elsewhere ? t('runs.forget', 'Forget; its files stay') : t('common.remove', 'Remove')}
        icon={elsewhere ? <X {...ICON} /> : <Trash2 {...ICON} />}
        disabled={!elsewhere && isLive(state)}
        onClick={() => void attempt(() => removeRun(run))}
      />
    </div>
  );
}
