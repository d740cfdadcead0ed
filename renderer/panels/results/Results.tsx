/** What a trained network can do: its metrics on a split, who is taken for whom, its surest mistakes, and a place to try it. */
import { useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { runName } from '../../state/runs/names.ts';
import { judge, useJudged } from '../../state/runs/evaluations.ts';
import { isLive, type RunView, useRuns } from '../../state/runs/runs.ts';
import { useShownRun } from '../../state/runs/shown.ts';
import { Button } from '../../ui/Button.tsx';
import type { Judgement } from '../../../engine/train/reports/evaluation.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { Select } from '../../ui/Select.tsx';
import { Pruned } from '../common/Pruned.tsx';
import { Answers } from './Answers.tsx';
import { Forecast } from './forecast/Forecast.tsx';
import { Measures } from './Measures.tsx';
import { type Answer, type CellPlace, glanceOf, type RunModel, type Split, useModel } from './model.ts';
import { Overview } from './Overview.tsx';
import styles from './Results.module.css';
import { Try } from './Try.tsx';

export function Results() {
  const run = useShownRun();
  if (!run)
    return (
      <p className={styles.empty}>
        {t(
          'results.empty',
          'Train the network, or open a run in the Runs panel: here you will see how well it does on rows it has never seen, where it errs, and try it yourself.',
        )}
      </p>
    );
  if (run.epochs.length === 0 && run.checkpoint === null && !run.finished)
    return (
      <p className={styles.empty}>
        {t('results.early', 'Results appear after the first epoch or checkpoint, when there are weights to judge.')}
      </p>
    );
  return <ResultsOfRun key={run.id} run={run} />;
}

function ResultsOfRun({ run }: { readonly run: RunView }) {
  const list = useRuns((all) => all.list);
  const [split, setSplit] = useState<Split>('test');
  const [row, setRow] = useState<number | null>(null);
  const [cell, setCell] = useState<CellPlace | null>(null);
  const live = isLive(run.state);
  // a run that goes on is judged when asked, by its last checkpoint
  const now = `${run.state} ${run.epochs.length} ${run.checkpoint}`;
  const [asked, setAsked] = useState<string | null>(live ? null : now);
  const version = live ? asked : now;
  const question = version === null ? null : { run: run.id, split, version };
  const judged = useJudged(question);
  const evaluation = judged?.state === 'judged' ? judged.evaluation : null;
  const model = useModel(run.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const judgements: readonly Judgement[] = evaluation ? [evaluation, ...evaluation.others] : [];
  const judgement = judgements.find(({ column }) => column === chosen) ?? judgements[0] ?? null;
  const seen =
    model.value && [model.value, ...model.value.others].find(({ target }) => target?.name === judgement?.column);
  const show = (chosen: number) => split === 'test' && setRow(chosen);
  const glance = model.value && glanceOf(seen ?? model.value);
  // what is still to come keeps its room; of networks without it there is none to keep; noise tells nobody anything
  const told = model.value?.draws ? null : judgement;
  const sees = told ? (told.confusion ?? told.scatter ?? evaluation?.forecast) : glance;
  const answers = told ? (told.answers ?? told.mistakes[0]) : glance;
  // what a network that writes is asked for is its text
  const first = model.value !== null && (glance === null || model.value.writes !== undefined);
  const trying = <Trying key="try" model={model} row={row} first={first} onRow={setRow} />;
  return (
    <div className={styles.panel}>
      <div className={`${styles.column} ${styles.measures}`}>
        <h3>{runName(list.find(({ id }) => id === run.id))}</h3>
        <Segmented<Split>
          label={t('results.judged', 'Judged on')}
          value={split}
          options={[
            { value: 'test', title: t('splits.test', 'Test') },
            { value: 'validation', title: t('splits.validation', 'Validation') },
            { value: 'train', title: t('splits.train', 'Training') },
          ]}
          onChange={(next) => (setSplit(next), setCell(null))}
        />
        <Columns all={judgements} chosen={judgement} onChoose={(column) => (setChosen(column), setCell(null))} />
        {live && asked !== now && <GoesOn onJudge={() => setAsked(now)} />}
        {judged && <Measures judged={judged} of={judgement} onJudge={() => question && void judge(question)} />}
        {run.finished?.pruned && (
          <div className={styles.pruned}>
            <Pruned finished={run.finished} />
          </div>
        )}
      </div>
      {first && trying}
      {sees && (
        <div className={`${styles.column} ${styles.overview}`}>
          {evaluation?.forecast ? (
            <Forecast key={split} run={run.id} split={split} version={version ?? ''} />
          ) : (
            <Overview judgement={judgement} glance={glance} cell={cell} onCell={setCell} onRow={show} />
          )}
        </div>
      )}
      {answers && (
        <div className={`${styles.column} ${styles.answers}`}>
          <Answers
            judgement={judgement}
            model={seen ?? model.value}
            glance={glance}
            split={split}
            version={version ?? ''}
            cell={cell}
            onCell={setCell}
            onRow={show}
          />
        </div>
      )}
      {!first && trying}
    </div>
  );
}

interface TryingProps {
  readonly model: Answer<RunModel>;
  readonly row: number | null;
  /** Nothing that is still to come stands before it. */
  readonly first: boolean;
  readonly onRow: (row: number | null) => void;
}

function Trying({ model: { value, error }, row, first, onRow }: TryingProps) {
  return (
    <div className={`${styles.column} ${styles.trying}`} data-first={first}>
      <h3>{t('results.try', 'Try it')}</h3>
      {error !== null && <p className={styles.error}>{error}</p>}
      {value && <Try model={value} row={row} onRow={onRow} />}
    </div>
  );
}

function GoesOn({ onJudge }: { readonly onJudge: () => void }) {
  return (
    <p className={styles.hint} style={{ marginTop: 8 }}>
      {t('results.live', 'The training goes on.')}{' '}
      <Button look="quiet" onClick={onJudge}>
        {t('results.judge', 'Judge its last checkpoint')}
      </Button>
    </p>
  );
}

interface ColumnsProps {
  readonly all: readonly Judgement[];
  readonly chosen: Judgement | null;
  readonly onChoose: (column: string) => void;
}

/** Which column's answers are shown, where there are several. */
function Columns({ all, chosen, onChoose }: ColumnsProps) {
  return all.length < 2 || !chosen ? null : (
    <div className={styles.target}>
      <Select
        label={t('results.column', 'Answers about')}
        value={chosen.column}
        options={all.map(({ column }) => ({ value: column, title: column }))}
        onChange={onChoose}
      />
    </div>
  );
}
