import { Copy, FileText, Pencil, RotateCw, Trash2 } from 'lucide-react';
import type { RunSummary } from '../../../engine/protocol.ts';
import { copyFolderOf, openDocumentOf, removeRun, resumeRun } from '../../actions/runs.ts';
import { attempt } from '../../state/notices.ts';
import { isLive } from '../../state/runs/runs.ts';
import { IconButton } from '../../ui/Button.tsx';
import styles from './Runs.module.css';
import { t } from '../../../engine/texts/index.ts';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

/** What can be done with a run: resumed, its document opened, its folder found, removed. */
export function RunActions({ run, onRename }: { readonly run: RunSummary; readonly onRename: () => void }) {
  const { id, state, resumable } = run;
  return (
    <div className={styles.actions}>
      {resumable && (
        <IconButton
          label={t('runs.resume', 'Resume from its last checkpoint')}
          icon={<RotateCw {...ICON} />}
          onClick={() => void attempt(() => resumeRun(id))}
        />
      )}
      <IconButton label={t('runs.rename', 'Rename')} icon={<Pencil {...ICON} />} onClick={onRename} />
      <IconButton
        label={t('runs.document', 'Open its document')}
        icon={<FileText {...ICON} />}
        onClick={() => void attempt(() => openDocumentOf(run))}
      />
      <IconButton
        label={t('runs.folder', "Copy its folder's path")}
        icon={<Copy {...ICON} />}
        onClick={() => void attempt(() => copyFolderOf(run))}
      />
      <IconButton
        label={t('common.remove', 'Remove')}
        icon={<Trash2 {...ICON} />}
        disabled={isLive(state)}
        onClick={() => void attempt(() => removeRun(run))}
      />
    </div>
  );
}
