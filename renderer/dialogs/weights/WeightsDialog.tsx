/** Which weights of a file or a run the network can keep, by name and shape. */
import { verbatim } from '../../../engine/phrases.ts';
import { t, type Worded, word } from '../../../engine/texts/index.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { fitNotes, type WeightsFit } from '../../../engine/train/fit.ts';
import { freezeLayers, selectLayers, takeProposedNames } from '../../actions/start.ts';
import { useFit, useStart } from '../../state/document/start.ts';
import type { Start } from '../../state/document/workspace.ts';
import { baseName } from '../../state/paths.ts';
import { runName } from '../../state/runs/names.ts';
import { useRuns } from '../../state/runs/runs.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { DialogProps } from '../define.ts';
import styles from './WeightsDialog.module.css';

const titleOf = ({ weights }: Start, runs: readonly RunSummary[]): Worded =>
  'file' in weights ? word(verbatim(baseName(weights.file))) : runName(runs.find(({ id }) => id === weights.run));

export function WeightsDialog({ close }: DialogProps) {
  const fit = useFit();
  const start = useStart();
  const runs = useRuns(({ list }) => list);
  if (!fit || !start) return null;
  const closeAnd = (deed: (ids: readonly string[]) => void) => () => {
    close();
    deed(fit.keptNodes);
  };
  return (
    <Dialog
      title={t('weights.from', 'Weights from {{name}}', { name: titleOf(start, runs) })}
      description={t(
        'weights.doc',
        'A weight is kept where name and shape are the same; all others start anew. Frozen layers keep theirs as they are, and a learning rate of its own lets a layer learn slower: select layers and set it in the inspector.',
      )}
      width={640}
      onClose={close}
      actions={
        <>
          <Button disabled={fit.keptNodes.length === 0} onClick={closeAnd(selectLayers)}>
            {t('weights.select', 'Select the kept layers')}
          </Button>
          <Button disabled={fit.keptNodes.length === 0} onClick={closeAnd(freezeLayers)}>
            {t('weights.freeze', 'Freeze the kept layers')}
          </Button>
          <Button look="primary" onClick={close}>
            {t('common.done', 'Done')}
          </Button>
        </>
      }
    >
      <Lists fit={fit} />
    </Dialog>
  );
}

function Lists({ fit }: { readonly fit: WeightsFit }) {
  const { kept, fresh, left, proposed = [] } = fit;
  return (
    <div className={styles.lists}>
      {fitNotes(fit).map((note) => (
        <p key={word(note)}>{word(note)}</p>
      ))}
      {proposed.length > 0 && (
        <Part title={t('weights.proposed', 'Perhaps the same under other names')} count={proposed.length}>
          {proposed.map(({ name, file }) => (
            <li key={name} className={styles.pair}>
              <code>{name}</code> <span>←</span> <code>{file}</code>
            </li>
          ))}
        </Part>
      )}
      {proposed.length > 0 && (
        <div className={styles.deed}>
          <Button onClick={() => void takeProposedNames()}>{t('weights.useNames', 'Use these names')}</Button>
        </div>
      )}
      <Part title={t('weights.new', 'New')} count={fresh.length}>
        {fresh.map(({ name, expected, received }) => (
          <li key={name}>
            <code>{name}</code>{' '}
            <span>
              {expected}
              {received === null
                ? t('weights.missing', ', not in the file')
                : t('weights.other', ', the file has {{received}}', { received: verbatim(received) })}
            </span>
          </li>
        ))}
      </Part>
      <Part title={t('weights.left', 'Left over in the file')} count={left.length}>
        {left.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </Part>
      <Part title={t('weights.kept', 'Kept')} count={kept.length}>
        {kept.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </Part>
    </div>
  );
}

function Part({
  title,
  count,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly children: React.ReactNode;
}) {
  return (
    <section aria-label={title}>
      <h3>
        {title} <span>{count}</span>
      </h3>
      {count > 0 && <ul>{children}</ul>}
    </section>
  );
}
