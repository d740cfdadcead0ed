/** What became of each node of a model of another program, and the way to where it stands now. */
import { FATES, type Fate, type Guess, type ReportRow } from '../../../engine/importers/define.ts';
import { nameOf } from '../../../engine/graph/document.ts';
import { lossOf } from '../../../engine/learn/index.ts';
import { type Task, USUAL } from '../../../engine/learn/usual.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t, type Worded, word } from '../../../engine/texts/index.ts';
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { showImported } from '../../actions/models.ts';
import { chooseTask } from '../../actions/recipe.ts';
import { useChecked } from '../../state/document/checked.ts';
import { type ImportReport, useActive } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import type { DialogProps } from '../define.ts';
import styles from './ImportedDialog.module.css';

export function ImportedDialog({ close }: DialogProps) {
  const report = useActive(({ imported }) => imported);
  if (!report) return null;
  return (
    <Dialog
      title={t('imported.of', 'Import of {{name}}', { name: verbatim(report.name) })}
      description={t(
        'imported.doc',
        'What became of the nodes of the model. Press a name to see where it stands now; the command “Report of the import” shows this again.',
      )}
      width={680}
      onClose={close}
      actions={
        <Button look="primary" onClick={close}>
          {t('common.done', 'Done')}
        </Button>
      }
    >
      <div className={styles.fates}>
        <Guessed guesses={report.guesses} />
        {FATES.toReversed().map((fate) => (
          <OfFate key={fate} fate={fate} report={report} close={close} />
        ))}
      </div>
    </Dialog>
  );
}

/** What the outputs were taken for, to be put right. */
function Guessed({ guesses }: { readonly guesses: readonly Guess[] }) {
  const document = useActive((open) => open.document);
  const there = guesses.flatMap((guess) => {
    const loss = document?.training.losses.find(({ target }) => target === guess.target);
    return loss ? [{ guess, loss }] : [];
  });
  if (!document || there.length === 0) return null;
  return (
    <section aria-label={t('imported.guessed', 'Guessed')}>
      <h3>{t('imported.guessed', 'Guessed')}</h3>
      <p>
        {t(
          'imported.guessed.doc',
          'The file does not say what is learned, and raw numbers come out. Put it right here where it is wrong.',
        )}
      </p>
      <ul className={styles.guesses}>
        {there.map(({ guess: { target, task, other }, loss: { output, loss } }) => {
          const node = document.graph.nodes.find(({ id }) => id === output);
          const name = node ? nameOf(node) : verbatim(target);
          return (
            <li key={target}>
              <code>{name}</code>
              <Segmented<Task | ''>
                label={t('imported.guessed.what', 'What {{name}} gives', { name })}
                value={[task, other].find((one) => USUAL[one].loss === loss.type) ?? ''}
                options={[task, other].toSorted().map((value) => ({ value, title: taskText(value) }))}
                onChange={(value) => value !== '' && chooseTask(target, value)}
              />
              <small>{definitionTitle('losses', lossOf(loss.type) ?? { id: loss.type, title: loss.type })}</small>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function taskText(task: Task): Worded {
  switch (task) {
    case 'classes':
      return t('imported.classes', 'Classes');
    case 'labels':
      return t('imported.labels', 'Yes or no');
    case 'number':
      return t('imported.number', 'Numbers');
  }
}

interface FateProps {
  readonly fate: Fate;
  readonly report: ImportReport;
  readonly close: () => void;
}

function OfFate({ fate, report, close }: FateProps) {
  const count = report.counts[fate];
  if (count === 0) return null;
  const { title, doc } = textsOf(fate);
  const rows = report.rows.filter((row) => row.fate === fate);
  const untold = fate === 'mapped' ? 0 : count - rows.length;
  return (
    <section aria-label={title} data-fate={fate}>
      <h3>
        {title} <span>{count}</span>
      </h3>
      <p>{doc}</p>
      {fate === 'mapped' && (
        <ul className={styles.kinds}>
          {report.kinds.map(({ op, count: nodes }) => (
            <li key={op}>
              <code>{op}</code> {nodes}
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <ul className={styles.reasons}>
          {bySentence(rows).map(([sentence, same]) => (
            <li key={sentence}>
              <span>{sentence}</span>
              <Nodes rows={same} close={close} />
            </li>
          ))}
        </ul>
      )}
      {untold > 0 && (
        <p>{t('imported.more', 'And {{count}} more, which loom import --json tells.', { count: untold })}</p>
      )}
    </section>
  );
}

/** The nodes by what the model calls them; those that have no layer, or whose layers were deleted since, are told alone. */
function Nodes({ rows, close }: { readonly rows: readonly ReportRow[]; readonly close: () => void }) {
  const there = useChecked()?.expanded.origins;
  return (
    <ul className={styles.nodes}>
      {rows.map(({ node, op, layers }, i) => {
        const left = layers.filter((id) => there?.has(id));
        const name = (
          <>
            <code>{node}</code> <small>{op}</small>
          </>
        );
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the report of an import never changes, and its names may be the same
          <li key={i}>
            {left.length === 0 ? (
              <span>{name}</span>
            ) : (
              <button
                type="button"
                onClick={() => {
                  close();
                  showImported(left);
                }}
              >
                {name}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Rows that are told the same, under the sentence. */
function bySentence(rows: readonly ReportRow[]): (readonly [Worded, readonly ReportRow[]])[] {
  const found = new Map<Worded, ReportRow[]>();
  for (const row of rows) {
    const sentence = word(row.why ?? verbatim(row.op));
    found.set(sentence, [...(found.get(sentence) ?? []), row]);
  }
  return [...found];
}

function textsOf(fate: Fate): { readonly title: Worded; readonly doc: Worded } {
  switch (fate) {
    case 'refused':
      return {
        title: t('imported.refused', 'Left out'),
        doc: t(
          'imported.refused.doc',
          'No layer does what these do. An Identity keeps their place where one can, so the network gives other numbers than the model.',
        ),
      };
    case 'opaque':
      return {
        title: t('imported.opaque', 'Kept as they are'),
        doc: t('imported.opaque.doc', 'They run as the model has them, and nothing before them learns.'),
      };
    case 'approximated':
      return {
        title: t('imported.approximated', 'The same under a condition'),
        doc: t('imported.approximated.doc', 'They give the numbers of the model where what is said here holds.'),
      };
    case 'mapped':
      return {
        title: t('imported.mapped', 'The same'),
        doc: t('imported.mapped.doc', 'They are layers, and give the numbers of the model.'),
      };
  }
}
