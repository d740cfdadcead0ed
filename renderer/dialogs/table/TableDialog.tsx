/** What a table holds, and what can be learned of it: the column to predict is chosen, the rest follows. */
import { useState } from 'react';
import type { Proposal } from '../../../engine/data/propose.ts';
import { proposalLines } from '../../../engine/data/propose.ts';
import { readyTable } from '../../../engine/data/ready/index.ts';
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { ReadySource } from '../../fields/ReadySource.tsx';
import { kindTitle } from '../../../engine/data/kindTitle.ts';
import type { TableColumn } from '../../../engine/data/tables.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t, word } from '../../../engine/texts/index.ts';
import { proposalFor } from '../../actions/tables.ts';
import type { TableQuestion } from '../../state/dialogs.ts';
import { messageOf } from '../../state/notices.ts';
import { baseName } from '../../state/paths.ts';
import { grouped } from '../../ui/bytes.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './TableDialog.module.css';

function nameOf(file: string) {
  const ready = readyTable(file);
  return ready ? definitionTitle('ready', ready) : verbatim(baseName(file));
}

interface TableDialogProps {
  readonly question: TableQuestion;
  readonly close: (answer: Proposal | null) => void;
}

export function TableDialog({ question: { file, proposal: first }, close }: TableDialogProps) {
  const [proposal, setProposal] = useState(first);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const choose = async (target: string) => {
    setBusy(true);
    setError(null);
    try {
      setProposal(await proposalFor(file, target));
    } catch (failure) {
      setError(messageOf(failure));
    } finally {
      setBusy(false);
    }
  };
  // the columns that are left out stand in the table below
  const [summary, ...others] = proposalLines(proposal);
  const texts = others.slice(0, proposal.texts.length);
  return (
    <Dialog
      title={t('table.title', 'Learn from {{name}}', { name: nameOf(file) })}
      description={t('table.doc', 'Choose what the network is to predict. It learns it from the other columns.')}
      width={640}
      onClose={() => close(null)}
      actions={
        <>
          <Button onClick={() => close(null)}>{t('common.cancel', 'Cancel')}</Button>
          <Button look="primary" disabled={busy} onClick={() => close(proposal)}>
            {t('table.make', 'Make the network')}
          </Button>
        </>
      }
    >
      <div className={styles.target}>
        <span>{t('table.target', 'Predict')}</span>
        <Select
          label={t('table.target', 'Predict')}
          value={proposal.target}
          options={proposal.columns.map(({ name }) => ({ value: name, title: name }))}
          onChange={(target) => void choose(target)}
        />
      </div>
      {error !== null && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      <ReadySource file={file} className={styles.note} />
      <p className={styles.summary}>{word(summary!)}</p>
      {texts.map((line) => (
        <p key={word(line)} className={styles.note}>
          {word(line)}
        </p>
      ))}
      <Columns proposal={proposal} />
      {proposal.notes.map((note) => (
        <p key={word(note)} className={styles.note}>
          {word(note)}
        </p>
      ))}
    </Dialog>
  );
}

function Columns({ proposal }: { readonly proposal: Proposal }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={styles.columns} tabIndex={0} aria-label={t('table.columns', 'Columns')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('table.column', 'Column')}</th>
            <th scope="col">{t('table.holds', 'Holds')}</th>
            <th scope="col">{t('table.missing', 'Missing')}</th>
            <th scope="col">{t('table.role', 'Role')}</th>
          </tr>
        </thead>
        <tbody>
          {proposal.columns.map((column) => (
            <tr key={column.name}>
              <th scope="row" title={column.name}>
                {column.name}
              </th>
              <td>{holds(column)}</td>
              <td>{grouped(column.missing + (column.unreadable?.count ?? 0))}</td>
              <td>{roleOf(column, proposal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const holds = ({ kind, classes }: TableColumn): string =>
  classes ? t('columns.classes', '{{classes}} classes', { classes: classes.length }) : kindTitle(kind);

function roleOf({ name }: TableColumn, { target, left }: Proposal): string {
  if (name === target) return t('table.role.target', 'predicted');
  const out = left.find((column) => column.name === name);
  return out
    ? t('table.role.left', 'left out: {{reason}}', { reason: out.reason })
    : t('table.role.input', 'predicted from');
}
