/** What the steps of a run look like from inside: every layer and weight in numbers, their course, and how their values are spread. */
import { useState } from 'react';
import { Chart, type ChartLine } from '../../charts/Chart.tsx';
import { formatNumber, formatPercent } from '../../charts/format.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { DASHES, useColours } from '../../charts/theme.ts';
import { chartGroup, useAt } from '../../charts/view.ts';
import type { StatisticsSample, StatisticsHistory, Quantity } from '../../state/runs/statistics.ts';
import { isLive, type RunView } from '../../state/runs/runs.ts';
import { recordStatistics } from '../../actions/recipe.ts';
import { useShownRun } from '../../state/runs/shown.ts';
import { useDocument } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { grouped } from '../../ui/bytes.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './LayerStatistics.module.css';
import { firstNotFinite, type Row, rowsOf } from './rows.ts';
import { wordProblem } from '../../../engine/problems.ts';

const COLUMNS: readonly {
  readonly id: Quantity;
  readonly title: string;
  readonly doc: string;
  readonly percent?: boolean;
}[] = [
  { id: 'norm', title: 'Weight', doc: 'Euclidean norm of the weight.' },
  {
    id: 'gradient',
    title: 'Gradient',
    doc: 'Euclidean norm of its gradient. Norms that shrink from layer to layer towards the input vanish.',
  },
  { id: 'update', title: 'Update', doc: 'Euclidean norm of what the step added to it.' },
  { id: 'ratio', title: 'Update / weight', doc: 'About 0.001 where learning goes well.' },
  { id: 'mean', title: 'Mean', doc: 'Mean of what the layer gives.' },
  { id: 'deviation', title: 'Deviation', doc: 'Standard deviation of what the layer gives.' },
  { id: 'zeros', title: 'Zeros', doc: 'Share of exact zeros in what the layer gives.', percent: true },
  {
    id: 'saturated',
    title: 'Saturated',
    doc: 'Share of what the layer gives that lies within a hundredth of the ends of its range.',
    percent: true,
  },
];
const columnOf = (id: Quantity) => COLUMNS.find((column) => column.id === id)!;

/** As many lines as there are colours. */
const MOST_LINES = 6;
const MOST_NAMES = 2;
/** StatisticsHistory are this many steps apart where they are turned on here. */
const USUAL = 50;

const CHARTS = chartGroup();

export function LayerStatistics() {
  const run = useShownRun();
  if (!run?.statistics.newest) return <Nothing run={run} />;
  return <StatisticsOfRun run={run} newest={run.statistics.newest} />;
}

/** Nothing was recorded: what would be here, and how to get it. */
function Nothing({ run }: { readonly run: RunView | undefined }) {
  const every = useDocument()?.training.statisticsEvery ?? 0;
  return (
    <div className={styles.none}>
      <p>
        Here stand the norms of weights, gradients and updates, what every layer gives, and histograms, as they change
        in a training.{' '}
        {every > 0
          ? `The next training records them every ${grouped(every)} steps.`
          : run && isLive(run.state)
            ? 'This run does not record them.'
            : 'They are not recorded.'}
        {run &&
          every > 0 &&
          isLive(run.state) &&
          run.statistics.newest === null &&
          ' The first of them is still to come where this run does.'}
      </p>
      {every === 0 && <Button onClick={() => recordStatistics(USUAL)}>Record every {USUAL} steps</Button>}
    </div>
  );
}

