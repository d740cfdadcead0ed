/** The weights that a run's folder holds, by name, to start the document's next training from. */
import { verbatim } from '../../../engine/phrases.ts';
import { language, t } from '../../../engine/texts/index.ts';
import type { CheckpointsQuestion } from '../../state/dialogs.ts';
import { formatBytes } from '../../ui/bytes.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './CheckpointsDialog.module.css';

interface CheckpointsDialogProps {
  readonly question: CheckpointsQuestion;
  readonly close: (file: string | null) => void;
}

export function CheckpointsDialog({ question: { name, folder, weights }, close }: CheckpointsDialogProps) {
  return (
    <Dialog
      title={t('checkpoints.title', 'Weights of {{name}}', { name })}
      description={t(
        'checkpoints.doc',
        'The next training of the document starts from those that you take, as far as they fit by name and shape.',
      )}
      width={640}
      onClose={() => close(null)}
      actions={<Button onClick={() => close(null)}>{t('common.cancel', 'Cancel')}</Button>}
    >
      {weights.length === 0 && (
        <p className={styles.none}>
          {t('checkpoints.none', 'There are no weights yet in {{folder}}.', { folder: verbatim(folder) })}
        </p>
      )}
      <ul className={styles.list}>
        {weights.map(({ name, file, step, size, modified }) => (
          <li key={file}>
            <code title={file}>{name}</code>
            <span>{step !== null && t('checkpoints.step', 'step {{step}}', { step })}</span>
            <span className={styles.number}>{formatBytes(size)}</span>
            <time>{new Date(modified).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'medium' })}</time>
            <Button
              aria-label={t('checkpoints.takeNamed', 'Take these weights: {{name}}', { name: verbatim(name) })}
              onClick={() => close(file)}
            >
              {t('checkpoints.take', 'Take these weights')}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
