/** Something long that a person waits for: how far it is, how long it still takes, and how it is given up. Closed, it goes on in the status bar. */
import { useEffect } from 'react';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { formatDuration } from '../../charts/format.ts';
import type { WorkQuestion } from '../../state/dialogs.ts';
import { useWorks } from '../../state/work.ts';
import { Button } from '../../ui/Button.tsx';
import { formatBytes } from '../../ui/bytes.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { WorkBar } from '../../ui/WorkBar.tsx';
import styles from './WorkDialog.module.css';

interface WorkDialogProps {
  readonly question: WorkQuestion;
  readonly close: (answer: null) => void;
}

export function WorkDialog({ question: { id }, close }: WorkDialogProps) {
  const work = useWorks().find((one) => one.id === id);
  const over = work === undefined;
  useEffect(() => {
    if (over) close(null);
  }, [over, close]);
  if (!work) return null;
  const { title, share, progress, secondsLeft, counts } = work;
  return (
    <Dialog
      title={title}
      onClose={() => close(null)}
      actions={<Button onClick={work.cancel}>{t('common.cancel', 'Cancel')}</Button>}
    >
      <div className={styles.bar}>
        <WorkBar label={title} share={share} />
      </div>
      <p className={styles.facts}>
        <span>
          {progress && counts === 'parts'
            ? verbatim(`${Math.round(100 * (share ?? 0))} %`)
            : progress
              ? t('work.bytes', '{{done}} of {{total}}', {
                  done: formatBytes(progress.done),
                  total: formatBytes(progress.total),
                })
              : t('work.begins', 'It begins.')}
        </span>
        {secondsLeft !== null && (
          <span>{t('work.left', '{{time}} left', { time: verbatim(formatDuration(secondsLeft)) })}</span>
        )}
      </p>
    </Dialog>
  );
}
