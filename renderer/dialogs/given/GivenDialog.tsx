/** What pictures, arrays or texts hold, and the network that is proposed for them. */
import { dataProposalLine } from '../../../engine/data/given/propose.ts';
import { datasetOf } from '../../../engine/data/index.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { t, word } from '../../../engine/texts/index.ts';
import type { GivenAnswer, GivenQuestion } from '../../state/dialogs.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './GivenDialog.module.css';

interface GivenDialogProps {
  readonly question: GivenQuestion;
  readonly close: (answer: GivenAnswer | null) => void;
}

export function GivenDialog({ question: { name, proposal }, close }: GivenDialogProps) {
  const { task } = proposal;
  const classes = 'classes' in task && task.kind !== 'next' ? task.classes : [];
  return (
    <Dialog
      title={t('table.title', 'Learn from {{name}}', { name: verbatim(name) })}
      description={definitionTitle('datasets', datasetOf(proposal.dataset.type)!)}
      width={560}
      onClose={() => close(null)}
      actions={
        <>
          <Button onClick={() => close(null)}>{t('common.cancel', 'Cancel')}</Button>
          <Button onClick={() => close('make')}>{t('table.make', 'Make the network')}</Button>
          <Button look="primary" data-default onClick={() => close('train')}>
            {t('given.train', 'Make it and train')}
          </Button>
        </>
      }
    >
      <p className={styles.summary}>{word(dataProposalLine(proposal))}</p>
      {classes.length > 0 && (
        <ul className={styles.classes} aria-label={t('given.classes', 'Classes')}>
          {classes.slice(0, SHOWN).map((one) => (
            <li key={one}>{one}</li>
          ))}
          {classes.length > SHOWN && <li>…</li>}
        </ul>
      )}
      {proposal.notes.map((note) => (
        <p key={word(note)} className={styles.note}>
          {word(note)}
        </p>
      ))}
    </Dialog>
  );
}

/** Classes that are named. */
const SHOWN = 40;