function StatisticsOfRun({ run, newest }: { readonly run: RunView; readonly newest: StatisticsSample }) {
  const { statistics, started } = run;
  const [quantity, setQuantity] = useState<Quantity>('gradient');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rows = rowsOf(newest);
  const having = rows.filter(({ cells }) => cells[quantity] !== undefined);
  const picked = having.filter(({ name }) => chosen.includes(name));
  const drawn = picked.length > 0 ? picked.slice(0, MOST_LINES) : spread(having);
  const stepsPerEpoch = started?.stepsPerEpoch ?? 1;
  const x = Array.from(statistics.step.values, (step) => step / stepsPerEpoch);
  // the table shows whose lines they are; only few names have room beside the chart's own
  const lines = drawn.map(
    ({ name }, i): ChartLine => ({
      id: name,
      ...(drawn.length <= MOST_NAMES && { name }),
      points: { x, y: statistics.curves.get(name)![quantity]!.values },
      colour: i,
      dash: DASHES[i]!,
    }),
  );
  const column = columnOf(quantity);
  const colours = useColours();
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
        <Wrong run={run} rows={rows} />
        <table className={styles.table} aria-label={`Layers at step ${newest.step}`}>
          <thead>
            <tr>
              <th>At step {grouped(newest.step)}</th>
              {COLUMNS.map(({ id, title, doc }) => (
                <th key={id} className={styles.number} title={doc}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name} data-kind={row.kind} aria-selected={drawn.includes(row)}>
                <th scope="row">
                  <button
                    type="button"
                    aria-pressed={chosen.includes(row.name)}
                    title={row.name}
                    onClick={() => choose(row)}
                  >
                    {row.title}
                  </button>
                  {drawn.includes(row) && (
                    <svg width="18" height="6" aria-hidden="true">
                      <line
                        x1="0"
                        x2="18"
                        y1="3"
                        y2="3"
                        stroke={colours.runs[drawn.indexOf(row)]}
                        strokeWidth="1.8"
                        strokeDasharray={DASHES[drawn.indexOf(row)]!.join(' ')}
                      />
                    </svg>
                  )}
                </th>
                {COLUMNS.map(({ id, percent }) => {
                  const cell = row.cells[id];
                  return (
                    <td key={id} className={styles.number} data-odd={cell?.oddity !== undefined} title={cell?.oddity}>
                      {cell && (percent ? formatPercent(cell.value) : formatNumber(cell.value))}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.middle}>
        <Select
          label="Drawn"
          value={quantity}
          options={COLUMNS.map(({ id, title }) => ({ value: id, title }))}
          onChange={setQuantity}
        />
        <Chart
          key={quantity}
          title={column.title}
          lines={lines}
          extent={[0, Math.max(1 / stepsPerEpoch, x.at(-1) ?? 1)]}
          percent={column.percent ?? false}
          group={CHARTS}
          unit="epoch"
          logarithmic={quantity === 'gradient' || quantity === 'ratio'}
          empty=""
        />
      </div>
      {focus !== undefined && <Spread statistics={statistics} name={focus} stepsPerEpoch={stepsPerEpoch} />}
    </div>
  );
}

/** Rows at even distances, the first and the last among them. */
function spread(rows: readonly Row[]): Row[] {
  const count = Math.min(MOST_LINES, rows.length);
  return Array.from({ length: count }, (_, i) => rows[Math.round((i * (rows.length - 1)) / Math.max(1, count - 1))]!);
}

/** Where numbers first went wrong, as the run says or as the sample shows. */
function Wrong({ run, rows }: { readonly run: RunView; readonly rows: readonly Row[] }) {
  const first = firstNotFinite(rows);
  const text =
    run.failure?.code === 'loss-not-finite'
      ? wordProblem(run.failure)
      : first && `"${first.name}" is the first with numbers that are not finite.`;
  return text ? (
    <p className={styles.wrong} role="alert">
      {text}
    </p>
  ) : null;
}

/** Histograms of a weight and its gradient at the step that is pointed at in the chart, else the newest. */
function Spread({
  statistics,
  name,
  stepsPerEpoch,
}: {
  readonly statistics: StatisticsHistory;
  readonly name: string;
  readonly stepsPerEpoch: number;
}) {
  const at = useAt(CHARTS);
  const sample =
    (at === null ? undefined : statistics.samples.findLast(({ step }) => step <= at * stepsPerEpoch)) ??
    statistics.newest!;
  const values = sample.weights[name];
  if (!values) return null;
  return (
    <div className={styles.right}>
      <div className={styles.heading}>
        <b title={name}>{name}</b>
        <span>step {grouped(sample.step)}</span>
      </div>
      <Histogram title="Weights" {...values.weights} />
      <Histogram title="Gradient" {...values.gradients} />
    </div>
  );
}
