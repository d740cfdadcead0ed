/** Training: its settings and progress at the left, the curves in the middle, what it says and how it ended at the right. */
import { Pause, Play, Square, Trophy } from 'lucide-react';
import { memo, type RefObject, useEffect, useRef, useState } from 'react';
import { measured } from '../../../engine/learn/measured.ts';
import { titleOfMetric } from '../../../engine/learn/metricText.ts';
import { obstaclesOf } from '../../../engine/train/obstacles.ts';
import { Chart } from '../../charts/Chart.tsx';
import { formatNumber, formatPercent } from '../../charts/format.ts';
import { chartGroup } from '../../charts/view.ts';
import { useProblems, useWhyUntrainable } from '../../state/document/problems.ts';
import { attempt } from '../../state/notices.ts';
import { isLive, isOurs, isStopping, type RunView, useRuns } from '../../state/runs/runs.ts';
import { useMemoryReport } from '../../state/document/memory.ts';
import { control, train } from '../../actions/training.ts';
import { useCompared, useShownRun, useStarting } from '../../state/runs/shown.ts';
import { showPanel } from '../../state/view.ts';
import { useActive } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { ProblemRow } from '../common/ProblemRow.tsx';
import { runName } from '../../state/runs/names.ts';
import { bestOf, curvesOf, isPercent, linesOf, metricsOf, type ShownRun } from '../common/lines.ts';
import { End } from './End.tsx';
import { RunFacts } from './RunFacts.tsx';
import styles from './Training.module.css';
import { TrainingSettings } from './settings/TrainingSettings.tsx';
import { t, word } from '../../../engine/texts/index.ts';

const ICON = { size: 14, strokeWidth: 1.5 } as const;
const CHARTS = chartGroup();

type Side = 'run' | 'settings';

export function Training() {
  const run = useShownRun();
  const list = useRuns((all) => all.list);
  const memory = useMemoryReport();
  const [side, setSide] = useState<Side>(run ? 'run' : 'settings');
  const column = useRef<HTMLDivElement>(null);
  // a new run comes into sight by itself
  const last = useRef(run?.id);
  useEffect(() => {
    if (run?.id === last.current) return;
    last.current = run?.id;
    setSide(run ? 'run' : 'settings');
  }, [run]);
  return (
    <div className={styles.panel}>
      <div className={styles.left}>
        {run && (
          <div className={styles.side}>
            <Segmented<Side>
              label={t('training.side', 'Shown at the left')}
              value={side}
              options={[
                { value: 'run', title: t('runs.one', 'Run') },
                { value: 'settings', title: t('training.settings', 'Settings') },
              ]}
              onChange={setSide}
            />
          </div>
        )}
        {run && side === 'run' ? (
          <RunFacts run={run} summary={list.find(({ id }) => id === run.id)} />
        ) : (
          <TrainingSettings memory={memory} />
        )}
      </div>
      <Charts run={run} />
      <div ref={column} className={styles.right}>
        <Obstacles />
        {run && <End run={run} />}
        {run ? (
          <Log key={run.id} run={run} column={column} />
        ) : (
          <p className={styles.hint}>
            {t('training.log.empty', 'Here the training says what it does, and how it ended.')}
          </p>
        )}
      </div>
    </div>
  );
}

const Charts = memo(function Charts({ run }: { readonly run: RunView | undefined }) {
  const compared = useCompared();
  const views = useRuns((all) => all.views);
  const list = useRuns((all) => all.list);
  const ids = [...new Set([...(run ? [run.id] : []), ...compared])];
  const shown = ids.flatMap((id): ShownRun[] =>
    views[id] ? [{ run: views[id], name: runName(list.find((summary) => summary.id === id)) }] : [],
  );
  const training = useActive(({ document }) => document.training);
  const metrics = shown.length > 0 ? metricsOf(shown) : curvesOf(training ? measured(training) : []);
  const planned = training?.epochs ?? 1;
  const extent = shown.length > 0 ? extentOf(shown) : ([0, planned] as const);
  return (
    <div className={styles.charts}>
      {metrics.map((metric) => {
        const best = shown.length === 1 ? bestOf(shown[0]!.run, metric) : undefined;
        return (
          <Chart
            key={metric}
            title={titleOfMetric(metric)}
            lines={linesOf(shown, metric)}
            extent={extent}
            percent={isPercent(metric)}
            group={CHARTS}
            note={
              best &&
              metric !== 'loss' &&
              t('training.best', 'best {{value}} at epoch {{epoch}}', {
                value: isPercent(metric) ? formatPercent(best.value) : formatNumber(best.value),
                epoch: best.epoch,
              })
            }
            empty={
              metric === 'loss'
                ? t(
                    'training.empty.loss',
                    'The loss appears here with the first steps of the training; validation joins after each epoch.',
                  )
                : t('training.empty.metric', '{{metric}} appears here with the first steps of the training.', {
                    metric: titleOfMetric(metric),
                  })
            }
          />
        );
      })}
    </div>
  );
});

