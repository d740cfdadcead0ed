/** What a table holds, and what can be learned of it: what to predict is chosen, by rows or over time, the rest follows. */
import { hasTimes } from '../../../engine/data/series/propose.ts';
import type { Proposal } from '../../../engine/data/propose.ts';
import { predictedBy, proposalLines } from '../../../engine/data/propose.ts';
import { readyTable } from '../../../engine/data/ready/index.ts';
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { ReadySource } from '../../fields/ReadySource.tsx';
import { verbatim } from '../../../engine/phrases.ts';
import { t, word } from '../../../engine/texts/index.ts';
import type { LearnAnswer, TableQuestion } from '../../state/dialogs.ts';
import { baseName } from '../../state/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Select } from '../../ui/Select.tsx';
import { MakeButtons } from '../../fields/MakeButtons.tsx';
import { OverTime } from './OverTime.tsx';
import { TableColumns } from './TableColumns.tsx';
import styles from './TableDialog.module.css';
import { useProposal } from './useProposal.ts';

function nameOf(file: string) {
  const ready = readyTable(file);
  return ready ? definitionTitle('ready', ready) : verbatim(baseName(file));
}

interface TableDialogProps {
  readonly question: TableQuestion;
  readonly close: (answer: LearnAnswer<Proposal> | null) => void;
}

export function TableDialog({ question, close }: TableDialogProps) {
  const { file } = question;
  const proposed = useProposal(question);
  const { proposal, asked, error, busy } = proposed;
  // what was asked for stands there once it is known
  const isSeries = proposal.series !== undefined;
  const able = proposal.columns.filter(({ kind }) => !isSeries || kind === 'number');
  const [target, ...others] = asked.targets ?? predictedBy(proposal);
  // the columns that are left out stand in the table below
  const [summary, ...lines] = proposalLines(proposal);
  const told = lines.slice(0, lines.length - proposal.left.length);
  return (
    <Dialog
      title={t('table.title', 'Learn from {{name}}', { name: nameOf(file) })}
      description={
        isSeries
          ? t('table.doc.series', 'Choose what the network is to predict. It learns it from what was before.')
          : t(
              'table.doc',
              'Choose what the network is to predict, one column or several. It learns it from the other columns.',
            )
      }
      width={640}
      onClose={() => close(null)}
      actions={
        <>
          <Button onClick={() => close(null)}>{t('common.cancel', 'Cancel')}</Button>
          <MakeButtons disabled={busy || error !== null} onMake={(train) => close({ proposal, train })} />
        </>
      }
    >
      {hasTimes(proposal.columns) && (
        <div className={styles.way}>
          <Segmented<'rows' | 'series'>
            label={t('table.way', 'How the table is learned')}
            value={asked.overTime ? 'series' : 'rows'}
            options={[
              { value: 'rows', title: t('table.way.rows', 'Each row by itself') },
              { value: 'series', title: t('table.way.series', 'Over time') },
            ]}
            onChange={(way) =>
              void proposed.askFor(way === 'series' ? { overTime: {} } : { targets: [proposal.target] })
            }
          />
        </div>
      )}
      <div className={styles.fields}>
        <span>{t('table.target', 'Predict')}</span>
        <Select
          label={t('table.target', 'Predict')}
          value={target}
          options={able.map(({ name }) => ({ value: name, title: name }))}
          onChange={(name) =>
            void proposed.askFor({ ...asked, targets: [name, ...others.filter((one) => one !== name)] })
          }
        />
      </div>
      {asked.overTime && isSeries && <OverTime proposed={proposed} />}
      {error !== null && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      <ReadySource file={file} className={styles.note} />
      <p className={styles.summary}>{word(summary!)}</p>
      {told.map((line) => (
        <p key={word(line)} className={styles.note}>
          {word(line)}
        </p>
      ))}
      <TableColumns proposed={proposed} />
      {proposal.notes.map((note) => (
        <p key={word(note)} className={styles.note}>
          {word(note)}
        </p>
      ))}
    </Dialog>
  );
}
