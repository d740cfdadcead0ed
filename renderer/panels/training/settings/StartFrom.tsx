/** What a training starts from, and what of it the network can keep: the way to fine-tune a network that was trained before. */
import { chooseStart, chooseStartFile } from '../../../actions/start.ts';
import { openDialog } from '../../../state/dialogs.ts';
import { useFit, useStart } from '../../../state/document/start.ts';
import { activeDocument } from '../../../state/document/workspace.ts';
import { attempt } from '../../../state/notices.ts';
import { baseName } from '../../../state/paths.ts';
import { runName } from '../../../state/runs/names.ts';
import { useRuns } from '../../../state/runs/runs.ts';
import { Button } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Select.tsx';
import styles from './StartFrom.module.css';
import { t } from '../../../../engine/texts/index.ts';

/** So many runs are offered, the newest. */
const OFFERED = 8;

export function StartFrom() {
  const start = useStart();
  const fit = useFit();
  const runs = useRuns(({ list }) => list);
  const trained = runs
    .filter(({ id, hasWeights }) => hasWeights || (start && 'run' in start.weights && start.weights.run === id))
    .slice(0, OFFERED);
  const options = [
    { value: 'fresh', title: t('training.start.fresh', 'Fresh weights') },
    { value: 'file', title: t('training.start.file', 'A weights file…') },
    ...(start && 'file' in start.weights ? [{ value: 'chosen', title: baseName(start.weights.file) }] : []),
    ...trained.map((run) => ({
      value: `run:${run.id}`,
      title: runName(run),
      group: t('training.start.runs', 'Weights of a run'),
    })),
  ];
  const choose = async (value: string) => {
    const { key } = activeDocument()!;
    if (value === 'fresh') return chooseStart(key, null);
    if (value.startsWith('run:')) return chooseStart(key, { run: value.slice('run:'.length) });
    if (value === 'file') await chooseStartFile();
  };
  return (
    <>
      <Select
        label={t('training.start', 'Starts from')}
        value={!start ? 'fresh' : 'run' in start.weights ? `run:${start.weights.run}` : 'chosen'}
        options={options}
        onChange={(value) => void attempt(() => choose(value))}
      />
      {start && fit && (
        <div className={styles.fit} role="status" data-none={fit.kept.length === 0 || undefined}>
          {fit.kept.length === 0
            ? t('training.start.none', 'None of its weights fit by name and shape.')
            : t('training.start.fit', '{{kept}} of {{all}} weights kept, {{fresh}} new.', {
                kept: fit.kept.length,
                all: fit.kept.length + fit.fresh.length,
                fresh: fit.fresh.length,
              })}
          <Button look="quiet" onClick={() => void openDialog('weights')}>
            {t('training.start.show', 'Show')}
          </Button>
        </div>
      )}
    </>
  );
}
