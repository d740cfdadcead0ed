/** The statistics of a run: every layer and weight in numbers, their course, and how their values are spread. */
import { verbatim } from '../../../engine/phrases.ts';
import { useState } from 'react';
import { wordProblem } from '../../../engine/problems.ts';
import { recordStatistics } from '../../actions/recipe.ts';
import { Chart, type ChartLine } from '../../charts/Chart.tsx';
import { DASHES } from '../../charts/theme.ts';
import { chartGroup, useAt } from '../../charts/view.ts';
import { useDocument } from '../../state/document/workspace.ts';
import { isLive, type RunView } from '../../state/runs/runs.ts';
import { useShownRun } from '../../state/runs/shown.ts';
import type { Quantity, StatisticsSample } from '../../state/runs/statistics.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { COLUMNS, columnOf, columnTitle } from './columns.ts';
import styles from './LayerStatistics.module.css';
import { evenlySpaced, firstNotFinite, type Row, rowsOf } from './rows.ts';
import { StatisticsTable } from './StatisticsTable.tsx';
import { WeightHistograms } from './WeightHistograms.tsx';
import { t } from '../../../engine/texts/index.ts';

/** As many lines as there are colours. */
const MOST_LINES = 6;
/** Only few names have room beside the chart's own; the table shows whose lines they are. */
const MOST_NAMES = 2;

const CHARTS = chartGroup();

export function LayerStatistics() {
  const run = useShownRun();
  if (!run?.statistics.newest) return <Nothing run={run} />;
  return <StatisticsOfRun run={run} newest={run.statistics.newest} />;
}

/** Nothing was recorded: what would be here, and how to get it. */
function Nothing({ run }: { readonly run: RunView | undefined }) {
  const records = useDocument()?.training.statisticsEvery !== 0;
  return (
    <div className={styles.none}>
      <p>
        {t(
          'statistics.none',
          'Here stand the norms of weights, gradients and updates, what every layer gives, and histograms, as they change in a training.',
        )}{' '}
        {run && isLive(run.state)
          ? records
            ? t('statistics.toCome', 'The first of them are still to come in this run.')
            : t('statistics.notThis', 'This run does not record them.')
          : records
            ? t('statistics.next', 'The next training records them.')
            : t('statistics.notRecorded', 'They are not recorded.')}
      </p>
      {!records && <Button onClick={recordStatistics}>{t('statistics.record', 'Record them')}</Button>}
    </div>
  );
}

function StatisticsOfRun({ run, newest }: { readonly run: RunView; readonly newest: StatisticsSample }) {
  const [quantity, setQuantity] = useState<Quantity>('gradient');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rows = rowsOf(newest);
  const having = rows.filter(({ cells }) => cells[quantity] !== undefined);
  const picked = having.filter(({ name }) => chosen.includes(name));
  const drawn = picked.length > 0 ? picked.slice(0, MOST_LINES) : evenlySpaced(having, MOST_LINES);
  const choose = (row: Row) => {
    setChosen((names) =>
      names.includes(row.name) ? names.filter((name) => name !== row.name) : [...names.slice(1 - MOST_LINES), row.name],
    );
    if (!row.cells[quantity]) setQuantity(row.kind === 'weight' ? 'gradient' : 'deviation');
  };
  const focus = chosen.findLast((name) => newest.weights[name]) ?? rows.find(({ kind }) => kind === 'weight')?.name;
  return (
    <div className={styles.panel}>
      <div className={styles.left}>
        <NotFinite run={run} rows={rows} />
        <StatisticsTable step={newest.step} rows={rows} chosen={chosen} drawn={drawn} onChoose={choose} />
      </div>
      <div className={styles.middle}>
        <Select
          label={t('statistics.drawn', 'Drawn')}
          value={quantity}
          options={COLUMNS.map((column) => ({ value: column.id, title: columnTitle(column) }))}
          onChange={setQuantity}
        />
        <Course run={run} quantity={quantity} rows={drawn} />
      </div>
      {focus !== undefined && <HistogramsAtPointer run={run} name={focus} />}
    </div>
  );
}

const stepsPerEpoch = ({ started }: RunView): number => started?.stepsPerEpoch ?? 1;

interface CourseProps {
  readonly run: RunView;
  readonly quantity: Quantity;
  readonly rows: readonly Row[];
}

/** One quantity of some layers or weights over the epochs. */
function Course({ run, quantity, rows }: CourseProps) {
  const { step, curves } = run.statistics;
  const column = columnOf(quantity);
  const { percent = false } = column;
  const x = Array.from(step.values, (at) => at / stepsPerEpoch(run));
  const lines = rows.map(
    ({ name }, i): ChartLine => ({
      id: name,
      ...(rows.length <= MOST_NAMES && { name }),
      points: { x, y: curves.get(name)![quantity]!.values },
      colour: i,
      dash: DASHES[i]!,
    }),
  );
  return (
    <Chart
      key={quantity}
      title={columnTitle(column)}
      lines={lines}
      extent={[0, Math.max(1 / stepsPerEpoch(run), x.at(-1) ?? 1)]}
      percent={percent}
      group={CHARTS}
      logarithmic={quantity === 'gradient' || quantity === 'ratio'}
      empty=""
    />
  );
}

/** Where numbers first went wrong, as the run says or as the sample shows. */
function NotFinite({ run, rows }: { readonly run: RunView; readonly rows: readonly Row[] }) {
  const first = firstNotFinite(rows);
  const text =
    run.failure?.code === 'loss-not-finite'
      ? wordProblem(run.failure)
      : first &&
        t('statistics.notFinite', '"{{name}}" is the first with numbers that are not finite.', {
          name: verbatim(first.name),
        });
  return text ? (
    <p className={styles.wrong} role="alert">
      {text}
    </p>
  ) : null;
}

/** Of the step that is pointed at in the chart, else the newest. */
function HistogramsAtPointer({ run, name }: { readonly run: RunView; readonly name: string }) {
  const { samples, newest } = run.statistics;
  const at = useAt(CHARTS);
  const pointed = at === null ? undefined : samples.findLast(({ step }) => step <= at * stepsPerEpoch(run));
  return <WeightHistograms sample={pointed ?? newest!} name={name} />;
}
