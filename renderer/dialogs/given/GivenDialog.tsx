/** What pictures, sounds, arrays or texts hold, and the network that is proposed for them. */
import { useState } from 'react';
import { type DataProposal, dataProposalLine } from '../../../engine/data/given/propose.ts';
import { datasetOf } from '../../../engine/data/index.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { t, word } from '../../../engine/texts/index.ts';
import type { GivenQuestion, LearnAnswer } from '../../state/dialogs.ts';
import { messageOf } from '../../state/notices.ts';
import { isCancelled } from '../../state/work.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { MakeButtons } from '../../fields/MakeButtons.tsx';
import styles from './GivenDialog.module.css';

interface GivenDialogProps {
  readonly question: GivenQuestion;
  readonly close: (answer: LearnAnswer<DataProposal> | null) => void;
}

export function GivenDialog({ question: { name, proposal: first, proposalFor }, close }: GivenDialogProps) {
  const [proposal, setProposal] = useState(first);
  const [error, setError] = useState<string | null>(null);
  const choose = async (target: string) => {
    setError(null);
    try {
      setProposal(await proposalFor(target));
    } catch (failure) {
      if (!isCancelled(failure)) setError(messageOf(failure));
    }
  };
  const { task, target, targets } = proposal;
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
          <MakeButtons onMake={(train) => close({ proposal, train })} />
        </>
      }
    >
      {targets.length > 1 && (
        <div className={styles.target}>
          <span>{t('table.target', 'Predict')}</span>
          <Select
            label={t('table.target', 'Predict')}
            value={target.name}
            options={targets.map((one) => ({ value: one, title: one }))}
            onChange={(one) => void choose(one)}
          />
        </div>
      )}
      {error !== null && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
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
