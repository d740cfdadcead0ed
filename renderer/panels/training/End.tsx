import { wordProblem } from '../../../engine/problems.ts';
import { wouldChange } from '../../../engine/graph/repair.ts';
import { t } from '../../../engine/texts/index.ts';
import { bestEpochText } from '../../../engine/train/bestEpoch.ts';
import { resultText, worthText } from '../../../engine/train/verdict/text.ts';
import { formatNumber } from '../../charts/format.ts';
import { useActive } from '../../state/document/workspace.ts';
import { Pruned } from '../common/Pruned.tsx';
import { RepairButtons } from '../../canvas/nodes/RepairButtons.tsx';
import { learningRate, setField } from '../common/recipe.ts';
import { gentlerRate, leapOf } from './leap.ts';
import { useShallow } from 'zustand/shallow';
import { resumeRun } from '../../actions/runs.ts';
import { attempt } from '../../state/notices.ts';
import { isLive, type RunView, useRuns } from '../../state/runs/runs.ts';
import { showPanel } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Training.module.css';

/** How a training ended, what its result is worth, and what can be done next. The colour says how good it is, not that it is over. */
export function End({ run }: { readonly run: RunView }) {
  const { resumable = false, hasWeights = false } = useRuns(({ list }) => list.find(({ id }) => id === run.id)) ?? {};
  const { state, finished } = run;
  if (isLive(state)) return null;
  const isWeak = finished?.verdict?.weak != null;
  const kind = state === 'failed' || state === 'stopped' ? state : isWeak ? 'weak' : 'finished';
  return (
    <div className={styles.end} data-kind={kind} role="status">
      {state === 'failed' ? <Failure run={run} /> : <Outcome run={run} />}
      <div>
        <GentlerRate run={run} />
        <Cures run={run} />
        {isWeak && (
          <Button onClick={() => showPanel('statistics')}>{t('panels.statistics.title', 'Layer statistics')}</Button>
        )}
        {resumable && (
          <Button onClick={() => void attempt(() => resumeRun(run.id))}>{t('training.resumeRun', 'Resume')}</Button>
        )}
        {(hasWeights || run.epochs.length > 0) && (
          <Button onClick={() => showPanel('results')}>{t('panels.results.title', 'Results')}</Button>
        )}
      </div>
    </div>
  );
}

/** What a training that flew apart is given for the next attempt, as long as the document has the rate that it had. */
function GentlerRate({ run: { step, loss, state, failure, finished, progress } }: { readonly run: RunView }) {
  const recipe = useActive(useShallow(({ document: { data, training } }) => ({ data, training })));
  if (!recipe || recipe.training.learningRate < (progress?.learningRate ?? 0)) return null;
  const flewApart =
    state === 'failed'
      ? NOT_FINITE.includes(failure?.code ?? '')
      : finished?.verdict?.weak && leapOf(step.values, loss.values);
  if (!flewApart) return null;
  const rate = gentlerRate(recipe.training);
  return (
    <Button look="primary" onClick={() => setField('rate', learningRate(recipe))('learningRate', rate)}>
      {t('training.end.gentler', 'Set the learning rate to {{rate}}', { rate })}
    </Button>
  );
}
const NOT_FINITE: readonly string[] = ['loss-not-finite', 'weights-not-finite'];

/** What the failure proposes, until one of it is done. */
function Cures({ run: { state, failure } }: { readonly run: RunView }) {
  const document = useActive((open) => open.document);
  if (state !== 'failed' || !failure || !document) return null;
  return failure.repairs.every((one) => wouldChange(document, one)) && <RepairButtons repairs={failure.repairs} />;
}

function Failure({ run: { failure } }: { readonly run: RunView }) {
  return (
    <>
      <b>{t('training.end.failed', 'The training failed.')}</b>{' '}
      {failure ? wordProblem(failure) : t('training.end.silent', 'Its process ended without a word.')}
    </>
  );
}

function Outcome({ run: { finished, step, loss } }: { readonly run: RunView }) {
  const verdict = finished?.verdict;
  const leap = leapOf(step.values, loss.values);
  return (
    <>
      <b>{finished ? reasonText(finished.reason) : t('training.end.halted', 'Stopped.')}</b>{' '}
      {verdict && `${resultText(verdict)} ${worthText(verdict)}`}{' '}
      {verdict?.weak &&
        (leap
          ? t(
              'training.end.leapt',
              'The loss leapt from {{from}} to {{to}} at step {{step}}: the learning rate is too high for this network.',
              { from: formatNumber(leap.from), to: formatNumber(leap.to), step: leap.step },
            )
          : t('training.end.weak', 'Layer statistics show in which layer the signal or the gradient is lost.'))}{' '}
      {finished && bestEpochText(finished.kept)}
      <Pruned finished={finished} />
    </>
  );
}

function reasonText(reason: NonNullable<RunView['finished']>['reason']): string {
  switch (reason) {
    case 'done':
      return t('training.end.done', 'All epochs are done.');
    case 'stopped':
      return t('training.end.stopped', 'Stopped before its end.');
    case 'early':
      return t('training.end.early', 'Stopped early: validation no longer improved.');
  }
}