/** All epochs; while a training has not come far, a half of them, a quarter and so on, so that its beginning can be seen. */
function extentOf(shown: readonly ShownRun[]): readonly [number, number] {
  const all = Math.max(1, ...shown.map(({ run: { started } }) => started?.epochs ?? 1));
  const reached = Math.max(
    0,
    ...shown.map(({ run: { started, step } }) => (started ? (step.at(-1) ?? 0) / started.stepsPerEpoch : 0)),
  );
  let end = all;
  while (reached <= end / 2 && end > all / 128) end /= 2;
  return [0, end];
}

/** What stands in the way of training, with the repairs; and the button where nothing does. */
function Obstacles() {
  const found = useProblems();
  const run = useShownRun();
  const starting = useStarting();
  const why = useWhyUntrainable();
  const errors = found ? obstaclesOf(found) : [];
  if (run && isOurs(run)) return null;
  return (
    <>
      <Button
        icon={<Play {...ICON} />}
        disabled={why !== undefined || starting}
        title={why}
        aria-description={why}
        onClick={() => void attempt(train)}
      >
        {starting
          ? t('train.starting', 'Starting…')
          : run
            ? t('training.anew', 'Train anew')
            : t('train.start', 'Train')}
      </Button>
      {errors.length > 0 && (
        <ul className={styles.problems} aria-label={t('training.obstacles', 'What keeps it from being trained')}>
          {errors.slice(0, 4).map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
            <ProblemRow key={i} problem={one} />
          ))}
          {errors.length > 4 && (
            <Button look="quiet" onClick={() => showPanel('problems')}>
              {t('training.more', '{{count}} more', { count: errors.length - 4 })}
            </Button>
          )}
        </ul>
      )}
    </>
  );
}

interface LogProps {
  readonly run: RunView;
  /** What scrolls: the log has no room of its own, which would scroll within it. */
  readonly column: RefObject<HTMLDivElement | null>;
}

function Log({ run, column }: LogProps) {
  const { log } = run;
  const live = isLive(run.state);
  // the newest line stays in sight, unless an older one is being read; at the end how it ended does, which stands above
  const atEnd = useRef(true);
  useEffect(() => {
    const box = column.current;
    const look = () => {
      if (box) atEnd.current = box.scrollTop + box.clientHeight > box.scrollHeight - 8;
    };
    box?.addEventListener('scroll', look);
    return () => box?.removeEventListener('scroll', look);
  }, [column]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line scrolls
  useEffect(() => {
    if (column.current && live && atEnd.current) column.current.scrollTop = column.current.scrollHeight;
  }, [log]);
  useEffect(() => {
    const box = column.current;
    if (!live || !box) return undefined;
    return () => box.scrollTo({ top: 0 });
  }, [live, column]);
  return (
    <>
      <div className={styles.heading}>{t('training.log', 'Log')}</div>
      <ol
        className={styles.log}
        aria-label={t('training.log', 'Log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its column scrolls, and the keyboard reads what was said before
        tabIndex={0}
      >
        {log.map(({ level, message }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added
          <li key={i} data-level={level}>
            {word(message)}
          </li>
        ))}
      </ol>
    </>
  );
}

/** In the row of tabs: what can be done to the run that is going on. */
export function TrainingTools() {
  const run = useShownRun();
  if (!run || !isOurs(run)) return null;
  const act = (wanted: Parameters<typeof control>[0]) => () => void attempt(() => control(wanted));
  const stopping = isStopping(run);
  return (
    <div className={styles.tools}>
      {run.state === 'paused' ? (
        <Button
          look="quiet"
          icon={<Play {...ICON} />}
          disabled={stopping || run.wanted === 'resume'}
          onClick={act('resume')}
        >
          {t('train.resume', 'Resume')}
        </Button>
      ) : (
        <Button
          look="quiet"
          icon={<Pause {...ICON} />}
          disabled={run.state === 'starting' || stopping || run.wanted !== null}
          onClick={act('pause')}
        >
          {run.wanted === 'pause' ? t('train.pausing', 'Pausing…') : t('train.pause', 'Pause')}
        </Button>
      )}
      <Button look="quiet" icon={<Square {...ICON} />} disabled={stopping} onClick={act('stop')}>
        {stopping ? t('train.stopping', 'Stopping…') : t('training.stop', 'Stop')}
      </Button>
      <Button
        look="quiet"
        icon={<Trophy {...ICON} />}
        disabled={run.epochs.length === 0 || stopping}
        onClick={act('stopAndKeepBest')}
        title={t('training.stopAndKeepBest.doc', 'Stop, and keep the weights of the best epoch')}
      >
        {t('training.stopAndKeepBest', 'Stop and keep best')}
      </Button>
    </div>
  );
}
